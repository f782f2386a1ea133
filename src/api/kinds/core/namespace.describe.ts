/** `kubectl describe namespace`. */
import type { Namespace } from '../../../generated/types.ts'
import { formatLongTime } from '../../describe/format.ts'
import { writeMetadata } from '../../describe/metadata.ts'
import { createDescribeWriter, type DescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'
import { writeLimitRanges, writeQuotas } from './limits.describe.ts'

/** Its state, and the quotas and limits that hold in it. */
export async function describe(object: Namespace, { client }: DescribeContext): Promise<string> {
  const options = { namespace: object.metadata.name ?? '' }
  const quotas = await client.list('ResourceQuota', options)
  const limits = await client.list('LimitRange', options)
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${object.metadata.name ?? ''}`)
  writeMetadata(writer, object)
  writer.line(0, `Status:\t${object.status?.phase ?? ''}`)
  writeConditions(writer, object)
  writer.line(0, '')
  writeQuotas(writer, quotas.items)
  writer.line(0, '')
  writeLimitRanges(writer, limits.items)
  return writer.toString()
}

function writeConditions(writer: DescribeWriter, { status }: Namespace): void {
  if (!status?.conditions?.length) return
  writer.line(0, 'Conditions:')
  writer.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage')
  writer.line(1, '----\t------\t------------------\t------\t-------')
  for (const {
    type = '',
    status: state = '',
    lastTransitionTime,
    reason = '',
    message = '',
  } of status.conditions)
    writer.line(1, `${type} \t${state} \t${formatLongTime(lastTransitionTime)} \t${reason} \t${message}`)
}
