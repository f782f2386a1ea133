/** How many endpoints each zone is to have, by the CPU of its nodes: pure. Source: endpointslice/topologycache. */
import { isNodeReady } from '../../api/kinds/core/node/conditions.ts'
import { parseQuantity, quantityMilliValue } from '../../apimachinery/quantity.ts'
import type { Node } from '../../generated/types.ts'

/** An endpoint may get so much more than its share of the requests. */
const OVERLOAD_THRESHOLD = 0.2
const RELIEF = 1 / (1 + OVERLOAD_THRESHOLD)
const ZONE_LABEL = 'topology.kubernetes.io/zone'
const EXCLUDED = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master']
const NODE_INFO = 'Insufficient Node information: allocatable CPU or zone not specified on one or more nodes'
const TOO_FEW = 'Insufficient number of endpoints'
const OVERLOAD =
  'Unable to allocate minimum required endpoints to each zone without exceeding overload threshold'

/** The endpoints of one zone. */
export interface ZoneAllocation {
  maximum: number
  desired: number
}

/** Allocations by zone, in the order of the zones' names; or why there are none. */
export type Allocations = { zones: ReadonlyMap<string, ZoneAllocation> } | { problem: string }

/** What counts of a node: its zone and millicores; undefined where it takes no part. */
export function capacityOf(node: Node): { zone: string; cpu: number } | undefined {
  const { labels = {} } = node.metadata
  if (EXCLUDED.some((label) => labels[label] !== undefined) || !isNodeReady(node)) return undefined
  const cpu = quantityMilliValue(parseQuantity(node.status?.allocatable?.cpu ?? '0'))
  return { zone: labels[ZONE_LABEL] ?? '', cpu }
}

/** Shares so many ready endpoints among the zones of the nodes. */
export function allocateEndpoints(nodes: readonly Node[], count: number): Allocations {
  const ratios = cpuRatios(nodes)
  if (ratios === undefined) return { problem: NODE_INFO }
  const sizes = `(${count} endpoints, ${ratios.size} zones)`
  if (ratios.size > count) return { problem: `${TOO_FEW} ${sizes}` }
  const minima = new Map([...ratios].map(([zone, ratio]) => [zone, Math.ceil(ratio * count * RELIEF)]))
  const spare = [...minima.values()].reduce((left, minimum) => left - minimum, count)
  if (spare < 0) return { problem: `${OVERLOAD} ${sizes}` }
  const zones = new Map<string, ZoneAllocation>()
  for (const [zone, minimum] of minima)
    zones.set(zone, { maximum: minimum + spare, desired: Math.max(ratios.get(zone)! * count, minimum) })
  return { zones }
}

/** The part of each zone in all CPU; undefined where a node tells too little or all are in one zone. */
function cpuRatios(nodes: readonly Node[]): Map<string, number> | undefined {
  const cpus = new Map<string, number>()
  let total = 0
  for (const node of nodes) {
    const capacity = capacityOf(node)
    if (capacity === undefined) continue
    const { zone, cpu } = capacity
    if (zone === '' || cpu === 0) return undefined
    cpus.set(zone, (cpus.get(zone) ?? 0) + cpu)
    total += cpu
  }
  if (cpus.size < 2) return undefined
  const sorted = [...cpus].sort(([a], [b]) => (a < b ? -1 : 1))
  return new Map(sorted.map(([zone, cpu]) => [zone, cpu / total]))
}

/** How many endpoints zones give up and get. Counts what each zone has now, which may be too many or too few. */
export function planTransfers(
  zones: ReadonlyMap<string, ZoneAllocation>,
  counts: ReadonlyMap<string, number>,
): { giving: Map<string, number>; receiving: Map<string, number> } {
  const [surplus, deficit] = [new Map<string, number>(), new Map<string, number>()]
  for (const [zone, { desired }] of zones) {
    const excess = (counts.get(zone) ?? 0) - desired
    if (excess > 0) surplus.set(zone, excess)
    else if (excess < 0) deficit.set(zone, -excess)
  }
  const [giving, receiving] = [new Map<string, number>(), new Map<string, number>()]
  for (;;) {
    const [giver, receiver] = [greatest(surplus), greatest(deficit)]
    if (giver === undefined || receiver === undefined || !isWorth(giver.amount, receiver.amount)) break
    giving.set(giver.zone, (giving.get(giver.zone) ?? 0) + 1)
    surplus.set(giver.zone, giver.amount - 1)
    receiving.set(receiver.zone, (receiving.get(receiver.zone) ?? 0) + 1)
    deficit.set(receiver.zone, receiver.amount - 1)
  }
  return { giving, receiving }
}

/** An endpoint moves only where that brings both zones nearer to what they should have, and one of them by a whole. */
function isWorth(surplus: number, deficit: number): boolean {
  return Math.max(surplus, deficit) >= 1 && Math.min(surplus, deficit) >= 0.5
}

function greatest(amounts: ReadonlyMap<string, number>): { zone: string; amount: number } | undefined {
  let found: { zone: string; amount: number } | undefined
  for (const [zone, amount] of amounts) if (amount > (found?.amount ?? 0)) found = { zone, amount }
  return found
}
