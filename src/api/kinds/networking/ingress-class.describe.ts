/** `kubectl describe ingressclass`. */
import type { IngressClass } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { writeMetadata } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** Which controller it stands for, and with which parameters. */
export async function describe(object: IngressClass, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${object.metadata.name ?? ''}`)
  writeMetadata(writer, object)
  writer.line(0, `Controller:\t${object.spec?.controller ?? ''}`)
  const parameters = object.spec?.parameters
  if (parameters) {
    writer.line(0, 'Parameters:')
    if (parameters.apiGroup !== undefined) writer.line(1, `APIGroup:\t${parameters.apiGroup}`)
    writer.line(1, `Kind:\t${parameters.kind}`)
    writer.line(1, `Name:\t${parameters.name}`)
  }
  await writeEvents(writer, context, object)
  return writer.toString()
}
