/** What plugins may know of the cluster. */
import type { Client } from '../apiserver/client.ts'
import type { NodeCache } from './node-cache.ts'

export interface ClusterView {
  readonly client: Client
  readonly nodes: NodeCache
}
