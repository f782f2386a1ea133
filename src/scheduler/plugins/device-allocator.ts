/** Finds devices for claims on one node (dynamic-resource-allocation, structured: allocator.go). */

import { findUntoleratedTaint, isHardTaint } from '../../api/kinds/core/pod/tolerations.ts'
import { deepEqual } from '../../base/json.ts'
import type {
  AllocationResult,
  DeviceAttribute,
  DeviceConstraint,
  NodeSelector,
  ResourceClaim,
} from '../../generated/types.ts'
import { deviceId, type Offer, type OfferedDevice, qualified } from './device-pools.ts'
import type { Demand, Wish } from './device-requests.ts'

/** Thrown for a selector that cannot be evaluated, with whose it is. */
export class SelectorError extends Error {
  override name = 'SelectorError'
}

/** Whether a wish's selectors select a device. Throws SelectorError. */
export type Selects = (wish: Wish, device: OfferedDevice) => boolean

/** A device that is meant for a wish. */
interface Choice {
  wish: Wish
  offered: OfferedDevice
}

/** A claim may hold so many devices (AllocationResultsMaxSize). */
const MAX_DEVICES = 32

/** A search for devices: what has been chosen for each claim so far, and what is not to be had any more. */
interface Search {
  demands: readonly Demand[]
  offer: Offer
  selects: Selects
  taken: Set<string>
  chosen: Choice[][]
}

/** A request of a claim, by their indexes. */
interface Place {
  claim: number
  request: number
}

/** What each claim gets; undefined where the node cannot give it to all of them. */
export function allocate(
  demands: readonly Demand[],
  offer: Offer,
  selects: Selects,
): AllocationResult[] | undefined {
  const chosen = demands.map((): Choice[] => [])
  const search: Search = { demands, offer, selects, taken: new Set(offer.taken), chosen }
  if (!meet(search, { claim: 0, request: 0 })) return undefined
  return demands.map(({ claim }, index) => resultOf(claim, chosen[index]!))
}

/** Meets all requests from this one on, or changes nothing. */
function meet(search: Search, place: Place): boolean {
  const demand = search.demands[place.claim]
  if (demand === undefined) return true
  const wishes = demand.requests[place.request]
  if (wishes === undefined) return meet(search, { claim: place.claim + 1, request: 0 })
  return wishes.some((wish) => grant(search, place, wish))
}

function grant(search: Search, place: Place, wish: Wish): boolean {
  const { offer, selects } = search
  if (wish.count === undefined && offer.isIncomplete) return false
  const fitting = offer.devices.filter((each) => isTolerated(each, wish) && selects(wish, each))
  const count = wish.count ?? fitting.length
  return count > 0 && take(search, place, { wish, fitting, from: 0, missing: count })
}

/** What is left to be chosen for a wish, among the devices from an index on. */
interface Rest {
  wish: Wish
  fitting: readonly OfferedDevice[]
  from: number
  missing: number
}

function take(search: Search, place: Place, { wish, fitting, from, missing }: Rest): boolean {
  if (missing === 0) return meet(search, { ...place, request: place.request + 1 })
  for (let index = from; index + missing <= fitting.length; index++) {
    const choice = { wish, offered: fitting[index]! }
    if (choose(search, place, choice)) {
      if (take(search, place, { wish, fitting, from: index + 1, missing: missing - 1 })) return true
      putBack(search, place, choice)
    }
    // Of all devices none may be left out.
    if (wish.count === undefined) return false
  }
  return false
}

function choose({ demands, taken, chosen }: Search, { claim }: Place, choice: Choice): boolean {
  const held = chosen[claim]!
  const { constraints } = demands[claim]!
  const id = idOf(choice)
  if (held.length === MAX_DEVICES || (!choice.wish.adminAccess && taken.has(id))) return false
  if (!constraints.every((each) => holds(each, [...held, choice]))) return false
  held.push(choice)
  if (!choice.wish.adminAccess) taken.add(id)
  return true
}

function putBack({ taken, chosen }: Search, { claim }: Place, choice: Choice): void {
  chosen[claim]!.pop()
  if (!choice.wish.adminAccess) taken.delete(idOf(choice))
}

function idOf({ offered }: Choice): string {
  return deviceId(offered, offered.device.name)
}

/** Devices with taints are for those who tolerate them. */
function isTolerated({ device }: OfferedDevice, { tolerations }: Wish): boolean {
  return findUntoleratedTaint((device.taints ?? []).filter(isHardTaint), tolerations) === undefined
}

/** Whether the devices that are meant for the requests of a constraint agree in its attribute, or differ in it. */
function holds(
  { requests = [], matchAttribute, distinctAttribute }: DeviceConstraint,
  chosen: readonly Choice[],
): boolean {
  const name = matchAttribute ?? distinctAttribute
  if (name === undefined) return true
  const concerned = chosen.filter(
    ({ wish: { request } }) =>
      requests.length === 0 || requests.includes(request) || requests.includes(request.split('/')[0]!),
  )
  const values = concerned.map(({ offered }) => attributeOf(offered, name))
  if (values.includes(undefined)) return false
  if (matchAttribute !== undefined) return values.every((value) => deepEqual(value, values[0]))
  return values.every((value, index) => !values.slice(0, index).some((other) => deepEqual(value, other)))
}

function attributeOf({ device, driver }: OfferedDevice, name: string): DeviceAttribute | undefined {
  const [domain, id] = qualified(name, driver)
  const { attributes = {} } = device
  return attributes[`${domain}/${id}`] ?? (domain === driver ? attributes[id] : undefined)
}

function resultOf({ spec }: ResourceClaim, chosen: readonly Choice[]): AllocationResult {
  const wishes = [...new Set(chosen.map(({ wish }) => wish))]
  const config = [
    ...wishes.flatMap(({ request, deviceClass }) =>
      (deviceClass.spec?.config ?? []).map((each) => ({ source: 'FromClass', requests: [request], ...each })),
    ),
    ...(spec?.devices?.config ?? []).map((each) => ({ source: 'FromClaim', ...each })),
  ]
  const results = chosen.map(({ wish, offered: { driver, pool, device } }) => ({
    request: wish.request,
    driver,
    pool,
    device: device.name,
    ...(wish.adminAccess && { adminAccess: true }),
    ...(wish.tolerations.length > 0 && { tolerations: [...wish.tolerations] }),
  }))
  const nodeSelector = reachOfAll(chosen.map(({ offered }) => offered.reach))
  return { devices: { results, ...(config.length > 0 && { config }) }, ...(nodeSelector && { nodeSelector }) }
}

/** The nodes that reach all devices: the demands of all in one term, save that one node is told by its name alone. */
function reachOfAll(reaches: readonly (NodeSelector | undefined)[]): NodeSelector | undefined {
  const terms = reaches.flatMap((reach) => reach?.nodeSelectorTerms ?? [])
  const ofOneNode = terms.find(({ matchFields = [] }) => matchFields.length > 0)
  if (ofOneNode !== undefined) return { nodeSelectorTerms: [ofOneNode] }
  const expressions = terms.flatMap(({ matchExpressions = [] }) => matchExpressions)
  const distinct = expressions.filter(
    (each, index) => !expressions.slice(0, index).some((other) => deepEqual(each, other)),
  )
  return distinct.length === 0 ? undefined : { nodeSelectorTerms: [{ matchExpressions: distinct }] }
}
