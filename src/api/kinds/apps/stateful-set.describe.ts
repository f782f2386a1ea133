/** `kubectl describe statefulset`. */
import { formatSelector, selectorFromLabelSelector } from '../../../apimachinery/label-selector.ts'
import type { PersistentVolumeClaim, StatefulSet } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { formatGoList, formatLongTime } from '../../describe/format.ts'
import { writeLabels, writeMetadata, writeNames } from '../../describe/metadata.ts'
import { formatPodCounts } from '../../describe/pod-counts.ts'
import { writePodTemplate } from '../../describe/pod-template.ts'
import { createDescribeWriter, type DescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** The description of a stateful set with its events. */
export async function describe(object: StatefulSet, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  const { metadata, spec, status } = object
  const selector = formatSelector(selectorFromLabelSelector(spec?.selector))
  const counts = await formatPodCounts(context, object, selector)
  writeNames(writer, object)
  writer.line(0, `CreationTimestamp:\t${formatLongTime(metadata.creationTimestamp)}`)
  writer.line(0, `Selector:\t${selector}`)
  writeMetadata(writer, object)
  writer.line(0, `Replicas:\t${spec?.replicas ?? 0} desired | ${status?.replicas ?? 0} total`)
  writeStrategy(writer, object)
  writer.line(0, `Pods Status:\t${counts}`)
  writePodTemplate(writer, spec?.template)
  writeClaims(writer, spec?.volumeClaimTemplates)
  await writeEvents(writer, context, object)
  return writer.toString()
}

function writeStrategy(writer: DescribeWriter, { spec }: StatefulSet): void {
  const { type = '', rollingUpdate } = spec?.updateStrategy ?? {}
  writer.line(0, `Update Strategy:\t${type}`)
  if (rollingUpdate?.partition === undefined) return
  writer.line(1, `Partition:\t${rollingUpdate.partition}`)
  if (rollingUpdate.maxUnavailable !== undefined)
    writer.line(1, `MaxUnavailable:\t${rollingUpdate.maxUnavailable}`)
}

function writeClaims(writer: DescribeWriter, claims: readonly PersistentVolumeClaim[] = []): void {
  if (claims.length === 0) {
    writer.line(0, 'Volume Claims:\t<none>')
    return
  }
  writer.line(0, 'Volume Claims:')
  for (const { metadata, spec } of claims) {
    writer.line(1, `Name:\t${metadata.name ?? ''}`)
    writer.line(1, `StorageClass:\t${spec?.storageClassName ?? ''}`)
    writeLabels(writer, '  Labels', metadata.labels)
    // kubectl writes these annotations as it does labels.
    writeLabels(writer, '  Annotations', metadata.annotations)
    writer.line(1, `Capacity:\t${spec?.resources?.requests?.storage ?? '<default>'}`)
    writer.line(1, `Access Modes:\t${formatGoList(spec?.accessModes)}`)
  }
}
