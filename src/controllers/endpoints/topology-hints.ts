/**
 * Hints of slices whose endpoints are shared among zones: pure. Slices that need no change keep the hints they have.
 * Source: endpointslice/topologycache, AddHints.
 */
import { deepEqual } from '../../base/json.ts'
import type { Endpoint, EndpointSlice, Node } from '../../generated/types.ts'
import type { AddressType } from './endpoint.ts'
import type { SlicePlan } from './slice-plan.ts'
import { allocateEndpoints, planTransfers, type ZoneAllocation } from './topology-allocation.ts'
import { LAST_CHANGE_TRIGGER_TIME, withTriggerTime } from './trigger-time.ts'

const NO_ZONE = 'One or more endpoints do not have a zone specified'

/** How the endpoints of one type of address fared. */
export interface HintOutcome {
  addressType: AddressType
  /** Why there are no hints; undefined where there are. */
  problem: string | undefined
  /** Whether slices are written. */
  isChanged: boolean
}

/** Endpoints with hints by the slices that they are of; for all of those that were given. */
interface Hints {
  endpoints: Map<EndpointSlice, Endpoint[]>
  problem?: string
}

/** The slices without hints, as those are compared whose hints are found afterwards. */
export function withoutHints(slice: EndpointSlice): EndpointSlice {
  return { ...slice, endpoints: (slice.endpoints ?? []).map((endpoint) => hinted(endpoint, undefined)) }
}

/**
 * Adds hints to a plan that was made without any, and the slices to it that change by hints alone.
 * @param slices that are there, with their hints
 */
export function hintPlan(
  plan: SlicePlan,
  slices: readonly EndpointSlice[],
  nodes: readonly Node[],
  types: readonly AddressType[],
): HintOutcome[] {
  const touched = new Set([...plan.update, ...plan.remove].map(({ metadata }) => metadata.name))
  const kept = slices.filter(({ metadata }) => !touched.has(metadata.name))
  const written = [...plan.create, ...plan.update]
  const time = written[0]?.metadata.annotations?.[LAST_CHANGE_TRIGGER_TIME]
  return types.map((addressType) => {
    const isOfType = (slice: EndpointSlice) => slice.addressType === addressType
    const { endpoints, problem } = hintsFor(written.filter(isOfType), kept.filter(isOfType), nodes)
    const fill = (slice: EndpointSlice) => {
      const found = endpoints.get(slice)
      return found === undefined ? slice : { ...slice, endpoints: found }
    }
    plan.create = plan.create.map(fill)
    plan.update = plan.update.map(fill)
    const rehinted = kept.filter(
      (slice) => isOfType(slice) && !deepEqual(fill(slice).endpoints ?? [], slice.endpoints ?? []),
    )
    for (const slice of rehinted) {
      const annotations = withTriggerTime(slice.metadata.annotations, time)
      plan.update.push({ ...fill(slice), metadata: { ...slice.metadata, annotations } })
    }
    return { addressType, problem, isChanged: rehinted.length > 0 || written.some(isOfType) }
  })
}

function hintsFor(
  written: readonly EndpointSlice[],
  kept: readonly EndpointSlice[],
  nodes: readonly Node[],
): Hints {
  const all = [...written, ...kept]
  const ready = all.flatMap(({ endpoints = [] }) => endpoints.filter(isReady))
  const allocations = allocateEndpoints(nodes, ready.length)
  if ('problem' in allocations) return noHints(all, allocations.problem)
  const { zones } = allocations
  const counts = new Map<string, number>()
  const open = [...written, ...kept.filter((slice) => !countHints(slice, zones, counts))]
  for (const { endpoints = [] } of open) {
    for (const { zone } of endpoints.filter(isReady)) {
      if (!zone) return noHints(all, NO_ZONE)
      counts.set(zone, (counts.get(zone) ?? 0) + 1)
    }
  }
  return { endpoints: distribute(open, zones, counts) }
}

function isReady({ conditions }: Endpoint): boolean {
  return conditions?.ready === true
}

function noHints(slices: readonly EndpointSlice[], problem: string): Hints {
  return {
    endpoints: new Map(slices.map((slice) => [slice, withoutHints(slice).endpoints ?? []])),
    problem,
  }
}

/** Whether the slice may keep its hints; if so, they are added to the counts. */
function countHints(
  { endpoints = [] }: EndpointSlice,
  zones: ReadonlyMap<string, ZoneAllocation>,
  counts: Map<string, number>,
): boolean {
  const own = new Map<string, number>()
  for (const { hints } of endpoints.filter(isReady)) {
    const names = (hints?.forZones ?? []).map(({ name }) => name)
    // Hints for nodes are of trafficDistribution, which does not count beside the annotation.
    if (names.length === 0 || hints?.forNodes !== undefined) return false
    for (const name of names) own.set(name, (own.get(name) ?? 0) + 1)
  }
  const sums = [...own].map(([zone, count]) => [zone, count + (counts.get(zone) ?? 0)] as const)
  if (sums.some(([zone, sum]) => sum > (zones.get(zone)?.maximum ?? 0))) return false
  for (const [zone, sum] of sums) counts.set(zone, sum)
  return true
}

/** Each zone has its own endpoints, but for those that it gives to zones that lack some. */
function distribute(
  slices: readonly EndpointSlice[],
  zones: ReadonlyMap<string, ZoneAllocation>,
  counts: ReadonlyMap<string, number>,
): Map<EndpointSlice, Endpoint[]> {
  const { giving, receiving } = planTransfers(zones, counts)
  const receiverFor = (zone: string) => {
    const receiver = take(giving, zone) ? [...receiving.keys()].sort()[0] : undefined
    if (receiver !== undefined) take(receiving, receiver)
    return receiver ?? zone
  }
  const hint = (endpoint: Endpoint) =>
    hinted(endpoint, isReady(endpoint) ? receiverFor(endpoint.zone ?? '') : undefined)
  return new Map(slices.map((slice) => [slice, (slice.endpoints ?? []).map(hint)]))
}

/** Takes one from the amount of the zone, if there is one. */
function take(amounts: Map<string, number>, zone: string): boolean {
  const amount = amounts.get(zone) ?? 0
  if (amount > 1) amounts.set(zone, amount - 1)
  else amounts.delete(zone)
  return amount > 0
}

function hinted({ hints: _former, ...endpoint }: Endpoint, zone: string | undefined): Endpoint {
  return zone === undefined ? endpoint : { ...endpoint, hints: { forZones: [{ name: zone }] } }
}
