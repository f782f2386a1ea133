/** The pods of a node and what they take of it, as `kubectl describe node` shows them. */
import {
  addQuantities,
  formatQuantity,
  type Quantity,
  quantityMilliValue,
  quantityToNumber,
  tryParseQuantity,
  ZERO,
} from '../../../../apimachinery/quantity.ts'
import { humanAge } from '../../../../apimachinery/time.ts'
import type { Node, Pod } from '../../../../generated/types.ts'
import type { DescribeWriter } from '../../../describe/writer.ts'
import { isHugePages } from '../pod/huge-pages.ts'
import { podLimitQuantities, podRequestQuantities } from '../pod/requests.ts'

type Amounts = Readonly<Record<string, Quantity>>

interface PodAmounts {
  pod: Pod
  requests: Amounts
  limits: Amounts
}

/** Each pod with its shares of the node, then the sums. */
export function writeNodePods(
  writer: DescribeWriter,
  { status }: Node,
  pods: readonly Pod[],
  now: number,
): void {
  const allocatable = parseAmounts(status?.allocatable ?? status?.capacity ?? {})
  const amounts = pods.map((pod) => ({
    pod,
    requests: podRequestQuantities(pod),
    limits: podLimitQuantities(pod),
  }))
  writer.line(0, `Non-terminated Pods:\t(${pods.length} in total)`)
  writer.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge')
  writer.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---')
  for (const each of amounts) writer.line(1, podRow(each, allocatable, now))
  writer.line(0, 'Allocated resources:')
  writer.line(1, '(Total limits may be over 100 percent, i.e., overcommitted.)')
  writer.line(1, 'Resource\tRequests\tLimits')
  writer.line(1, '--------\t--------\t------')
  for (const row of totalRows(amounts, allocatable)) writer.line(1, row)
}

function podRow({ pod, requests, limits }: PodAmounts, allocatable: Amounts, now: number): string {
  const { namespace = '', name = '', creationTimestamp } = pod.metadata
  const shares = ['cpu', 'memory'].flatMap((resource) => [
    share(requests[resource], allocatable[resource], resource),
    share(limits[resource], allocatable[resource], resource),
  ])
  return [namespace, name, '', ...shares, humanAge(creationTimestamp, now)].join('\t')
}

function totalRows(amounts: readonly PodAmounts[], allocatable: Amounts): string[] {
  const requests = sum(amounts.map((each) => each.requests))
  const limits = sum(amounts.map((each) => each.limits))
  const others = Object.keys(allocatable).sort()
  const inPercent = ['cpu', 'memory', 'ephemeral-storage', ...others.filter(isHugePages)]
  const row = (name: string) =>
    `${name}\t${share(requests[name], allocatable[name], name)}\t${share(limits[name], allocatable[name], name)}`
  const extended = others.filter((name) => !inPercent.includes(name) && name !== 'pods')
  const plain = (name: string) => `${name}\t${amountText(requests[name])}\t${amountText(limits[name])}`
  return [...inPercent.map(row), ...extended.map(plain)]
}

function amountText(amount: Quantity = ZERO): string {
  return formatQuantity(amount)
}

/** `150m (15%)`: the percentage rounded down, 0 of a resource that the node does not have. */
function share(amount: Quantity = ZERO, whole: Quantity = ZERO, resource: string): string {
  const measure = resource === 'cpu' ? quantityMilliValue : quantityToNumber
  const total = measure(whole)
  const percent = total === 0 ? 0 : Math.trunc((measure(amount) / total) * 100)
  return `${formatQuantity(amount)} (${percent}%)`
}

function sum(all: readonly Amounts[]): Amounts {
  const total: Record<string, Quantity> = {}
  for (const amounts of all)
    for (const [name, amount] of Object.entries(amounts)) {
      const before = total[name]
      total[name] = before === undefined ? amount : addQuantities(before, amount)
    }
  return total
}

function parseAmounts(list: Readonly<Record<string, string>>): Amounts {
  return Object.fromEntries(
    Object.entries(list).map(([name, text]) => [name, tryParseQuantity(text) ?? ZERO]),
  )
}
