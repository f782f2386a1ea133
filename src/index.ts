/** The library: a cluster in this process, for tests of operators, charts and tools. */
import type {
  Credentials,
  DeleteOptions,
  KindName,
  ListOptions,
  ObjectOf,
  PatchType,
  WatchEvent,
  WriteOptions,
} from './apiserver/client.ts'
import type { KindMap } from './generated/types.ts'

export type { KubeList, KubeObject, ObjectMeta, Unstructured } from './apimachinery/object.ts'
export { StatusError } from './apimachinery/status-error.ts'
export {
  Cluster,
  type ClusterOptions,
  type ManifestOptions,
  type NodeOptions,
  type Served,
  type ServeOptions,
} from './library/cluster.ts'
export type {
  Credentials,
  DeleteOptions,
  KindMap,
  KindName,
  ListOptions,
  ObjectOf,
  PatchType,
  WatchEvent,
  WriteOptions,
}
