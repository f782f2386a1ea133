/** The client: how everything above the API server reads and writes objects. One interface for all faces. */
import type { PropagationPolicy } from '../api/define-kind.ts'
import type { KindName, ListOptions, ObjectOf, ObjectReader } from '../api/describe-context.ts'
import type { KubeObject, NamespacedName } from '../apimachinery/object.ts'

export type { KindName, ListOptions, ObjectOf, ObjectReader }

/** JSON patch, JSON merge patch, strategic merge patch. */
export type PatchType = 'json' | 'merge' | 'strategic'

/** How an object is written. */
export interface WriteOptions {
  /** Go through everything, store nothing. */
  dryRun?: boolean
  fieldManager?: string
  /** How unknown and duplicate fields are met. Left out: the object is trusted to be well-formed (controllers). */
  fieldValidation?: 'Strict' | 'Warn' | 'Ignore'
  /** Duplicate fields that the reader of the text found, in its words: `yaml: … key "data" already set in map`. */
  duplicates?: readonly string[]
  /** Called with each warning that a server would send in a header. */
  onWarning?(message: string): void
  /** 'status', 'scale', 'binding', … : the part of the object that is written. */
  subresource?: string
}

/** How a configuration is applied. */
export interface ApplyOptions extends WriteOptions {
  /** Take over the fields that others own. */
  force?: boolean
}

/** How an object is deleted. */
export interface DeleteOptions {
  propagationPolicy?: PropagationPolicy
  gracePeriodSeconds?: number
  preconditions?: { uid?: string; resourceVersion?: string }
  dryRun?: boolean
  /** Called with each warning that a server would send in a header. */
  onWarning?(message: string): void
}

/** What a watch tells of. */
export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'

/** One change: the object as it is after it; for a deletion as it was last. */
export interface WatchEvent<T> {
  type: WatchEventType
  object: T
}

/** How many replicas of an object there are and shall be, as the subresource `scale` of any kind tells it. */
export interface Scale extends KubeObject {
  spec: { replicas: number }
  /** `selector` in its string form; missing where the kind tells none. */
  status: { replicas: number; selector?: string }
}

/**
 * As whom a request is made: as the bearer of a token, as the holder of a client certificate (PEM), or as somebody that
 * the client impersonates.
 */
export type Credentials =
  | { token: string }
  | { certificate: string }
  | {
      user: string
      groups?: readonly string[]
      uid?: string
      extra?: Readonly<Record<string, readonly string[]>>
    }

/** Reads and writes of one identity. Objects that it gives are frozen; failures are StatusErrors. */
export interface Client extends ObjectReader {
  /**
   * A client for somebody else, whose requests are authorized one by one. Throws Unauthorized for a token that is not
   * valid, Forbidden where this client's user may not impersonate.
   */
  as(credentials: Credentials): Promise<Client>
  /**
   * Throws Forbidden where the user may not do it. Requests ask by themselves; this is for what is not a request of its
   * own here, such as looking into a container. Gives the client with which the control plane does it: nothing is asked
   * of that one.
   */
  authorize(verb: string, kind: KindName, name: NamespacedName, subresource?: string): Promise<Client>
  /** The Scale of an object; undefined where there is no object. Throws NotFound for a kind that does not scale. */
  findScale(kind: KindName, name: NamespacedName): Promise<Scale | undefined>
  /** Throws AlreadyExists, Invalid, Forbidden, …; gives the object as stored. */
  create<K extends KindName>(kind: K, object: ObjectOf<K>, options?: WriteOptions): Promise<ObjectOf<K>>
  /** Replaces. With metadata.resourceVersion set, throws Conflict if the object has changed since. */
  update<K extends KindName>(kind: K, object: ObjectOf<K>, options?: WriteOptions): Promise<ObjectOf<K>>
  patch<K extends KindName>(
    kind: K,
    name: NamespacedName,
    type: PatchType,
    patch: unknown,
    options?: WriteOptions,
  ): Promise<ObjectOf<K>>
  /**
   * Server-side apply: makes the object be as the configuration says, and owned in all that it says by the field manager,
   * which has to be named. Creates what is not there. Throws Conflict where others own what would change.
   */
  apply<K extends KindName>(kind: K, config: ObjectOf<K>, options: ApplyOptions): Promise<ObjectOf<K>>
  /** Gives the object as it is after the call (with a deletionTimestamp), or as it was last if it is gone. */
  delete<K extends KindName>(kind: K, name: NamespacedName, options?: DeleteOptions): Promise<ObjectOf<K>>
  deleteCollection<K extends KindName>(
    kind: K,
    list: ListOptions,
    options?: DeleteOptions,
  ): Promise<ObjectOf<K>[]>
  /** Changes from a resourceVersion on (from now on when left out), until the signal aborts. */
  watch<K extends KindName>(
    kind: K,
    options: ListOptions & { signal?: AbortSignal },
  ): AsyncIterable<WatchEvent<ObjectOf<K>>>
}

/** Namespace and name of an object, as reads want them. */
export function nameOf(object: KubeObject): NamespacedName {
  return { namespace: object.metadata.namespace ?? '', name: object.metadata.name ?? '' }
}
