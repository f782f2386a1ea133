/** What plugins may know of the cluster. */
import type { Client } from '../apiserver/client.ts'
import type { Pod } from '../generated/types.ts'
import type { PlacedTerms } from './affinity-terms.ts'
import type { NodeCache } from './node-cache.ts'
import type { Nominations } from './nominations.ts'
import type { PodCounts } from './pod-counts.ts'

/** The cluster as plugins see it. */
export interface ClusterView {
  readonly client: Client
  readonly nodes: NodeCache
  /** Counts of placed pods by their labels. */
  readonly counts: PodCounts
  /** The affinity terms of placed pods. */
  readonly terms: PlacedTerms
  /** The pods for which nodes hold room. */
  readonly nominations: Nominations
  /** The pod on the node has just been written: what is known of it no longer holds. */
  touch(pod: Pod, node: string): void
}
