/** The interface of admission: what may change or refuse a request between decoding and storing. */
import type { KindName } from '../../api/describe-context.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { DeleteOptions, WriteOptions } from '../client.ts'
import type { Request, ServerContext } from '../context.ts'

/** What a request does, in the words of admission. */
export type Operation = 'CREATE' | 'UPDATE' | 'DELETE'

/** What became of a request's object while it was mutated (admission/reinvocation.go). */
export interface Reinvocation {
  /** Somebody outside has changed the object: all plugins look at it once more. */
  isWanted: boolean
  /** They do so now. */
  isSecond: boolean
}

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
  /** What was sent to a subresource that has a kind of its own: a Binding, a Scale. */
  body: KubeObject | undefined
  dryRun: boolean
  /** What the client asked for besides. */
  options: WriteOptions & DeleteOptions
  reinvocation: Reinvocation
  warn(message: string): void
}

/** One plugin of the chain. Throws a StatusError to refuse. */
export interface AdmissionPlugin {
  /** As in --enable-admission-plugins: 'NamespaceLifecycle'. */
  name: string
  /** The kinds that it looks at; all of them when left out. */
  kinds?: readonly KindName[]
  operations: readonly Operation[]
  /** The subresources that it looks at besides the object itself: none when left out, all of them for '*'. */
  subresources?: readonly string[] | '*'
  /** Whether it has nothing to say of any request as things are, where that is known without asking the store. */
  isIdle?(server: ServerContext): boolean
  /** Of new objects of a kind, `mutate` looks at nothing but their namespace: those of one are asked for together. */
  mutatesByNamespace?: boolean
  mutate?(request: AdmissionRequest): Promise<void>
  validate?(request: AdmissionRequest): Promise<void>
}
