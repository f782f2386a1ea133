/** `kubectl describe ipaddress`. */
import type { IPAddress } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { writeMetadata } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** Whose address it is. */
export async function describe(object: IPAddress, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${object.metadata.name ?? ''}`)
  writeMetadata(writer, object)
  const parent = object.spec?.parentRef
  if (parent !== undefined) {
    writer.line(0, 'Parent Reference:')
    writer.line(1, `Group:\t${parent.group ?? ''}`)
    writer.line(1, `Resource:\t${parent.resource ?? ''}`)
    writer.line(1, `Namespace:\t${parent.namespace ?? ''}`)
    writer.line(1, `Name:\t${parent.name ?? ''}`)
  }
  await writeEvents(writer, context, object)
  return writer.toString()
}
