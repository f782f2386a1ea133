/** `kubectl describe persistentvolumeclaim`. */
import { humanAge } from '../../../../apimachinery/time.ts'
import type { PersistentVolumeClaim, Pod } from '../../../../generated/types.ts'
import { writeEvents } from '../../../describe/events.ts'
import { formatGoList, formatLongTime } from '../../../describe/format.ts'
import { writeMetadata, writeNames } from '../../../describe/metadata.ts'
import { createDescribeWriter, type DescribeWriter } from '../../../describe/writer.ts'
import type { DescribeContext } from '../../../describe-context.ts'
import { shortAccessModes, storageClassOf } from '../access-modes.ts'

/** What it asks for, what it got, and which pods use it. */
export async function describe(object: PersistentVolumeClaim, context: DescribeContext): Promise<string> {
  const { metadata, spec = {}, status } = object
  const term = `${metadata.namespace ?? ''}/${metadata.name ?? ''}`
  const pods = await context.client.lookup('Pod', 'claim', term)
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writer.line(0, `StorageClass:\t${storageClassOf(object)}`)
  const deleted = metadata.deletionTimestamp
  const phase = deleted ? `Terminating (lasts ${humanAge(deleted, context.now)})` : (status?.phase ?? '')
  writer.line(0, `Status:\t${phase}`)
  writer.line(0, `Volume:\t${spec.volumeName ?? ''}`)
  writeMetadata(writer, object)
  writer.line(0, `Finalizers:\t${formatGoList(metadata.finalizers)}`)
  writer.line(0, `Capacity:\t${spec.volumeName ? (status?.capacity?.storage ?? '0') : ''}`)
  writer.line(0, `Access Modes:\t${spec.volumeName ? shortAccessModes(status?.accessModes) : ''}`)
  if (spec.volumeMode !== undefined) writer.line(0, `VolumeMode:\t${spec.volumeMode}`)
  writeDataSource(writer, object)
  writeUsers(writer, pods)
  writeConditions(writer, object)
  await writeEvents(writer, context, object)
  return writer.toString()
}

function writeDataSource(writer: DescribeWriter, { spec }: PersistentVolumeClaim): void {
  const source = spec?.dataSource
  if (!source) return
  writer.line(0, 'DataSource:')
  if (source.apiGroup !== undefined) writer.line(1, `APIGroup:\t${source.apiGroup}`)
  writer.line(1, `Kind:\t${source.kind}`)
  writer.line(1, `Name:\t${source.name}`)
}

function writeUsers(writer: DescribeWriter, pods: readonly Pod[]): void {
  const names = pods.map(({ metadata }) => metadata.name ?? '').sort()
  writer.line(0, `Used By:\t${names[0] ?? '<none>'}`)
  for (const name of names.slice(1)) writer.line(0, `\t${name}`)
}

function writeConditions(writer: DescribeWriter, { status }: PersistentVolumeClaim): void {
  if (!status?.conditions?.length) return
  writer.line(0, 'Conditions:')
  writer.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage')
  writer.line(1, '----\t------\t-----------------\t------------------\t------\t-------')
  for (const condition of status.conditions) {
    const { type, status: state, lastProbeTime, lastTransitionTime, reason = '', message = '' } = condition
    const times = `${formatLongTime(lastProbeTime)} \t${formatLongTime(lastTransitionTime)}`
    writer.line(1, `${type} \t${state} \t${times} \t${reason} \t${message}`)
  }
}
