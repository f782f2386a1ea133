/** What can stand as an argument, by command. */
import { ANY_FILE, beginning, type Candidates, DIRECTIVE, only } from './candidates.ts'
import type { Place } from './place.ts'
import { configNames, kindNames, objectNames } from './stored.ts'

/** What the arguments of a command are. */
type Arguments =
  | 'objects'
  | 'pods'
  | 'one-pod'
  | 'nodes'
  | 'tainted-nodes'
  | 'kinds'
  | 'contexts'
  | 'clusters'
  | 'users'
  | 'files'
  | readonly string[]

/** By the command's path. Of the others nothing is known. */
const ARGUMENTS: Readonly<Record<string, Arguments>> = {
  annotate: 'objects',
  'apply edit-last-applied': 'objects',
  'apply view-last-applied': 'objects',
  attach: 'pods',
  autoscale: 'objects',
  completion: ['bash', 'fish', 'powershell', 'zsh'],
  'config delete-cluster': 'clusters',
  'config delete-context': 'contexts',
  'config delete-user': 'users',
  'config get-contexts': 'contexts',
  'config rename-context': 'contexts',
  'config set-cluster': 'clusters',
  'config set-context': 'contexts',
  'config set-credentials': 'users',
  'config use-context': 'contexts',
  cordon: 'nodes',
  cp: 'files',
  debug: 'pods',
  delete: 'objects',
  describe: 'objects',
  drain: 'nodes',
  edit: 'objects',
  exec: 'pods',
  explain: 'kinds',
  expose: 'objects',
  get: 'objects',
  kustomize: 'files',
  label: 'objects',
  logs: 'pods',
  patch: 'objects',
  'port-forward': 'pods',
  'rollout history': 'objects',
  'rollout pause': 'objects',
  'rollout restart': 'objects',
  'rollout resume': 'objects',
  'rollout status': 'objects',
  'rollout undo': 'objects',
  scale: 'objects',
  'set env': 'objects',
  'set image': 'objects',
  'set resources': 'objects',
  'set selector': 'objects',
  'set serviceaccount': 'objects',
  'set subject': 'objects',
  taint: 'tainted-nodes',
  'top node': 'nodes',
  'top pod': 'one-pod',
  uncordon: 'nodes',
  wait: 'objects',
  why: 'objects',
}

/** The candidates for the argument at the cursor. */
export async function argumentCandidates(current: string, place: Place): Promise<Candidates> {
  const { context, args } = place
  const kind = ARGUMENTS[context.path.slice(context.program.length + 1)]
  if (kind === undefined) return only([])
  if (kind === 'files') return ANY_FILE
  if (typeof kind !== 'string') return beginning(current, only(args.length === 0 ? kind : []))
  if (kind === 'objects') return objects(current, place)
  if (kind === 'pods' && current.includes('/')) return ofOneKind(current, place)
  return beginning(current, only(await simpleNames(kind, place)))
}

async function simpleNames(kind: Exclude<Arguments, readonly string[]>, { context, args }: Place) {
  const rest = (names: readonly string[]) => names.filter((name) => !args.includes(name))
  switch (kind) {
    case 'contexts':
    case 'clusters':
    case 'users':
      return context.path.endsWith(' get-contexts') || args.length === 0
        ? rest(await configNames(kind, context))
        : []
    case 'kinds':
      return args.length === 0 ? kindNames(context) : []
    case 'nodes':
      return rest(await objectNames('nodes', context))
    case 'tainted-nodes':
      return args.length === 0 ? ['nodes'] : objectNames('nodes', context)
    default:
      return args.length === 0 ? objectNames('pods', context) : []
  }
}

/** TYPE, then names of that type; or TYPE/NAME. */
async function objects(current: string, place: Place): Promise<Candidates> {
  const { context, args } = place
  const [type] = args
  if (current.includes('/')) return ofOneKind(current, place)
  if (type === undefined) {
    const before = current.slice(0, current.lastIndexOf(',') + 1)
    const names = (await kindNames(context)).map((name) => before + name)
    return beginning(current, only(names))
  }
  if (type.includes('/')) return only([])
  const names = await objectNames(type, context)
  return beginning(current, only(names.filter((name) => !args.includes(name))))
}

async function ofOneKind(current: string, { context, args }: Place): Promise<Candidates> {
  const type = current.slice(0, current.indexOf('/'))
  const names = (await objectNames(type, context)).map((name) => `${type}/${name}`)
  return beginning(
    current,
    only(
      names.filter((name) => !args.includes(name)),
      DIRECTIVE.default,
    ),
  )
}
