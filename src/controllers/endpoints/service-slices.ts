/** Which endpoint slices a service should have, given its pods and the slices that are there: pure. */
import { deepEqual } from '../../base/json.ts'
import type { Endpoint, EndpointSlice, Node, Pod, Service } from '../../generated/types.ts'
import { controllerReference } from '../ownership.ts'
import { type AddressType, addressTypesOf, endpointOf } from './endpoint.ts'
import { slicePorts } from './ports.ts'
import { isHeadless } from './service-pods.ts'
import {
  type Group,
  HEADLESS,
  MANAGED_BY,
  planGroups,
  portsKey,
  SERVICE_NAME,
  type SlicePlan,
} from './slice-plan.ts'
import { triggerTime, withTriggerTime } from './trigger-time.ts'

/** The value of the managed-by label of the slices made for services. */
export const MANAGER = 'endpointslice-controller.k8s.io'

/** What the slices of a service follow from. */
export interface SliceInput {
  service: Service
  /** Pods that are endpoints, terminating ones included. */
  pods: readonly Pod[]
  /** The pods' nodes by name; absent ones are left out. */
  nodes: ReadonlyMap<string, Node>
  /** The service's own slices. */
  slices: readonly EndpointSlice[]
}

/** The least that has to be written. A service without endpoints keeps one empty slice of each type. */
export function planSlices(input: SliceInput): SlicePlan {
  return planFor(
    addressTypesOf(input.service).flatMap((addressType) => groupsOf(input, addressType)),
    input,
  )
}

/**
 * The same where only pods of these names have come, gone or changed: what the slices tell of all others still holds.
 * Undefined where so many have that it is no less work to look at all.
 * @param input its pods are those of these names alone
 */
export function replanSlices(input: SliceInput, changed: ReadonlySet<string>): SlicePlan | undefined {
  const types = addressTypesOf(input.service)
  const known = input.slices.reduce((sum, { endpoints }) => sum + (endpoints?.length ?? 0), 0)
  if (changed.size * 4 > known) return undefined
  const groups = types.flatMap((addressType) =>
    mergeGroups(unchangedGroups(input.slices, addressType, changed), groupsOf(input, addressType)),
  )
  return planFor(groups, input)
}

/** What the slices hold, but for the pods of these names. */
function unchangedGroups(
  slices: readonly EndpointSlice[],
  addressType: AddressType,
  changed: ReadonlySet<string>,
): Group[] {
  return slices
    .filter((slice) => slice.addressType === addressType)
    .map(({ ports = [], endpoints = [] }) => ({
      addressType,
      ports,
      endpoints: endpoints.filter(({ targetRef }) => !changed.has(targetRef?.name ?? '')),
    }))
}

/** One group for each set of ports. Those without any endpoint are left out, but for the last. */
function mergeGroups(known: readonly Group[], fresh: readonly Group[]): Group[] {
  const merged = new Map<string, Group>()
  for (const { addressType, ports, endpoints } of [...known, ...fresh]) {
    if (endpoints.length === 0) continue
    const key = portsKey(ports)
    const group = merged.get(key) ?? { addressType, ports, endpoints: [] }
    for (const endpoint of endpoints) group.endpoints.push(endpoint)
    merged.set(key, group)
  }
  const [{ addressType } = { addressType: 'IPv4' as const }] = [...fresh, ...known]
  return merged.size > 0 ? [...merged.values()] : [{ addressType, ports: [], endpoints: [] }]
}

function planFor(groups: readonly Group[], input: SliceInput): SlicePlan {
  const { service, slices } = input
  const plan = planGroups(groups, slices, {
    generateName: `${service.metadata.name}-`,
    namespace: service.metadata.namespace!,
    labels: sliceLabels(service),
    ownerReferences: [controllerReference(service)],
  })
  annotate(plan, input)
  return plan
}

function groupsOf({ service, pods, nodes }: SliceInput, addressType: AddressType): Group[] {
  const groups = new Map<string, Group>()
  for (const pod of pods) {
    const node = nodes.get(pod.spec?.nodeName ?? '')
    // An endpoint on a node that is not there would lead nowhere, unless the user wants it published anyway.
    if (node === undefined && !service.spec?.publishNotReadyAddresses) continue
    const endpoint = endpointOf(pod, service, node, addressType)
    if (endpoint === undefined) continue
    const ports = slicePorts(service, pod)
    const key = portsKey(ports)
    const group = groups.get(key) ?? { addressType, ports, endpoints: [] }
    group.endpoints.push(endpoint)
    groups.set(key, group)
  }
  return groups.size > 0 ? [...groups.values()] : [{ addressType, ports: [], endpoints: [] }]
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

/** Notes on each slice that is written when the change happened that it is written for. */
function annotate(plan: SlicePlan, { service, pods, slices }: SliceInput): void {
  if (plan.create.length + plan.update.length === 0) return
  const before = new Map(endpointsIn(slices).map((endpoint) => [endpoint.targetRef?.uid, endpoint]))
  const after = endpointsIn([...plan.create, ...plan.update])
  const isNew = (endpoint: Endpoint) => !deepEqual(before.get(endpoint.targetRef?.uid), endpoint)
  const changed = new Set(after.filter(isNew).map(({ targetRef }) => targetRef?.uid))
  const changedPods = pods.filter(({ metadata }) => changed.has(metadata.uid))
  const time = triggerTime(changedPods, slices.length === 0 ? service : undefined)
  const annotated = (slice: EndpointSlice): EndpointSlice => {
    const annotations = withTriggerTime(slice.metadata.annotations, time)
    return { ...slice, metadata: { ...slice.metadata, annotations } }
  }
  plan.create = plan.create.map(annotated)
  plan.update = plan.update.map(annotated)
}

function endpointsIn(slices: readonly EndpointSlice[]): Endpoint[] {
  return slices.flatMap(({ endpoints }) => endpoints ?? [])
}
