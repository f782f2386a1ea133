/** `kubectl describe poddisruptionbudget`. */
import { formatLabelSelector } from '../../../apimachinery/label-selector.ts'
import type { PodDisruptionBudget } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { writeNames } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** What it asks for and how things stand. */
export async function describe(object: PodDisruptionBudget, context: DescribeContext): Promise<string> {
  const { spec, status } = object
  const writer = createDescribeWriter()
  writeNames(writer, object)
  if (spec?.minAvailable !== undefined) writer.line(0, `Min available:\t${spec.minAvailable}`)
  else if (spec?.maxUnavailable !== undefined) writer.line(0, `Max unavailable:\t${spec.maxUnavailable}`)
  writer.line(0, `Selector:\t${spec?.selector ? formatLabelSelector(spec.selector) : '<unset>'}`)
  writer.line(0, 'Status:')
  writer.line(2, `Allowed disruptions:\t${status?.disruptionsAllowed ?? 0}`)
  writer.line(2, `Current:\t${status?.currentHealthy ?? 0}`)
  writer.line(2, `Desired:\t${status?.desiredHealthy ?? 0}`)
  writer.line(2, `Total:\t${status?.expectedPods ?? 0}`)
  await writeEvents(writer, context, object)
  return writer.toString()
}
