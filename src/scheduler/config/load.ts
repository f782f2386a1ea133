/** Reads a KubeSchedulerConfiguration: completes it, and says what is wrong with it. */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  formatFieldErrors,
  invalidValue,
  notFoundField,
  notSupported,
} from '../../apimachinery/field-error.ts'
import { pluginNames } from '../plugins/index.ts'
import { argsDefinitions } from './plugin-args.ts'
import { compileProfile, pluginProblems } from './profile.ts'
import { checkShape, type Shape } from './shape.ts'
import {
  CONFIG_KIND,
  CONFIG_VERSION,
  extensionPoints,
  type PluginConfig,
  type ProfileConfiguration,
  type SchedulerConfiguration,
} from './types.ts'

const pluginSet: Shape = {
  enabled: [{ name: 'string', weight: 'integer' }],
  disabled: [{ name: 'string', weight: 'integer' }],
}

const profile: Shape = {
  schedulerName: 'string',
  percentageOfNodesToScore: 'integer',
  plugins: Object.fromEntries(['multiPoint', ...extensionPoints].map((point) => [point, pluginSet])),
  pluginConfig: [{ name: 'string', args: 'any' }],
}

const configuration: Shape = {
  apiVersion: 'string',
  kind: 'string',
  parallelism: 'integer',
  leaderElection: 'any',
  clientConnection: 'any',
  healthzBindAddress: 'string',
  metricsBindAddress: 'string',
  enableProfiling: 'boolean',
  enableContentionProfiling: 'boolean',
  delayCacheUntilActive: 'boolean',
  percentageOfNodesToScore: 'integer',
  podInitialBackoffSeconds: 'integer',
  podMaxBackoffSeconds: 'integer',
  profiles: [profile],
  extenders: ['any'],
}

/** What a configuration says that is in order; or what is wrong with it, in the words of the API's field errors. */
export type LoadedConfiguration = { configuration: SchedulerConfiguration } | { problem: string }

/** Completes a configuration as kube-scheduler does, so that it tells everything that it leaves out. */
export function loadConfiguration(object: unknown): LoadedConfiguration {
  const given = object as SchedulerConfiguration
  const { apiVersion, kind } = given ?? {}
  if (apiVersion !== CONFIG_VERSION || kind !== CONFIG_KIND)
    return {
      problem: `no kind "${kind ?? ''}" is registered for version "${apiVersion ?? ''}": a ${CONFIG_KIND} of ${CONFIG_VERSION} is wanted`,
    }
  const { errors, unknown } = checkShape(given, configuration, '')
  const strict = [...unknown, ...argsFaults(given, errors)].map((path) => `unknown field "${path}"`)
  if (strict.length > 0) return { problem: `strict decoding error: ${strict.join(', ')}` }
  if (errors.length > 0) return { problem: formatFieldErrors(errors) }
  const completed = complete(given)
  const problems = validate(completed)
  return problems.length > 0 ? { problem: formatFieldErrors(problems) } : { configuration: completed }
}

/** Compares the arguments of each plugin with their shape; gives the fields that nobody knows. */
function argsFaults({ profiles }: SchedulerConfiguration, errors: FieldError[]): string[] {
  const unknown: string[] = []
  if (!Array.isArray(profiles)) return unknown
  for (const [index, each] of profiles.entries()) {
    const configs = Array.isArray(each?.pluginConfig) ? (each.pluginConfig as readonly PluginConfig[]) : []
    for (const [at, { name, args }] of configs.entries()) {
      const shape = argsDefinitions[name]?.shape
      if (shape === undefined || typeof shape === 'string') continue
      const withType = { apiVersion: 'string', kind: 'string', ...(shape as object) } as Shape
      checkShape(args, withType, `profiles[${index}].pluginConfig[${at}].args`, { errors, unknown })
    }
  }
  return unknown
}

/** Source: apis/config/v1/defaults.go. */
function complete(given: SchedulerConfiguration): SchedulerConfiguration {
  const profiles = given.profiles?.length ? given.profiles : [{}]
  return {
    ...given,
    percentageOfNodesToScore: given.percentageOfNodesToScore ?? 0,
    podInitialBackoffSeconds: given.podInitialBackoffSeconds ?? 1,
    podMaxBackoffSeconds: given.podMaxBackoffSeconds ?? 10,
    profiles: profiles.map((each) => completeProfile(each, profiles.length === 1)),
  }
}

