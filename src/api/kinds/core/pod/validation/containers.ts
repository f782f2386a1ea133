/** Validation of containers: regular, init and ephemeral ones. */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notFoundField,
  required,
} from '../../../../../apimachinery/field-error.ts'
import type {
  Container,
  ContainerResizePolicy,
  EphemeralContainer,
  PodSpec,
} from '../../../../../generated/types.ts'
import { isSidecar } from '../containers.ts'
import { validateEnv, validateEnvFrom } from './environment.ts'
import { dnsLabel, requiredOneOf } from './fields.ts'
import { validateHandlers } from './handlers.ts'
import { type Volumes, validateDevices, validateMounts } from './mounts.ts'
import { validateHostPortConflicts, validatePorts } from './network.ts'
import { validateResources } from './resources.ts'
import { validateRestartRules } from './restart-rules.ts'
import { validateSecurityContext } from './security.ts'

/** What containers are checked against. */
export interface ContainerContext {
  spec: PodSpec
  volumes: Volumes
  claimNames: ReadonlySet<string>
}

/** The errors of all three lists. */
export function validateAllContainers(context: ContainerContext, path: string): FieldError[] {
  return [
    ...validateContainers(context, `${path}.containers`),
    ...validateInitContainers(context, `${path}.initContainers`),
    ...validateEphemeralContainers(context, `${path}.ephemeralContainers`),
  ]
}

function validateContainers(context: ContainerContext, path: string): FieldError[] {
  const { containers = [], terminationGracePeriodSeconds: gracePeriod } = context.spec
  if (containers.length === 0) return [required(path)]
  const names = new Set<string>()
  const errors = containers.flatMap((container, index) => {
    const at = `${path}[${index}]`
    return [
      ...validateContainer(container, context, at),
      ...uniqueName(container, names, at),
      ...validateHandlers(container, gracePeriod, at),
      ...validateRestartRules(container, at),
    ]
  })
  return [...errors, ...validateHostPortConflicts(containers, path)]
}

/** Names are unique over init and regular containers; those of regular ones are reported there. */
function validateInitContainers(context: ContainerContext, path: string): FieldError[] {
  const { containers = [], initContainers = [] } = context.spec
  const names = new Set(containers.map(({ name }) => name))
  return initContainers.flatMap((container, index) => {
    const at = `${path}[${index}]`
    return [
      ...validateContainer(container, context, at),
      ...validateInitResizePolicy(container, `${at}.resizePolicy`),
      ...validateRestartRules(container, at),
      ...uniqueName(container, names, at),
      ...validateHostPortConflicts([container], path),
      ...validateInitHandlers(container, context.spec.terminationGracePeriodSeconds, at),
    ]
  })
}

function uniqueName({ name = '' }: Partial<Container>, names: Set<string>, path: string): FieldError[] {
  if (names.has(name)) return [duplicate(`${path}.name`, name)]
  if (name !== '') names.add(name)
  return []
}

function validateInitHandlers(
  container: Container,
  gracePeriod: number | undefined,
  path: string,
): FieldError[] {
  if (isSidecar(container)) return validateHandlers(container, gracePeriod, path)
  const handlers = ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const
  const text = 'may not be set for init containers without restartPolicy=Always'
  return handlers
    .filter((handler) => container[handler] !== undefined)
    .map((handler) => forbiddenField(`${path}.${handler}`, text))
}

