/** Runs the admission plugins over a request. */
import { createAdmission } from './index.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

const allPlugins = createAdmission()

/** Runs one phase of all plugins that the request concerns, in their order. */
export async function admit(phase: 'mutate' | 'validate', request: AdmissionRequest): Promise<void> {
  for (const plugin of request.server.admission ?? allPlugins)
    if (plugin[phase] !== undefined && concerns(plugin, request)) await plugin[phase](request)
}

function concerns(plugin: AdmissionPlugin, { operation, kind, subresource }: AdmissionRequest): boolean {
  return (
    plugin.operations.includes(operation) &&
    (plugin.kinds === undefined || plugin.kinds.includes(kind.name)) &&
    (subresource === undefined || (plugin.subresources?.includes(subresource) ?? false))
  )
}
