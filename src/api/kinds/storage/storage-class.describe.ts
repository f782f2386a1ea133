/** `kubectl describe storageclass`. */
import { formatLabels } from '../../../apimachinery/label-selector.ts'
import type { StorageClass } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { formatOptionalBoolean } from '../../describe/format.ts'
import { createDescribeWriter, type DescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'
import { isDefaultClass } from './default-class.ts'

/** How it makes volumes. */
export async function describe(object: StorageClass, context: DescribeContext): Promise<string> {
  const { metadata, mountOptions = [] } = object
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  writer.line(0, `IsDefaultClass:\t${isDefaultClass(object) ? 'Yes' : 'No'}`)
  writer.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`)
  writer.line(0, `Provisioner:\t${object.provisioner}`)
  writer.line(0, `Parameters:\t${formatLabels(object.parameters)}`)
  writer.line(0, `AllowVolumeExpansion:\t${formatOptionalBoolean(object.allowVolumeExpansion)}`)
  writer.line(0, `MountOptions:${mountOptions.length === 0 ? '\t<none>' : ''}`)
  for (const option of mountOptions) writer.line(1, option)
  if (object.reclaimPolicy !== undefined) writer.line(0, `ReclaimPolicy:\t${object.reclaimPolicy}`)
  if (object.volumeBindingMode !== undefined)
    writer.line(0, `VolumeBindingMode:\t${object.volumeBindingMode}`)
  if (object.allowedTopologies) writeTopologies(writer, object.allowedTopologies)
  await writeEvents(writer, context, object)
  return writer.toString()
}

function writeTopologies(
  writer: DescribeWriter,
  terms: NonNullable<StorageClass['allowedTopologies']>,
): void {
  writer.write(0, 'AllowedTopologies:\t')
  if (terms.length === 0) writer.line(0, '<none>')
  else writer.line(0, '')
  terms.forEach(({ matchLabelExpressions = [] }, index) => {
    writer.write(1, `Term ${index}:\t`)
    if (matchLabelExpressions.length === 0) writer.line(0, '<none>')
    matchLabelExpressions.forEach(({ key, values }, position) => {
      if (position > 0) writer.write(1, '\t')
      writer.line(0, `${key} in [${(values ?? []).join(', ')}]`)
    })
  })
}
