/** `kubectl describe replicaset`. */
import {
  formatLabelSelector,
  formatSelector,
  selectorFromLabelSelector,
} from '../../../apimachinery/label-selector.ts'
import type { ReplicaSet } from '../../../generated/types.ts'
import { writeConditions } from '../../describe/conditions.ts'
import { writeEvents } from '../../describe/events.ts'
import { formatController } from '../../describe/format.ts'
import { writeMetadata, writeNames } from '../../describe/metadata.ts'
import { formatPodCounts } from '../../describe/pod-counts.ts'
import { writePodTemplate } from '../../describe/pod-template.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** The description of a replica set with its events. */
export async function describe(object: ReplicaSet, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  const { spec, status } = object
  const selector = formatSelector(selectorFromLabelSelector(spec?.selector))
  const counts = await formatPodCounts(context, object, selector)
  const controller = formatController(object)
  writeNames(writer, object)
  writer.line(0, `Selector:\t${formatLabelSelector(spec?.selector)}`)
  writeMetadata(writer, object)
  if (controller !== undefined) writer.line(0, `Controlled By:\t${controller}`)
  writer.line(0, `Replicas:\t${status?.replicas ?? 0} current / ${spec?.replicas ?? 0} desired`)
  writer.line(0, `Pods Status:\t${counts}`)
  writePodTemplate(writer, spec?.template)
  writeConditions(writer, status?.conditions)
  await writeEvents(writer, context, object)
  return writer.toString()
}
