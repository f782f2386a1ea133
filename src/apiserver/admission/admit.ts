/** Runs the admission plugins over a request. */
import type { Kind } from '../../api/registry.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { WriteOptions } from '../client.ts'
import type { Request, ServerContext } from '../context.ts'
import { createAdmission } from './index.ts'
import type { AdmissionPlugin, AdmissionRequest, Operation } from './plugin.ts'

const allPlugins = createAdmission()

/** What a request does to which object; `old` is missing on creation. */
export type Change = Pick<AdmissionRequest, 'operation' | 'object'> & { old?: KubeObject }

/**
 * Runs one phase of all plugins that a change concerns, in their order. Throws what they refuse with. Gives a promise only
 * where some plugin has something to ask.
 */
export function admit(
  phase: Phase,
  request: Request,
  change: Change,
  options: WriteOptions,
): Promise<void> | undefined {
  const plugins = pluginsFor(phase, request, change.operation, options.subresource)
  const isBusy = (plugin: AdmissionPlugin) => plugin.isIdle === undefined || !plugin.isIdle(request.server)
  return plugins.some(isBusy)
    ? runAll(plugins.filter(isBusy), phase, admissionRequest(request, change, options))
    : undefined
}

/** The same for the mutation of new objects of one namespace, none of which can change what is said of the others. */
export async function mutateTogether(request: Request, objects: readonly KubeObject[]): Promise<void> {
  for (const plugin of pluginsFor('mutate', request, 'CREATE', undefined)) {
    if (plugin.isIdle?.(request.server)) continue
    for (const object of plugin.mutatesByNamespace ? objects.slice(0, 1) : objects)
      await plugin.mutate?.(admissionRequest(request, { operation: 'CREATE', object }, {}))
  }
}

async function runAll(
  plugins: readonly AdmissionPlugin[],
  phase: Phase,
  admission: AdmissionRequest,
): Promise<void> {
  for (const plugin of plugins) await plugin[phase]?.(admission)
}

type Phase = 'mutate' | 'validate'

/** Which plugins look at which requests does not change: thousands are of a few sorts. */
const chains = new WeakMap<readonly AdmissionPlugin[], Map<string, readonly AdmissionPlugin[]>>()

function pluginsFor(
  phase: Phase,
  { server: { admission = allPlugins }, kind }: Request,
  operation: Operation,
  subresource: string | undefined,
): readonly AdmissionPlugin[] {
  let known = chains.get(admission)
  if (known === undefined) {
    known = new Map()
    chains.set(admission, known)
  }
  const sort = `${phase} ${operation} ${kind.name} ${subresource ?? ''}`
  let plugins = known.get(sort)
  if (plugins === undefined) {
    const asked = { operation, kind, subresource }
    plugins = admission.filter((plugin) => plugin[phase] !== undefined && concerns(plugin, asked))
    known.set(sort, plugins)
  }
  return plugins
}

/** Whether some plugin may change new objects of a kind. */
export function mutates({ admission = allPlugins }: ServerContext, { name }: Kind): boolean {
  return admission.some(({ mutate, kinds }) => mutate !== undefined && (kinds?.includes(name) ?? true))
}

function admissionRequest(
  { server, identity, kind, client }: Request,
  { operation, object, old }: Change,
  { subresource, dryRun = false, onWarning }: WriteOptions,
): AdmissionRequest {
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
    dryRun,
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
