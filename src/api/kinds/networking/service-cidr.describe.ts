/** `kubectl describe servicecidr`. */
import type { ServiceCIDR } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { formatLongTime } from '../../describe/format.ts'
import { writeMetadata } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** The ranges, and whether they can be used. */
export async function describe(object: ServiceCIDR, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${object.metadata.name ?? ''}`)
  writeMetadata(writer, object)
  writer.line(0, `CIDRs:\t${(object.spec?.cidrs ?? []).join(', ')}`)
  const conditions = object.status?.conditions ?? []
  if (conditions.length > 0) {
    writer.line(0, 'Status:')
    writer.line(0, 'Conditions:')
    writer.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage')
    writer.line(1, '----\t------\t------------------\t------\t-------')
  }
  for (const { type, status, lastTransitionTime, reason, message } of conditions)
    writer.line(1, [type, status, formatLongTime(lastTransitionTime), reason, message].join('\t'))
  await writeEvents(writer, context, object)
  return writer.toString()
}
