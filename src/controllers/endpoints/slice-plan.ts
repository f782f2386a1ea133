/** Turns wanted endpoints into the fewest writes of slices: what services' and mirrored slices share. Pure. */
import { deepEqual } from '../../base/json.ts'
import type { DiscoveryEndpointPort, Endpoint, EndpointSlice } from '../../generated/types.ts'
import type { AddressType } from './endpoint.ts'
import { packEndpoints } from './packing.ts'

/** Label of a slice: the service that it belongs to. */
export const SERVICE_NAME = 'kubernetes.io/service-name'
/** Label of a slice: who writes it. */
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
/** Label of what belongs to a service without cluster IP. */
export const HEADLESS = 'service.kubernetes.io/headless'

/** Endpoints with the same ports and type of address: they share slices. */
export interface Group {
  addressType: AddressType
  ports: DiscoveryEndpointPort[]
  /** None at all asks for one empty slice. */
  endpoints: Endpoint[]
}

/** What to write. */
export interface SlicePlan {
  create: EndpointSlice[]
  update: EndpointSlice[]
  remove: EndpointSlice[]
}

/**
 * Brings slices to the groups. Slices that are right already are not touched.
 * @param metadata of slices to be made; the labels are kept up on those that are there
 */
export function planGroups(
  groups: readonly Group[],
  slices: readonly EndpointSlice[],
  metadata: EndpointSlice['metadata'],
): SlicePlan {
  const plan: SlicePlan = { create: [], update: [], remove: [] }
  for (const group of groups)
    planGroup(
      group,
      slices.filter((slice) => isOf(slice, group)),
      metadata,
      plan,
    )
  plan.remove.push(...slices.filter((slice) => !groups.some((group) => isOf(slice, group))))
  recycle(plan)
  return plan
}

function isOf(slice: EndpointSlice, { addressType, ports }: Group): boolean {
  return slice.addressType === addressType && portsKey(slice.ports ?? []) === portsKey(ports)
}

/** The same for equal sets of ports, whatever their order. */
export function portsKey(ports: readonly DiscoveryEndpointPort[]): string {
  const parts = ports.map(({ name = '', port, protocol = 'TCP', appProtocol = '' }) =>
    [name, port, protocol, appProtocol].join(' '),
  )
  return parts.sort().join(',')
}

function planGroup(
  { addressType, ports, endpoints }: Group,
  slices: readonly EndpointSlice[],
  metadata: EndpointSlice['metadata'],
  plan: SlicePlan,
): void {
  const packing = packEndpoints(
    slices.map((slice) => slice.endpoints ?? []),
    endpoints,
  )
  if (endpoints.length === 0) {
    const spare = packing.remove.shift()
    if (spare !== undefined) packing.update.set(spare, [])
    else if (slices.length === 0) packing.create.push([])
  }
  const shape = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType, ports }
  for (const content of packing.create) plan.create.push({ ...shape, endpoints: content })
  for (const [index, slice] of slices.entries()) {
    if (packing.remove.includes(index)) {
      plan.remove.push(slice)
      continue
    }
    const content = packing.update.get(index)
    if (content === undefined && deepEqual(metadata.labels, slice.metadata.labels)) continue
    const labelled = { ...slice.metadata, labels: metadata.labels! }
    plan.update.push({ ...slice, metadata: labelled, endpoints: content ?? slice.endpoints ?? [] })
  }
}

/** Rather than deleting one slice and making another, the one is rewritten, and keeps its name. */
function recycle(plan: SlicePlan): void {
  plan.remove = plan.remove.filter((old) => {
    const fresh = plan.create.at(-1)
    if (fresh === undefined || fresh.addressType !== old.addressType) return true
    plan.create.pop()
    plan.update.push({ ...fresh, metadata: { ...old.metadata, labels: fresh.metadata.labels! } })
    return false
  })
}
