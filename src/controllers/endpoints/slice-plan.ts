/** Which endpoint slices a service should have, given its pods and the slices that are there: pure. */
import { deepEqual } from '../../base/json.ts'
import type {
  DiscoveryEndpointPort,
  Endpoint,
  EndpointSlice,
  Node,
  Pod,
  Service,
} from '../../generated/types.ts'
import { controllerReference } from '../ownership.ts'
import { type AddressType, addressTypesOf, endpointOf } from './endpoint.ts'
import { packEndpoints } from './packing.ts'
import { slicePorts } from './ports.ts'
import { isHeadless } from './service-pods.ts'
import { triggerTime, withTriggerTime } from './trigger-time.ts'

export const SERVICE_NAME = 'kubernetes.io/service-name'
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
/** The value of the managed-by label of the slices made here. */
export const MANAGER = 'endpointslice-controller.k8s.io'
export const HEADLESS = 'service.kubernetes.io/headless'

export interface SliceInput {
  service: Service
  /** Pods that are endpoints, terminating ones included. */
  pods: readonly Pod[]
  /** The pods' nodes by name; absent ones are left out. */
  nodes: ReadonlyMap<string, Node>
  /** The service's own slices. */
  slices: readonly EndpointSlice[]
}

/** What to write. */
export interface SlicePlan {
  create: EndpointSlice[]
  update: EndpointSlice[]
  remove: EndpointSlice[]
}

/** Endpoints with the same ports: they share slices. */
interface Group {
  ports: DiscoveryEndpointPort[]
  endpoints: Endpoint[]
}

/** The least that has to be written. Slices that are right already are not touched. */
export function planSlices(input: SliceInput): SlicePlan {
  const plan: SlicePlan = { create: [], update: [], remove: [] }
  const types = addressTypesOf(input.service)
  for (const addressType of types) planAddressType(input, addressType, plan)
  plan.remove.push(...input.slices.filter(({ addressType }) => !types.includes(addressType as AddressType)))
  recycle(plan)
  annotate(plan, input)
  return plan
}

function planAddressType(input: SliceInput, addressType: AddressType, plan: SlicePlan): void {
  const { service, slices } = input
  const groups = groupByPorts(input, addressType)
  const existing = slices.filter((slice) => slice.addressType === addressType)
  if (groups.size === 0) groups.set(portsKey([]), { ports: [], endpoints: [] })
  for (const [key, group] of groups) {
    const same = existing.filter((slice) => portsKey(slice.ports ?? []) === key)
    planGroup(service, addressType, group, same, plan)
  }
  plan.remove.push(...existing.filter((slice) => !groups.has(portsKey(slice.ports ?? []))))
}

function planGroup(
  service: Service,
  addressType: AddressType,
  { ports, endpoints }: Group,
  slices: readonly EndpointSlice[],
  plan: SlicePlan,
): void {
  const packing = packEndpoints(
    slices.map((slice) => slice.endpoints ?? []),
    endpoints,
  )
  // A service without endpoints keeps one empty slice.
  if (endpoints.length === 0) {
    const spare = packing.remove.shift()
    if (spare !== undefined) packing.update.set(spare, [])
    else if (slices.length === 0) packing.create.push([])
  }
  for (const content of packing.create) plan.create.push(newSlice(service, addressType, ports, content))
  for (const index of packing.remove) plan.remove.push(slices[index]!)
  const labels = sliceLabels(service)
  for (const [index, slice] of slices.entries()) {
    if (packing.remove.includes(index)) continue
    const content = packing.update.get(index)
    if (content === undefined && deepEqual(labels, slice.metadata.labels)) continue
    plan.update.push({
      ...slice,
      metadata: { ...slice.metadata, labels },
      endpoints: content ?? slice.endpoints ?? [],
    })
  }
}

function groupByPorts({ service, pods, nodes }: SliceInput, addressType: AddressType): Map<string, Group> {
  const groups = new Map<string, Group>()
  for (const pod of pods) {
    const node = nodes.get(pod.spec?.nodeName ?? '')
    // An endpoint on a node that is not there would lead nowhere, unless the user wants it published anyway.
    if (node === undefined && !service.spec?.publishNotReadyAddresses) continue
    const endpoint = endpointOf(pod, service, node, addressType)
    if (endpoint === undefined) continue
    const ports = slicePorts(service, pod)
    const key = portsKey(ports)
    const group = groups.get(key) ?? { ports, endpoints: [] }
    group.endpoints.push(endpoint)
    groups.set(key, group)
  }
  return groups
}

function portsKey(ports: readonly DiscoveryEndpointPort[]): string {
  const parts = ports.map(({ name = '', port, protocol = 'TCP', appProtocol = '' }) =>
    [name, port, protocol, appProtocol].join(' '),
  )
  return parts.sort().join(',')
}

function newSlice(
  service: Service,
  addressType: AddressType,
  ports: DiscoveryEndpointPort[],
  endpoints: Endpoint[],
): EndpointSlice {
  const { name, namespace } = service.metadata
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: sliceLabels(service),
      ownerReferences: [controllerReference(service)],
    },
    addressType,
    endpoints,
    ports,
  }
}

/** The service's labels, but for those that are ours. */
function sliceLabels(service: Service): Record<string, string> {
  const { [HEADLESS]: _headless, ...labels } = service.metadata.labels ?? {}
  return {
    ...labels,
    ...(isHeadless(service) && { [HEADLESS]: '' }),
    [SERVICE_NAME]: service.metadata.name ?? '',
    [MANAGED_BY]: MANAGER,
  }
}

/** Rather than deleting one slice and making another, the one is rewritten, and keeps its name. */
function recycle(plan: SlicePlan): void {
  plan.remove = plan.remove.filter((old) => {
    const fresh = plan.create.at(-1)
    if (fresh === undefined || fresh.addressType !== old.addressType) return true
    plan.create.pop()
    const metadata = { ...old.metadata, labels: fresh.metadata.labels }
    plan.update.push({ ...fresh, metadata })
    return false
  })
}

/** Notes on each slice that is written when the change happened that it is written for. */
function annotate(plan: SlicePlan, { service, pods, slices }: SliceInput): void {
  if (plan.create.length + plan.update.length === 0) return
  const before = new Map(slices.flatMap((slice) => (slice.endpoints ?? []).map((e) => [e.targetRef?.uid, e])))
  const after = [...plan.create, ...plan.update].flatMap((slice) => slice.endpoints ?? [])
  const changed = new Set(
    after.filter((e) => !deepEqual(before.get(e.targetRef?.uid), e)).map((e) => e.targetRef?.uid),
  )
  const changedPods = pods.filter((pod) => changed.has(pod.metadata.uid))
  const time = triggerTime(changedPods, slices.length === 0 ? service : undefined)
  for (const list of [plan.create, plan.update]) {
    for (const [index, slice] of list.entries()) {
      const annotations = withTriggerTime(slice.metadata.annotations, time)
      list[index] = { ...slice, metadata: { ...slice.metadata, annotations } }
    }
  }
}
