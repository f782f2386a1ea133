/** Tables of usage, as kubectl's metrics printer lays them out (pkg/metricsutil/metrics_printer.go). */
import type { ResourceUsage } from '../../api/kinds/metrics/types.ts'
import {
  addQuantities,
  parseQuantity,
  type Quantity,
  quantityMilliValue,
  quantityValue,
  ZERO,
} from '../../apimachinery/quantity.ts'
import { joinLines, layoutColumns } from '../../apimachinery/tabwriter.ts'
import { bool, string } from '../flags/flag.ts'

/** What is measured, in the order of the columns. */
const RESOURCES = ['cpu', 'memory'] as const

/** Amounts of each. */
export type Usage = Readonly<Record<(typeof RESOURCES)[number], Quantity>>

/** The flags that both tables have. */
export const tableFlags = {
  noHeaders: bool(false, 'Leave the headers out.'),
  showSwap: bool(false, 'Show what is used of swap memory, too. Simulated nodes have none.'),
  sortBy: string('', "Order of the list, the greatest first: 'cpu' or 'memory'."),
  useProtocolBuffers: bool(true, 'Accepted as kubectl does; nothing is sent.'),
}

/** What metrics tell, as amounts. */
export function usageOf(usage: ResourceUsage): Usage {
  return { cpu: parseQuantity(usage.cpu ?? '0'), memory: parseQuantity(usage.memory ?? '0') }
}

/** The sum of several. */
export function sumUsage(usages: readonly Usage[]): Usage {
  const sum = (resource: keyof Usage) => usages.map((each) => each[resource]).reduce(addQuantities, ZERO)
  return { cpu: sum('cpu'), memory: sum('memory') }
}

/** Rows by usage, the greatest first; those alike, and all without `sortBy`, by their names. */
export function sortRows<T>(
  rows: readonly T[],
  sortBy: string,
  usage: (row: T) => Usage,
  compareNames: (a: T, b: T) => number,
): T[] {
  const amount = (row: T) =>
    sortBy === 'cpu' ? quantityMilliValue(usage(row).cpu) : quantityValue(usage(row).memory)
  return [...rows].sort((a, b) => (sortBy === '' ? 0 : amount(b) - amount(a)) || compareNames(a, b))
}

/** `250m` and `64Mi`, each with its part of what is available behind it where that is known: `6%`. */
export function usageCells(usage: Usage, available?: Partial<Usage>): string[] {
  return RESOURCES.flatMap((resource) => {
    const whole = available?.[resource]
    const amount = formatAmount(resource, usage[resource])
    return whole === undefined ? [amount] : [amount, formatPart(usage[resource], whole)]
  })
}

function formatAmount(resource: keyof Usage, quantity: Quantity): string {
  if (resource === 'cpu') return `${quantityMilliValue(quantity)}m`
  return `${Math.trunc(quantityValue(quantity) / 2 ** 20)}Mi`
}

function formatPart(part: Quantity, whole: Quantity): string {
  const all = quantityMilliValue(whole)
  return `${all === 0 ? 0 : Math.trunc((quantityMilliValue(part) / all) * 100)}%`
}

/** The table as text; kubectl ends each of its cells with a tab, the last one too. */
export function renderRows(rows: readonly string[][]): string {
  return joinLines(layoutColumns(rows.map((row) => [...row, ''])))
}
