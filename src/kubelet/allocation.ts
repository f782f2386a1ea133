/** What a node has granted a pod of the resources that it asks for (pkg/kubelet/allocation, KEP-1287, KEP-5419). */
import { isSidecar } from '../api/kinds/core/pod/containers.ts'
import { compareQuantities, tryParseQuantity } from '../apimachinery/quantity.ts'
import { deepEqual } from '../base/json.ts'
import type { Container, ContainerStatus, Pod, ResourceRequirements } from '../generated/types.ts'

/** By container; sidecars are among them, other init containers are never resized. */
export interface Allocation {
  containers: Record<string, ResourceRequirements>
  /** Of the pod as a whole. */
  pod?: ResourceRequirements
}

/** All that the pod asks for. */
export function wishOf({ spec }: Pod): Allocation {
  const containers = resizable(spec).map(({ name, resources = {} }) => [name, resources])
  return { containers: Object.fromEntries(containers), ...(spec?.resources && { pod: spec.resources }) }
}

/** What its status says that it has. What was not started yet will get what it asks for. */
export function allocationOf(pod: Pod): Allocation {
  const { containers, pod: whole } = wishOf(pod)
  const statuses = statusesOf(pod)
  const given = Object.entries(containers).map(([name, wished]) => {
    const status = statuses.find((each) => each.name === name)
    return [name, status?.resources ?? wished]
  })
  const now = whole && (pod.status?.resources ?? whole)
  return { containers: Object.fromEntries(given), ...(now && { pod: now }) }
}

/** The pod as if it asked for what it was granted: what its kubelet runs. */
export function withAllocation(pod: Pod, { containers, pod: whole }: Allocation): Pod {
  if (!pod.spec) return pod
  const granted = (container: Container): Container => {
    const resources = containers[container.name]
    return resources === undefined ? container : { ...container, resources }
  }
  const spec = { ...pod.spec, containers: pod.spec.containers.map(granted) }
  if (spec.initContainers) spec.initContainers = spec.initContainers.map(granted)
  if (whole) spec.resources = whole
  return { ...pod, spec }
}

/**
 * What the node has set aside for the pod: of a resize that it has granted, from that moment on (getAllocatedPods). Only
 * requests count.
 */
export function setAside(pod: Pod): Allocation {
  const { containers, pod: whole } = wishOf(pod)
  const statuses = statusesOf(pod)
  const given = Object.entries(containers).map(([name, wished]) => [
    name,
    reserved(statuses.find((status) => status.name === name)) ?? wished,
  ])
  const now = whole && (reserved(pod.status) ?? whole)
  return { containers: Object.fromEntries(given), ...(now && { pod: now }) }
}

function reserved(status: Pick<ContainerStatus, 'allocatedResources'> | undefined) {
  return status?.allocatedResources && { requests: status.allocatedResources }
}

/** The pod as if it asked for what is set aside for it, and for nothing beyond: what other pods there have to leave it. */
export function asGranted(pod: Pod): Pod {
  const { status: _status, ...rest } = withAllocation(pod, setAside(pod))
  return rest
}

/** Whether two come to the same amounts, in whatever notation. */
export function isSameAllocation(a: Allocation, b: Allocation): boolean {
  if (!isSameResources(a.pod, b.pod)) return false
  return Object.keys(a.containers).every((name) => isSameResources(a.containers[name], b.containers[name]))
}

/** Whether two lists come to the same amounts. */
export function isSameResources(a: ResourceRequirements = {}, b: ResourceRequirements = {}): boolean {
  if (deepEqual(a, b)) return true
  return (['limits', 'requests'] as const).every((list) => {
    const names = new Set([...Object.keys(a[list] ?? {}), ...Object.keys(b[list] ?? {})])
    return [...names].every((name) => isSameAmount(a[list]?.[name], b[list]?.[name]))
  })
}

/** Whether two quantities are one amount. */
export function isSameAmount(a: string | undefined, b: string | undefined): boolean {
  if (a === b) return true
  const [x, y] = [tryParseQuantity(a ?? ''), tryParseQuantity(b ?? '')]
  return x !== undefined && y !== undefined && compareQuantities(x, y) === 0
}

function resizable(spec: Pod['spec']): Container[] {
  return [...(spec?.initContainers ?? []).filter(isSidecar), ...(spec?.containers ?? [])]
}

function statusesOf({ status }: Pod): ContainerStatus[] {
  return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
}
