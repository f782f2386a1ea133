/** kubelite set env: the variables of containers. Source: kubectl, cmd/set/set_env.go. */
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { EnvVar } from '../../generated/types.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, string, strings, texts } from '../flags/flag.ts'
import { refuseLocalTrial, selectorFlag } from '../output/flags.ts'
import { hasFiles } from '../resources/plan.ts'
import { type ChangeContext, changeObjects, setFlags } from './change-objects.ts'
import { podSpecOf, selectContainers } from './containers.ts'
import {
  changeEnvironment,
  type EnvChanges,
  readEnvironment,
  refuseOverwrites,
  splitEnvironment,
} from './env-changes.ts'
import { variablesFrom } from './env-from.ts'
import { listEnvironment } from './env-list.ts'

const flags = {
  ...setFlags,
  ...selectorFlag,
  containers: string('*', 'The names of the containers to change; * stands for any text.', { short: 'c' }),
  env: texts('A variable to set, as KEY=VALUE; - reads them from standard input.', { short: 'e' }),
  from: string('', 'A config map or secret to take variables from, as in configmap/name.'),
  keys: strings('Which keys to take, of what --from names. Left out: all.'),
  list: bool(false, 'Show the variables, with the changes, instead of storing these.'),
  overwrite: bool(true, 'Give variables that are there other values, instead of refusing to.'),
  prefix: string('', 'What to put before the names of variables.'),
  resolve: bool(false, 'With --list, look values up in config maps, secrets and fields.'),
}

type Call = Invocation<typeof flags>

export const env = defineCommand({
  name: 'env',
  usage: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  short: 'Update environment variables on a pod template',
  long: [
    'Update environment variables on a pod template.',
    'KEY=VALUE sets a variable, KEY- removes it, - reads lines of KEY=VALUE from standard input. --from takes variables out of a config map or a secret; names that could not be those of variables are changed to upper case letters, numbers and underscores. --list shows what there is.',
  ],
  examples: [
    { about: 'Set a variable', line: 'set env deployment/registry STORAGE_DIR=/local' },
    { about: 'The variables of a deployment', line: 'set env deployment/sample-build --list' },
    { about: 'The variables of all pods', line: 'set env pods --all --list' },
    {
      about: 'Show what would become of it',
      line: 'set env deployment/sample-build STORAGE_DIR=/data --dry-run=client -o yaml',
    },
    { about: 'For all replication controllers', line: 'set env rc --all ENV=prod' },
    { about: 'All keys of a secret', line: 'set env --from=secret/mysecret deployment/myapp' },
    {
      about: 'All keys of a config map, with a prefix',
      line: 'set env --from=configmap/myconfigmap --prefix=MYSQL_ deployment/myapp',
    },
    {
      about: 'Take a variable off the containers c1 of all deployments',
      line: 'set env deployments --all --containers="c1" ENV-',
    },
    {
      about: 'Some variables of the shell',
      line: 'env | grep RAILS_ | {program} set env -e - deployment/registry',
    },
  ],
  flags,
  async run(invocation) {
    const { args, options } = invocation
    if (options.all && options.selector !== '')
      throw new CliError('cannot set --all and --selector at the same time')
    const { resources, specs } = splitEnvironment(args)
    validate(invocation, resources)
    const changes = await readEnvironment([...options.env, ...specs], () => readInput(invocation))
    let added: EnvVar[] = []
    await changeObjects(invocation, {
      operation: 'env updated',
      resources,
      ignoreNames: true,
      listOnly: options.list,
      refused: (message) => `failed to patch env update to pod template: ${message}`,
      async prepare(read, output) {
        const sources = options.from === '' ? [] : await read(options.from)
        const imported = sources.flatMap((source) => variablesFrom(source, options.keys, output))
        added = [...changes.added, ...imported].map((variable) => ({
          ...variable,
          name: `${options.prefix}${variable.name}`,
        }))
      },
      change: (object, changing) => setVariables(object, { ...changes, added }, invocation, changing),
    })
  },
})

function validate({ options }: Call, resources: readonly string[]): void {
  refuseLocalTrial(options)
  if (!hasFiles(options) && resources.length === 0)
    throw new CliError('one or more resources must be specified as <resource> <name> or <resource>/<name>')
  if (options.list && options.output !== '')
    throw new CliError('--list and --output may not be specified together')
  if (options.keys.length > 0 && options.from === '')
    throw new CliError('when specifying --keys, a configmap or secret must be provided with --from')
}

function readInput({ context, options }: Call): Promise<Uint8Array> {
  if (options.filename.includes('-'))
    throw new CliError('standard input cannot be used for multiple arguments')
  return context.streams.readStdin()
}

async function setVariables(
  object: Unstructured,
  changes: EnvChanges,
  { context, options }: Call,
  { kind, client, output }: ChangeContext,
): Promise<void> {
  const containers = selectContainers(podSpecOf(object, kind), options.containers)
  const { name = '' } = object.metadata
  if (containers.length === 0)
    output.stderr(
      `Warning: ${object.kind}/${name} does not have any containers matching ${quote(options.containers)}\n`,
    )
  const { namespace } = context
  const resolving = options.resolve && client !== undefined ? { client, namespace, object } : undefined
  for (const container of containers) {
    if (!options.overwrite) refuseOverwrites(container, changes.added)
    const env = changeEnvironment(container.env ?? [], changes)
    if (env.length > 0) container.env = env
    else delete container.env
    if (options.list) await listEnvironment(object.kind, name, container, output, resolving)
  }
}
