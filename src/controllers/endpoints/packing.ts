/**
 * Packs endpoints into slices so that few slices change: pure. Source: endpointslice/reconciler.go,
 * reconcileByPortMapping.
 */
import { deepEqual } from '../../base/json.ts'
import type { Endpoint } from '../../generated/types.ts'

/** Endpoints that a slice made by the controller holds at most. */
export const MAX_ENDPOINTS = 100

/** What is to be done, slices named by their index in the input. */
export interface Packing {
  /** New content of slices that change. */
  update: Map<number, Endpoint[]>
  /** Slices that are left with nothing. */
  remove: number[]
  /** Content of slices to be made. */
  create: Endpoint[][]
}

/**
 * Brings slices of one set of ports to the wanted endpoints. Endpoints stay where they are; what is left over goes
 * into slices that change anyway, then, if it fits whole, into the fullest other one, else into new ones.
 */
export function packEndpoints(
  slices: readonly (readonly Endpoint[])[],
  wanted: readonly Endpoint[],
): Packing {
  const missing = new Map(wanted.map((endpoint) => [endpointKey(endpoint), endpoint]))
  const packing: Packing = { update: new Map(), remove: [], create: [] }
  const unchanged: number[] = []
  for (const [index, slice] of slices.entries()) {
    const { kept, hasChanged } = keepWanted(slice, missing)
    if (!hasChanged) unchanged.push(index)
    else packing.update.set(index, kept)
  }
  const left = [...missing.values()]
  fillChanging(packing, left)
  placeRest(packing, left, slices, unchanged)
  for (const [index, endpoints] of packing.update) {
    if (endpoints.length > 0) continue
    packing.update.delete(index)
    packing.remove.push(index)
  }
  return packing
}

function keepWanted(slice: readonly Endpoint[], missing: Map<string, Endpoint>) {
  const kept: Endpoint[] = []
  let hasChanged = false
  for (const endpoint of slice) {
    const key = endpointKey(endpoint)
    const now = missing.get(key)
    if (now === undefined) {
      hasChanged = true
      continue
    }
    missing.delete(key)
    if (!deepEqual(now, endpoint)) hasChanged = true
    kept.push(now)
  }
  return { kept, hasChanged }
}

/** The fullest first. */
function fillChanging(packing: Packing, left: Endpoint[]): void {
  const changing = [...packing.update.values()].sort((a, b) => b.length - a.length)
  for (const endpoints of changing) {
    const room = Math.max(MAX_ENDPOINTS - endpoints.length, 0)
    endpoints.push(...left.splice(0, room))
  }
}

function placeRest(
  packing: Packing,
  left: Endpoint[],
  slices: readonly (readonly Endpoint[])[],
  unchanged: readonly number[],
): void {
  while (left.length >= MAX_ENDPOINTS) packing.create.push(left.splice(0, MAX_ENDPOINTS))
  if (left.length === 0) return
  const fitting = unchanged.filter((index) => slices[index]!.length + left.length <= MAX_ENDPOINTS)
  const fullest = fitting.sort((a, b) => slices[b]!.length - slices[a]!.length)[0]
  if (fullest === undefined) packing.create.push([...left])
  else packing.update.set(fullest, [...slices[fullest]!, ...left])
}

/** What makes two endpoints the same one, though conditions may differ. */
export function endpointKey({ addresses, targetRef, hostname = '' }: Endpoint): string {
  return [addresses[0], targetRef?.uid ?? targetRef?.name ?? '', hostname].join(' ')
}
