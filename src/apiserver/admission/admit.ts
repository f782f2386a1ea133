/** Runs the admission plugins over a request. */
import type { Kind } from '../../api/registry.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { WriteOptions } from '../client.ts'
import type { Request, ServerContext } from '../context.ts'
import { createAdmission } from './index.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

const allPlugins = createAdmission()

/** What a request does to which object; `old` is missing on creation. */
export type Change = Pick<AdmissionRequest, 'operation' | 'object'> & { old?: KubeObject }

/** Runs one phase of all plugins that a change concerns, in their order. Throws what they refuse with. */
export async function admit(
  phase: 'mutate' | 'validate',
  request: Request,
  change: Change,
  options: WriteOptions,
): Promise<void> {
  const admission = admissionRequest(request, change, options)
  for (const plugin of request.server.admission ?? allPlugins)
    if (plugin[phase] !== undefined && concerns(plugin, admission)) await plugin[phase](admission)
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

function concerns(plugin: AdmissionPlugin, { operation, kind, subresource }: AdmissionRequest): boolean {
  return (
    plugin.operations.includes(operation) &&
    (plugin.kinds === undefined || plugin.kinds.includes(kind.name)) &&
    (subresource === undefined ||
      plugin.subresources === '*' ||
      (plugin.subresources?.includes(subresource) ?? false))
  )
}
