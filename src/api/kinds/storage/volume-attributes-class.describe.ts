/** `kubectl describe volumeattributesclass`. */
import { formatLabels } from '../../../apimachinery/label-selector.ts'
import type { VolumeAttributesClass } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** What volumes of the class are like. */
export async function describe(object: VolumeAttributesClass, context: DescribeContext): Promise<string> {
  const { metadata } = object
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`)
  writer.line(0, `DriverName:\t${object.driverName}`)
  writer.line(0, `Parameters:\t${formatLabels(object.parameters)}`)
  await writeEvents(writer, context, object)
  return writer.toString()
}