/** A single profile may leave its name out. Plugins whose arguments are not given get the default ones. */
function completeProfile(given: ProfileConfiguration, isOnly: boolean): ProfileConfiguration {
  const name = given.schedulerName ?? (isOnly ? 'default-scheduler' : undefined)
  const configs = given.pluginConfig ?? []
  const missing = Object.keys(argsDefinitions).filter(
    (plugin) => !configs.some((each) => each.name === plugin),
  )
  return {
    ...given,
    ...(name !== undefined && { schedulerName: name }),
    pluginConfig: [...configs, ...missing.map((plugin) => ({ name: plugin }))].map(completeArgs),
  }
}

function completeArgs(config: PluginConfig): PluginConfig {
  const definition = argsDefinitions[config.name]
  return definition ? { ...config, args: definition.complete((config.args ?? {}) as never) } : config
}

/** Source: apis/config/validation/validation.go. */
function validate(configuration: SchedulerConfiguration): FieldError[] {
  const { profiles = [], extenders = [], parallelism = 16 } = configuration
  const { podInitialBackoffSeconds: initial = 1, podMaxBackoffSeconds: max = 10 } = configuration
  return [
    ...(parallelism > 0
      ? []
      : [invalidValue('parallelism', parallelism, 'should be an integer value greater than zero')]),
    ...profiles.flatMap((each, index) => validateProfile(each, profiles, index)),
    ...percentageProblems(configuration.percentageOfNodesToScore, 'percentageOfNodesToScore'),
    ...(initial > 0 ? [] : [invalidValue('podInitialBackoffSeconds', initial, 'must be greater than 0')]),
    ...(max >= initial
      ? []
      : [
          invalidValue(
            'podMaxBackoffSeconds',
            max,
            'must be greater than or equal to PodInitialBackoffSeconds',
          ),
        ]),
    ...(extenders.length === 0 ? [] : [forbiddenField('extenders', 'no other process can be asked')]),
  ]
}

function validateProfile(
  given: ProfileConfiguration,
  all: readonly ProfileConfiguration[],
  index: number,
): FieldError[] {
  const path = `profiles[${index}]`
  const { schedulerName = '', plugins = {}, pluginConfig = [] } = given
  const first = all.findIndex((other) => other.schedulerName === schedulerName)
  return [
    ...(schedulerName === '' ? [{ ...REQUIRED, field: `${path}.schedulerName` }] : []),
    ...(first < index && schedulerName !== ''
      ? [duplicate(`${path}.schedulerName`, `profiles[${first}].schedulerName`)]
      : []),
    ...percentageProblems(given.percentageOfNodesToScore, `${path}.percentageOfNodesToScore`),
    ...configProblems(pluginConfig, `${path}.pluginConfig`),
    ...(JSON.stringify(plugins.queueSort) === JSON.stringify(all[0]?.plugins?.queueSort)
      ? []
      : [
          invalidValue(
            `${path}.plugins.queueSort`,
            plugins.queueSort ?? null,
            'must be the same for all profiles',
          ),
        ]),
    ...pluginProblems(given, path),
  ]
}

const REQUIRED: FieldError = { type: 'FieldValueRequired', field: '', detail: '' }

function percentageProblems(percentage: number | undefined, path: string): FieldError[] {
  return percentage !== undefined && (percentage < 0 || percentage > 100)
    ? [invalidValue(path, percentage, 'not in valid range [0-100]')]
    : []
}

function configProblems(configs: readonly PluginConfig[], path: string): FieldError[] {
  return configs.flatMap(({ name, args }, index) => {
    const at = `${path}[${index}]`
    const definition = argsDefinitions[name]
    const wanted = `${name}Args`
    return [
      ...(configs.findIndex((other) => other.name === name) < index ? [duplicate(at, name)] : []),
      ...(pluginNames.has(name) ? [] : [notFoundField(`${at}.name`, name)]),
      ...(args?.kind !== undefined && args.kind !== wanted
        ? [notSupported(`${at}.args.kind`, args.kind, [wanted])]
        : []),
      ...(definition ? definition.validate(args as never, `${at}.args`) : []),
    ]
  })
}

/** The profiles of a configuration that was loaded, ready to schedule by. */
export function profilesOf({ profiles = [], ...shared }: SchedulerConfiguration) {
  return profiles.map((each) => ({
    profile: compileProfile(each),
    percentageOfNodesToScore: each.percentageOfNodesToScore ?? shared.percentageOfNodesToScore ?? 0,
    initialBackoff: (shared.podInitialBackoffSeconds ?? 1) * 1000,
    maxBackoff: (shared.podMaxBackoffSeconds ?? 10) * 1000,
  }))
}
