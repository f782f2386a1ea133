/** `kubectl describe daemonset`. */
import {
  formatLabels,
  formatSelector,
  selectorFromLabelSelector,
} from '../../../apimachinery/label-selector.ts'
import type { DaemonSet } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { writeMetadata, writeNames } from '../../describe/metadata.ts'
import { formatPodCounts } from '../../describe/pod-counts.ts'
import { writePodTemplate } from '../../describe/pod-template.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** The description of a daemon set with its events. */
export async function describe(object: DaemonSet, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  const { spec, status } = object
  const selector = formatSelector(selectorFromLabelSelector(spec?.selector))
  const counts = await formatPodCounts(context, object, selector)
  writeNames(writer, object)
  writer.line(0, `Selector:\t${selector}`)
  writer.line(0, `Node-Selector:\t${formatLabels(spec?.template?.spec?.nodeSelector)}`)
  writeMetadata(writer, object)
  writer.line(0, `Desired Number of Nodes Scheduled: ${status?.desiredNumberScheduled ?? 0}`)
  writer.line(0, `Current Number of Nodes Scheduled: ${status?.currentNumberScheduled ?? 0}`)
  writer.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status?.updatedNumberScheduled ?? 0}`)
  writer.line(0, `Number of Nodes Scheduled with Available Pods: ${status?.numberAvailable ?? 0}`)
  writer.line(0, `Number of Nodes Misscheduled: ${status?.numberMisscheduled ?? 0}`)
  writer.line(0, `Pods Status:\t${counts}`)
  writePodTemplate(writer, spec?.template)
  await writeEvents(writer, context, object)
  return writer.toString()
}