function validateContainer(container: Container, context: ContainerContext, path: string): FieldError[] {
  const { name = '', image = '' } = container
  const { spec, volumes, claimNames } = context
  const messages = ['File', 'FallbackToLogsOnError']
  return [
    ...(name === '' ? [required(`${path}.name`)] : dnsLabel(name, `${path}.name`)),
    ...(image === '' ? [required(`${path}.image`)] : []),
    ...requiredOneOf(container.terminationMessagePolicy, messages, `${path}.terminationMessagePolicy`),
    ...validatePorts(container.ports, `${path}.ports`),
    ...validateEnv(container.env, `${path}.env`),
    ...validateEnvFrom(container.envFrom, `${path}.envFrom`),
    ...validateMounts(container, volumes, `${path}.volumeMounts`),
    ...validateDevices(container, volumes, `${path}.volumeDevices`),
    ...requiredOneOf(
      container.imagePullPolicy,
      ['Always', 'IfNotPresent', 'Never'],
      `${path}.imagePullPolicy`,
    ),
    ...validateResources(container.resources, claimNames, `${path}.resources`),
    ...validateResizePolicy(container.resizePolicy, spec.restartPolicy, `${path}.resizePolicy`),
    ...validateSecurityContext(
      container.securityContext,
      spec.hostUsers !== false,
      `${path}.securityContext`,
    ),
  ]
}

function validateResizePolicy(
  policies: readonly ContainerResizePolicy[] = [],
  podRestartPolicy: string | undefined,
  path: string,
): FieldError[] {
  const seen = new Set<string>()
  return policies.flatMap(({ resourceName, restartPolicy }, index) => {
    const errors = seen.has(resourceName) ? [duplicate(`${path}[${index}]`, resourceName)] : []
    seen.add(resourceName)
    errors.push(...requiredOneOf(resourceName, ['cpu', 'memory'], path))
    errors.push(...requiredOneOf(restartPolicy, ['NotRequired', 'RestartContainer'], path))
    const text = "must be 'NotRequired' when `restartPolicy` is 'Never'"
    if (podRestartPolicy === 'Never' && restartPolicy !== 'NotRequired')
      errors.push(invalidValue(path, restartPolicy, text))
    return errors
  })
}

/** What runs to its end is not started again for the sake of its resources. */
function validateInitResizePolicy(container: Container, path: string): FieldError[] {
  if (isSidecar(container)) return []
  const text = "must not be set to 'RestartContainer' for non-sidecar initContainers"
  return (container.resizePolicy ?? []).flatMap(({ restartPolicy }, index) =>
    restartPolicy === 'RestartContainer'
      ? [invalidValue(`${path}[${index}].restartPolicy`, restartPolicy, text)]
      : [],
  )
}

const NOT_FOR_EPHEMERAL = [
  'ports',
  'resources',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
] as const

function validateEphemeralContainers(context: ContainerContext, path: string): FieldError[] {
  const { containers = [], initContainers = [], ephemeralContainers = [] } = context.spec
  const others = new Set([...containers, ...initContainers].map(({ name }) => name))
  const names = new Set(others)
  return ephemeralContainers.flatMap((container, index) => {
    const at = `${path}[${index}]`
    const { targetContainerName: target } = container
    return [
      ...validateContainer(container, context, at),
      ...validateImageSpaces(container, at),
      ...uniqueName(container, names, at),
      ...(target && !others.has(target) ? [notFoundField(`${at}.targetContainerName`, target)] : []),
      ...validateEphemeralFields(container, at),
    ]
  })
}

function validateEphemeralFields(container: EphemeralContainer, path: string): FieldError[] {
  const text = 'cannot be set for an Ephemeral Container'
  const fields = NOT_FOR_EPHEMERAL.filter((field) => !isEmpty(container[field])).map((field) =>
    forbiddenField(`${path}.${field}`, text),
  )
  const mounts = (container.volumeMounts ?? []).flatMap((mount, index) =>
    (['subPath', 'subPathExpr'] as const)
      .filter((field) => mount[field])
      .map((field) => forbiddenField(`${path}.volumeMounts[${index}].${field}`, text)),
  )
  return [...fields, ...mounts]
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
  )
}

/** The errors of an image with spaces around it, which only pods are checked for. */
export function validateImageSpaces({ image = '' }: Partial<Container>, path: string): FieldError[] {
  if (image.trim().length === image.length) return []
  return [invalidValue(`${path}.image`, image, 'must not have leading or trailing whitespace')]
}
