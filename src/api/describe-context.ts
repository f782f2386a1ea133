/** What a describer may read: the few calls behind `kubectl describe`. */
import type { KubeList, KubeObject, NamespacedName, Unstructured } from '../apimachinery/object.ts'
import type { KindMap } from '../generated/types.ts'

/** A built-in kind by its name, or any other string for custom kinds ('CronTab.stable.example.com'). */
export type KindName = keyof KindMap | (string & {})

/** The type of a kind's objects: exact for built-in kinds. */
export type ObjectOf<K extends KindName> = K extends keyof KindMap ? KindMap[K] : Unstructured

/** Which objects of a kind are wanted. */
export interface ListOptions {
  /** One namespace; all of them when left out. */
  namespace?: string
  /** In kubectl's string form: 'app=web,tier!=cache'. */
  labelSelector?: string
  fieldSelector?: string
  limit?: number
  continue?: string
  /** Of a list: not older than this, or just as it was then. Of a watch: after which changes are told. */
  resourceVersion?: string
  /** What resourceVersion means to a list; 'Exact' where left out together with a limit, else 'NotOlderThan'. */
  resourceVersionMatch?: 'Exact' | 'NotOlderThan'
}

/** Reading objects. What it hands out is frozen. */
export interface ObjectReader {
  /** Throws a NotFound StatusError where there is none. */
  get<K extends KindName>(kind: K, name: NamespacedName): Promise<ObjectOf<K>>
  /** Undefined where there is none. */
  find<K extends KindName>(kind: K, name: NamespacedName): Promise<ObjectOf<K> | undefined>
  list<K extends KindName>(kind: K, options?: ListOptions): Promise<KubeList<ObjectOf<K>>>
  /** The names of a kind's objects, in key order: cheap, since no object is read. */
  names(kind: KindName, options?: { namespace?: string }): Promise<NamespacedName[]>
  /** Objects under a term of one of the kind's own indexes (KindDefinition.indexes), in key order. */
  lookup<K extends KindName>(
    kind: K,
    index: string,
    term: string,
    options?: { limit?: number },
  ): Promise<ObjectOf<K>[]>
  /** Sums of the weights under a term of one of the kind's indexes, and `count`. */
  aggregate(kind: KindName, index: string, term: string): Promise<Readonly<Record<string, number>>>
  /** Objects of any kind that name the uid among their owners. */
  dependents(uid: string): Promise<KubeObject[]>
}

/** What a kind's description is made with. */
export interface DescribeContext {
  client: ObjectReader
  /** Cluster time, ms since the epoch. */
  now: number
  /** False with --show-events=false. */
  showEvents: boolean
}
