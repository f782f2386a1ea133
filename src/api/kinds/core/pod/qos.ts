/** The quality of service class of a pod (pkg/apis/core/helper/qos). */
import {
  addQuantities,
  compareQuantities,
  type Quantity,
  tryParseQuantity,
  ZERO,
} from '../../../../apimachinery/quantity.ts'
import type { PodSpec } from '../../../../generated/types.ts'

/** The quality of service classes, best first. */
export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort'

type Totals = Map<string, Quantity>

/** Guaranteed if each container's limits of cpu and memory are its requests, BestEffort if there are none at all. */
export function computeQosClass(spec: PodSpec): QosClass {
  const requests: Totals = new Map()
  const limits: Totals = new Map()
  const holders = spec.resources ? [spec] : [...spec.containers, ...(spec.initContainers ?? [])]
  let limited = true
  for (const { resources } of holders) {
    add(requests, resources?.requests)
    limited = add(limits, resources?.limits) === 2 && limited
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort'
  return limited && sameTotals(requests, limits) ? 'Guaranteed' : 'Burstable'
}

/** Adds what counts, cpu and memory above zero; gives how many of the two there were. */
function add(totals: Totals, list: Readonly<Record<string, string>> | undefined): number {
  let found = 0
  for (const name of ['cpu', 'memory']) {
    const quantity = tryParseQuantity(list?.[name] ?? '0')
    if (quantity === undefined || quantity.nanos <= 0n) continue
    totals.set(name, addQuantities(totals.get(name) ?? ZERO, quantity))
    found++
  }
  return found
}

function sameTotals(requests: Totals, limits: Totals): boolean {
  if (requests.size !== limits.size) return false
  return [...requests].every(([name, request]) => {
    const limit = limits.get(name)
    return limit !== undefined && compareQuantities(request, limit) === 0
  })
}
