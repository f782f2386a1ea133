/** How much of each resource a pod takes, as kube-scheduler counts it (component-helpers/resource). */
import {
  addQuantities,
  compareQuantities,
  parseQuantity,
  type Quantity,
  quantityMilliValue,
  quantityValue,
  tryParseQuantity,
} from '../../../../apimachinery/quantity.ts'
import type { Container, ContainerStatus, Pod } from '../../../../generated/types.ts'
import { isSidecar } from './containers.ts'
import { isHugePages } from './huge-pages.ts'

/** Amounts by resource: cpu in millicores, memory and ephemeral-storage in bytes, anything else as a count. */
export type ResourceAmounts = Record<string, number>

/** What the scheduler's scoring takes for a container that asks for no cpu or memory. */
const SCORING_DEFAULTS: ResourceList = { cpu: '100m', memory: '200Mi' }

type ResourceList = Readonly<Record<string, string>>

/** How to calculate with one kind of amount. */
interface Arithmetic<T> {
  read(resource: string, text: string): T | undefined
  add(a: T, b: T): T
  max(a: T, b: T): T
}

const numbers: Arithmetic<number> = {
  read: (resource, text) => {
    const quantity = tryParseQuantity(text)
    return quantity && resourceAmount(resource, quantity)
  },
  add: (a, b) => a + b,
  max: Math.max,
}

const quantities: Arithmetic<Quantity> = {
  read: (_resource, text) => tryParseQuantity(text),
  add: addQuantities,
  max: (a, b) => (compareQuantities(a, b) < 0 ? b : a),
}

/** An amount in the units of ResourceAmounts, rounded up. */
export function resourceAmount(resource: string, quantity: Quantity | string): number {
  const amount = typeof quantity === 'string' ? parseQuantity(quantity) : quantity
  return resource === 'cpu' ? quantityMilliValue(amount) : quantityValue(amount)
}

/** What the pod asks of its node: containers, sidecars, the largest init container, pod level and overhead. */
export function podRequests(pod: Pod): ResourceAmounts {
  return totals(pod, numbers, requestsOf(pod))
}

/** podRequests with the defaults of the scheduler's scoring where a container asks for no cpu or memory. */
export function podNonzeroRequests(pod: Pod): ResourceAmounts {
  const requests = requestsOf(pod)
  return totals(pod, numbers, {
    ...requests,
    container: (each) => ({ ...SCORING_DEFAULTS, ...requests.container(each) }),
  })
}

/** podRequests as exact quantities, in the notation of the manifest: what `describe node` shows. */
export function podRequestQuantities(pod: Pod): Record<string, Quantity> {
  return totals(pod, quantities, requestsOf(pod))
}

/** The limits of a pod, counted as its requests are, as exact quantities. */
export function podLimitQuantities(pod: Pod): Record<string, Quantity> {
  const container = ({ resources }: Container) => resources?.limits ?? {}
  return totals(pod, quantities, { container, podLevel: pod.spec?.resources?.limits, limits: true })
}

/** The sum over the containers alone: neither pod level nor overhead. */
export function containerRequestQuantities(pod: Pod): Record<string, Quantity> {
  return containerTotals(pod, quantities, requestsOf(pod).container)
}

/** The limits over the containers alone. */
export function containerLimitQuantities(pod: Pod): Record<string, Quantity> {
  return containerTotals(pod, quantities, ({ resources }) => resources?.limits ?? {})
}

/** Which lists to add up. */
interface Lists {
  container(container: Container): ResourceList
  podLevel: ResourceList | undefined
  limits?: boolean
}

function requestsOf(pod: Pod): Lists {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])]
  const resized = statuses.some(({ resources }) => resources !== undefined)
  const container = (each: Container) => {
    const wished = each.resources?.requests ?? {}
    const status = resized ? statuses.find(({ name }) => name === each.name) : undefined
    return status === undefined ? wished : duringResize(pod, wished, status)
  }
  const podLevel = pod.spec?.resources?.requests
  return { container, podLevel: podLevel && duringResize(pod, podLevel, pod.status ?? {}) }
}

/** While a resize is under way, a container or pod counts with the larger of what it has and what it asks for. */
function duringResize(
  pod: Pod,
  wished: ResourceList,
  { resources, allocatedResources }: Pick<ContainerStatus, 'resources' | 'allocatedResources'>,
): ResourceList {
  const pending = pod.status?.conditions?.find(({ type }) => type === 'PodResizePending')
  const actual = resources?.requests ?? wished
  if (pending?.status === 'True' && pending.reason === 'Infeasible') return actual
  const result: Record<string, string> = {}
  for (const list of [wished, actual, allocatedResources ?? {}]) {
    for (const name in list) result[name] = larger(result[name], list[name] ?? '0')
  }
  return result
}

function larger(a: string | undefined, b: string): string {
  return a === undefined || compareQuantities(parseQuantity(a), parseQuantity(b)) < 0 ? b : a
}

function totals<T>(pod: Pod, arithmetic: Arithmetic<T>, lists: Lists): Record<string, T> {
  const total = containerTotals(pod, arithmetic, lists.container)
  for (const name in lists.podLevel)
    if (isPodLevelResource(name)) put(total, name, arithmetic.read(name, lists.podLevel[name] ?? '0'))
  for (const name in pod.spec?.overhead) {
    const overhead = arithmetic.read(name, pod.spec.overhead[name] ?? '0')
    if (lists.limits && total[name] === undefined) continue
    if (overhead !== undefined) combine(total, name, overhead, arithmetic.add)
  }
  return total
}

function containerTotals<T>(
  pod: Pod,
  arithmetic: Arithmetic<T>,
  list: (container: Container) => ResourceList,
): Record<string, T> {
  const { containers = [], initContainers = [] } = pod.spec ?? {}
  const total: Record<string, T> = {}
  for (const container of containers) merge(total, read(list(container), arithmetic), arithmetic.add)
  const sidecars: Record<string, T> = {}
  const largest: Record<string, T> = {}
  for (const container of initContainers) {
    const amounts = read(list(container), arithmetic)
    if (isSidecar(container)) {
      merge(total, amounts, arithmetic.add)
      merge(sidecars, amounts, arithmetic.add)
      merge(largest, sidecars, arithmetic.max)
    } else {
      merge(amounts, sidecars, arithmetic.add)
      merge(largest, amounts, arithmetic.max)
    }
  }
  merge(total, largest, arithmetic.max)
  return total
}

function read<T>(list: ResourceList, { read: parse }: Arithmetic<T>): Record<string, T> {
  const amounts: Record<string, T> = {}
  for (const name in list) put(amounts, name, parse(name, list[name] ?? '0'))
  return amounts
}

function put<T>(amounts: Record<string, T>, name: string, amount: T | undefined): void {
  if (amount !== undefined) amounts[name] = amount
}

function merge<T>(
  into: Record<string, T>,
  amounts: Readonly<Record<string, T>>,
  operation: (a: T, b: T) => T,
): void {
  for (const name in amounts) combine(into, name, amounts[name] as T, operation)
}

function combine<T>(into: Record<string, T>, name: string, amount: T, operation: (a: T, b: T) => T): void {
  const known = into[name]
  into[name] = known === undefined ? amount : operation(known, amount)
}

/** Whether a resource may be asked for on the level of the pod. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || isHugePages(name)
}
