/** Brings the subsets of an Endpoints object up to date with a few pods, without a look at the others: pure. */
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import type { EndpointAddress, EndpointSlice, EndpointSubset, Pod, Service } from '../../generated/types.ts'
import { addressTypesOf } from './endpoint.ts'
import { isEndpoint } from './service-pods.ts'
import { addressEntry, byAddress, MAX_ADDRESSES } from './subsets.ts'

type Field = 'addresses' | 'notReadyAddresses'

/**
 * The subsets as they should be; undefined where that does not follow from these pods alone.
 * @param isCut there are more addresses than the object holds
 */
export function updateSubsets(
  service: Service,
  subsets: readonly EndpointSubset[],
  pods: readonly Pod[],
  isCut: boolean,
): EndpointSubset[] | undefined {
  let current = [...subsets]
  for (const pod of pods) {
    const publishNotReady = service.spec?.publishNotReadyAddresses === true
    if (!isEndpoint(pod, { terminating: publishNotReady })) return undefined
    const field = publishNotReady || isPodReady(pod) ? 'addresses' : 'notReadyAddresses'
    const next = isCut ? replaceInCut(service, current, pod, field) : replace(service, current, pod, field)
    if (next === undefined) return undefined
    current = next
  }
  return current
}

function replace(service: Service, subsets: EndpointSubset[], pod: Pod, field: Field) {
  const index = subsets.findIndex((subset) => holds(subset, pod))
  const subset = subsets[index]
  if (subset === undefined) return undefined
  const { addresses = [], notReadyAddresses = [], ...rest } = subset
  const lists = { addresses: without(addresses, pod), notReadyAddresses: without(notReadyAddresses, pod) }
  lists[field] = [...lists[field], addressEntry(pod, service)].sort(byAddress)
  const next: EndpointSubset = {
    ...(lists.addresses.length > 0 && { addresses: lists.addresses }),
    ...(lists.notReadyAddresses.length > 0 && { notReadyAddresses: lists.notReadyAddresses }),
    ...rest,
  }
  return subsets.with(index, next)
}

/** Full of the first of the ready addresses, it changes only where one of these comes or goes. */
function replaceInCut(service: Service, subsets: EndpointSubset[], pod: Pod, field: Field) {
  const [subset, ...more] = subsets
  const list = subset?.addresses ?? []
  if (subset === undefined || more.length > 0 || list.length !== MAX_ADDRESSES) return undefined
  const isListed = holds(subset, pod)
  // Who follows next is not known here.
  if (field === 'notReadyAddresses') return isListed ? undefined : subsets
  const entry = addressEntry(pod, service)
  if (isListed || byAddress(entry, list.at(-1)!) > 0) return subsets
  return [{ ...subset, addresses: [...list, entry].sort(byAddress).slice(0, MAX_ADDRESSES) }]
}

/** What is known where only some pods have changed. */
export interface Changed {
  /** Those of them that are addresses of the service. */
  shown: readonly Pod[]
  /** The names of all of them. */
  changed: ReadonlySet<string>
  /** The slices of the service: what they tell of all other pods holds. */
  slices: readonly EndpointSlice[]
}

/** The subsets of an object that holds only the first addresses: who follows those that go is taken from the slices. */
export function refillCut(
  service: Service,
  [subset, ...more]: readonly EndpointSubset[],
  { shown, changed, slices }: Changed,
): EndpointSubset[] | undefined {
  const last = subset?.addresses?.at(-1)
  if (subset === undefined || last === undefined || more.length > 0 || subset.notReadyAddresses)
    return undefined
  const publishNotReady = service.spec?.publishNotReadyAddresses === true
  const isOther = ({ targetRef }: EndpointAddress) => !changed.has(targetRef?.name ?? '')
  const own = shown
    .filter((pod) => publishNotReady || isPodReady(pod))
    .map((pod) => addressEntry(pod, service))
  const next = slices.flatMap((slice) =>
    slice.addressType === addressTypesOf(service)[0] ? readyAddresses(slice) : [],
  )
  const following = next.filter((entry) => isOther(entry) && byAddress(last, entry) < 0)
  const all = [...(subset.addresses ?? []).filter(isOther), ...own, ...following].sort(byAddress)
  // With no more than it holds, those that are not ready have room, too.
  return all.length > MAX_ADDRESSES ? [{ ...subset, addresses: all.slice(0, MAX_ADDRESSES) }] : undefined
}

function readyAddresses({ endpoints = [] }: EndpointSlice): EndpointAddress[] {
  return endpoints
    .filter(({ conditions }) => conditions?.ready)
    .map(({ addresses, hostname, nodeName, targetRef }) => ({
      ip: addresses[0] ?? '',
      ...(hostname && { hostname }),
      ...(nodeName && { nodeName }),
      ...(targetRef && { targetRef }),
    }))
}

function holds({ addresses = [], notReadyAddresses = [] }: EndpointSubset, { metadata }: Pod): boolean {
  const isIt = ({ targetRef }: EndpointAddress) => targetRef?.uid === metadata.uid
  return addresses.some(isIt) || notReadyAddresses.some(isIt)
}

function without(list: readonly EndpointAddress[], { metadata }: Pod): EndpointAddress[] {
  return list.filter(({ targetRef }) => targetRef?.uid !== metadata.uid)
}
