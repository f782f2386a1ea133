/** `kubectl describe priorityclass`. */
import { formatLabels } from '../../../apimachinery/label-selector.ts'
import type { PriorityClass } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** How much it is worth. */
export async function describe(object: PriorityClass, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${object.metadata.name ?? ''}`)
  writer.line(0, `Value:\t${object.value ?? 0}`)
  writer.line(0, `GlobalDefault:\t${object.globalDefault ?? false}`)
  writer.line(0, `PreemptionPolicy:\t${object.preemptionPolicy ?? ''}`)
  writer.line(0, `Description:\t${object.description ?? ''}`)
  writer.line(0, `Annotations:\t${formatLabels(object.metadata.annotations)}`)
  await writeEvents(writer, context, object)
  return writer.toString()
}
