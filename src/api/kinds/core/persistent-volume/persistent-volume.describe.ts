/** `kubectl describe persistentvolume`. */
import { humanAge } from '../../../../apimachinery/time.ts'
import type { PersistentVolume, VolumeNodeAffinity } from '../../../../generated/types.ts'
import { writeEvents } from '../../../describe/events.ts'
import { formatGoList } from '../../../describe/format.ts'
import { writeAnnotations, writeLabels } from '../../../describe/metadata.ts'
import { createDescribeWriter, type DescribeWriter } from '../../../describe/writer.ts'
import type { DescribeContext } from '../../../describe-context.ts'
import { shortAccessModes, storageClassOf } from '../access-modes.ts'
import { persistentVolumeRows } from './source-rows.ts'

/** What it is, whose it is and where it comes from. */
export async function describe(object: PersistentVolume, context: DescribeContext): Promise<string> {
  const { metadata, spec = {}, status } = object
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writeLabels(writer, 'Labels', metadata.labels)
  writeAnnotations(writer, 'Annotations', metadata.annotations)
  writer.line(0, `Finalizers:\t${formatGoList(metadata.finalizers)}`)
  writer.line(0, `StorageClass:\t${storageClassOf(object)}`)
  if (spec.volumeAttributesClassName)
    writer.line(0, `VolumeAttributesClass:\t${spec.volumeAttributesClassName}`)
  const deleted = metadata.deletionTimestamp
  const phase = deleted ? `Terminating (lasts ${humanAge(deleted, context.now)})` : (status?.phase ?? '')
  writer.line(0, `Status:\t${phase}`)
  const claim = spec.claimRef
  writer.line(0, `Claim:\t${claim ? `${claim.namespace ?? ''}/${claim.name ?? ''}` : ''}`)
  writer.line(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}`)
  writer.line(0, `Access Modes:\t${shortAccessModes(spec.accessModes)}`)
  if (spec.volumeMode !== undefined) writer.line(0, `VolumeMode:\t${spec.volumeMode}`)
  writer.line(0, `Capacity:\t${spec.capacity?.storage ?? '0'}`)
  writeNodeAffinity(writer, spec.nodeAffinity)
  writer.line(0, `Message:\t${status?.message ?? ''}`)
  writer.line(0, 'Source:')
  for (const row of persistentVolumeRows(spec)) writer.line(2, row)
  await writeEvents(writer, context, object)
  return writer.toString()
}

function writeNodeAffinity(writer: DescribeWriter, affinity: VolumeNodeAffinity | undefined): void {
  if (!affinity?.required) {
    writer.line(0, 'Node Affinity:\t<none>')
    return
  }
  writer.line(0, 'Node Affinity:\t')
  const terms = affinity.required.nodeSelectorTerms ?? []
  writer.line(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}`)
  terms.forEach(({ matchExpressions }, index) => {
    writer.write(2, `Term ${index}:\t`)
    if (!matchExpressions?.length) writer.line(0, '<none>')
    matchExpressions?.forEach(({ key, operator, values }, position) => {
      if (position > 0) writer.write(2, '\t')
      const list = values?.length ? ` [${values.join(', ')}]` : ''
      writer.line(0, `${key} ${operator.toLowerCase()}${list}`)
    })
  })
}
