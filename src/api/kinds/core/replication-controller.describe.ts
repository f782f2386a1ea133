/** `kubectl describe replicationcontroller`. */
import { formatLabels, formatSelector, selectorFromLabels } from '../../../apimachinery/label-selector.ts'
import type { ReplicationController } from '../../../generated/types.ts'
import { writeConditions } from '../../describe/conditions.ts'
import { writeEvents } from '../../describe/events.ts'
import { writeMetadata, writeNames } from '../../describe/metadata.ts'
import { formatPodCounts } from '../../describe/pod-counts.ts'
import { writePodTemplate } from '../../describe/pod-template.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** The description of a replication controller with its events. */
export async function describe(object: ReplicationController, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  const { spec, status } = object
  const counts = await formatPodCounts(context, object, formatSelector(selectorFromLabels(spec?.selector)))
  writeNames(writer, object)
  writer.line(0, `Selector:\t${formatLabels(spec?.selector)}`)
  writeMetadata(writer, object)
  writer.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`)
  writer.line(0, `Pods Status:\t${counts}`)
  writePodTemplate(writer, spec?.template)
  writeConditions(writer, status?.conditions)
  await writeEvents(writer, context, object)
  return writer.toString()
}
