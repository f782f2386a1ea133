/** The interface of admission: what may change or refuse a request between decoding and storing. */
import type { KindName } from '../../api/describe-context.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { Request } from '../context.ts'
import { createAdmission } from './index.ts'

/** What a request does, in the words of admission. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE'

/** A request as plugins see it. */
export interface AdmissionRequest extends Request {
  operation: Operation
  subresource: string | undefined
  namespace: string
  name: string
  /** The new object; for a deletion the one to go. Plugins change it in `mutate` only. */
  object: KubeObject
  /** The object as it is; undefined on creation. */
  old: KubeObject | undefined
  dryRun: boolean
  warn(message: string): void
}

/** One plugin of the chain. Throws a StatusError to refuse. */
export interface AdmissionPlugin {
  /** As in --enable-admission-plugins: 'NamespaceLifecycle'. */
  name: string
  /** The kinds that it looks at; all of them when left out. */
  kinds?: readonly KindName[]
  operations: readonly Operation[]
  /** The subresources that it looks at besides the object itself; none when left out. */
  subresources?: readonly string[]
  mutate?(request: AdmissionRequest): Promise<void>
  validate?(request: AdmissionRequest): Promise<void>
}

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
