/** Runs the admission plugins over a request. */
import type { Kind } from '../../api/registry.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { DeleteOptions, WriteOptions } from '../client.ts'
import type { Request, ServerContext } from '../context.ts'
import { createAdmission } from './index.ts'
import type { AdmissionPlugin, AdmissionRequest, Operation } from './plugin.ts'

const allPlugins = createAdmission()

/** What a request does to which object; `old` is missing on creation, `body` where the object itself was sent. */
export type Change = Pick<AdmissionRequest, 'operation' | 'object'> & {
  old?: KubeObject
  body?: KubeObject | undefined
}

type Options = WriteOptions & DeleteOptions

/**
 * Runs one phase of all plugins that a change concerns, in their order. Throws what they refuse with. Gives a promise only
 * where some plugin has something to ask; true where somebody outside has changed the object, in whatever way.
 */
export function admit(
  phase: Phase,
  request: Request,
  change: Change,
  options: Options,
): Promise<boolean> | undefined {
  const plugins = pluginsFor(phase, request, change.operation, options.subresource)
  for (const plugin of plugins)
    if (!isIdle(plugin, request)) return runAll(plugins, phase, admissionRequest(request, change, options))
  return undefined
}

function isIdle(plugin: AdmissionPlugin, { server }: Request): boolean {
  return plugin.isIdle?.(server) ?? false
}

/** The same for the mutation of new objects of one namespace, none of which can change what is said of the others. */
export async function mutateTogether(request: Request, objects: readonly KubeObject[]): Promise<void> {
  const plugins = pluginsFor('mutate', request, 'CREATE', undefined)
  const asked = objects.map((object) => admissionRequest(request, { operation: 'CREATE', object }, {}))
  for (const plugin of plugins) {
    if (isIdle(plugin, request)) continue
    for (const each of plugin.mutatesByNamespace ? asked.slice(0, 1) : asked) await plugin.mutate?.(each)
  }
  for (const each of asked) await runAgain(plugins, each)
}

async function runAll(
  plugins: readonly AdmissionPlugin[],
  phase: Phase,
  admission: AdmissionRequest,
): Promise<boolean> {
  for (const plugin of plugins) if (!isIdle(plugin, admission)) await plugin[phase]?.(admission)
  return runAgain(plugins, admission)
}

/** What somebody outside has changed is looked at once more by all, such as a container that has no limits yet. */
async function runAgain(plugins: readonly AdmissionPlugin[], admission: AdmissionRequest): Promise<boolean> {
  const { reinvocation } = admission
  if (!reinvocation.isWanted) return false
  reinvocation.isSecond = true
  for (const plugin of plugins) if (!isIdle(plugin, admission)) await plugin.mutate?.(admission)
  return true
}

type Phase = 'mutate' | 'validate'

/** Requests of one sort, and who looks at them. */
interface Chain {
  phase: Phase
  operation: Operation
  subresource: string | undefined
  plugins: readonly AdmissionPlugin[]
}

/** By the name of the kind: which plugins look at which requests does not change, and thousands are of a few sorts. */
const chains = new WeakMap<readonly AdmissionPlugin[], Map<string, Chain[]>>()

function pluginsFor(
  phase: Phase,
  { server: { admission = allPlugins }, kind }: Request,
  operation: Operation,
  subresource: string | undefined,
): readonly AdmissionPlugin[] {
  const known = chainsOf(admission, kind.name)
  for (const chain of known)
    if (chain.phase === phase && chain.operation === operation && chain.subresource === subresource)
      return chain.plugins
  const asked = { operation, kind, subresource }
  const plugins = admission.filter((plugin) => plugin[phase] !== undefined && concerns(plugin, asked))
  known.push({ phase, operation, subresource, plugins })
  return plugins
}

function chainsOf(admission: readonly AdmissionPlugin[], kind: string): Chain[] {
  let byKind = chains.get(admission)
  if (byKind === undefined) {
    byKind = new Map()
    chains.set(admission, byKind)
  }
  let found = byKind.get(kind)
  if (found === undefined) {
    found = []
    byKind.set(kind, found)
  }
  return found
}

/** Whether some plugin may change new objects of a kind. */
export function mutates({ admission = allPlugins }: ServerContext, { name }: Kind): boolean {
  return admission.some(({ mutate, kinds }) => mutate !== undefined && (kinds?.includes(name) ?? true))
}

function admissionRequest(
  { server, identity, kind, client }: Request,
  { operation, object, old, body }: Change,
  options: Options,
): AdmissionRequest {
  const { subresource, dryRun = false, onWarning } = options
  const { namespace = '', name, generateName = '' } = object.metadata
  return {
    server,
    identity,
    kind,
    client,
    operation,
    subresource,
    namespace,
    // Names are made after mutating admission, so its refusals name the prefix: `pods "web-" is forbidden`.
    name: name ?? generateName,
    object,
    old,
    body,
    dryRun,
    options,
    reinvocation: { isWanted: false, isSecond: false },
    warn: (message) => onWarning?.(message),
  }
}

function concerns(
  plugin: AdmissionPlugin,
  { operation, kind, subresource }: Pick<AdmissionRequest, 'operation' | 'kind' | 'subresource'>,
): boolean {
  return (
    plugin.operations.includes(operation) &&
    (plugin.kinds === undefined || plugin.kinds.includes(kind.name)) &&
    (subresource === undefined ||
      plugin.subresources === '*' ||
      (plugin.subresources?.includes(subresource) ?? false))
  )
}
