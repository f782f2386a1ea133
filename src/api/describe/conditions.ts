/** The table of conditions in a description. */
import type { DescribeWriter } from './writer.ts'

interface Condition {
  type: string
  status: string
  reason?: string
}

/** `Conditions:` with type, status and reason, as workloads have it; nothing without conditions. */
export function writeConditions(writer: DescribeWriter, conditions: readonly Condition[] | undefined): void {
  if (conditions === undefined || conditions.length === 0) return
  writer.line(0, 'Conditions:')
  writer.line(1, 'Type\tStatus\tReason')
  writer.line(1, '----\t------\t------')
  for (const { type, status, reason = '' } of conditions) writer.line(1, `${type} \t${status}\t${reason}`)
}

/** `Conditions:` with type and status only, as pods have it; nothing without conditions. */
export function writeShortConditions(
  writer: DescribeWriter,
  title: string,
  conditions: readonly Pick<Condition, 'type' | 'status'>[],
): void {
  if (conditions.length === 0) return
  writer.line(0, `${title}:`)
  writer.line(1, 'Type\tStatus')
  for (const { type, status } of conditions) writer.line(1, `${type} \t${status} `)
}
