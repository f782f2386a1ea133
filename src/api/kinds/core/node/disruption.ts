/** Zones, how many of their nodes are lost, and how fast nodes may be emptied then (nodelifecycle, ComputeZoneState). */
import type { Node } from '../../../../generated/types.ts'
import type { IndexEntry } from '../../../../store/store.ts'
import { isKubeletStopped } from '../../../behaviour/node.ts'
import { isNodeReady } from './conditions.ts'
import { hasTaint, NOT_READY_TAINT, UNREACHABLE_TAINT } from './taints.ts'

/** The term of the indexes for the nodes of all zones. */
export const ALL_ZONES = '*'

/** How much of a zone is lost. */
export type ZoneState = 'Normal' | 'PartialDisruption' | 'FullDisruption'

/** Sums of the index 'disruption'. */
export interface ZoneCounts {
  count?: number
  unready?: number
  /** Those that are not ready, or will not be for long: their kubelet is stopped. */
  lost?: number
}

/** Nodes per second that are emptied (--node-eviction-rate), in large zones that are half lost, and where that is. */
const EVICTION_RATE = 0.1
const SECONDARY_EVICTION_RATE = 0.01
const LARGE_ZONE = 50
const UNHEALTHY_THRESHOLD = 0.55

/** The node's region and zone as one word: the same for all nodes that fail together. */
export function zoneOf({ metadata: { labels = {} } }: Node): string {
  const zone = labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? ''
  const region =
    labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? ''
  return `${region}:${zone}`
}

/**
 * - disruption: nodes by zone, and all under ALL_ZONES, weighed with `unready` and `lost` (1 or 0)
 * - evicting: nodes with a NoExecute taint for not being ready, under ALL_ZONES
 */
export function nodeIndexes(node: Node): IndexEntry[] {
  const zone = zoneOf(node)
  const entries: IndexEntry[] = isBeingEvicted(node) ? [['evicting', ALL_ZONES]] : []
  if (node.metadata.labels?.['node.kubernetes.io/exclude-disruption'] !== undefined) return entries
  const unready = isNodeReady(node) ? 0 : 1
  const weight = { unready, lost: isKubeletStopped(node) ? 1 : unready }
  return [...entries, ['disruption', zone, weight], ['disruption', ALL_ZONES, weight]]
}

/** Whether pods are driven away from the node because it is not ready. */
export function isBeingEvicted(node: Node): boolean {
  return [NOT_READY_TAINT, UNREACHABLE_TAINT].some((key) => hasTaint(node, key, 'NoExecute'))
}

/** How much of a zone is lost. */
export function zoneState({ count = 0, unready = 0 }: ZoneCounts): ZoneState {
  if (unready > 0 && unready === count) return 'FullDisruption'
  return unready > 2 && unready / count >= UNHEALTHY_THRESHOLD ? 'PartialDisruption' : 'Normal'
}

/** Nodes of the zone that may be emptied per second; 0: none. All zones lost looks like our own fault, so none is. */
export function evictionRate(zone: ZoneCounts, all: ZoneCounts): number {
  if (zoneState(all) === 'FullDisruption') return 0
  if (zoneState(zone) !== 'PartialDisruption') return EVICTION_RATE
  return (zone.count ?? 0) > LARGE_ZONE ? SECONDARY_EVICTION_RATE : 0
}
