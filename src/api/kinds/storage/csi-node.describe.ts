/** `kubectl describe csinode`. */
import type { CSINode } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { formatLongTime } from '../../describe/format.ts'
import { writeMetadata } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** Each driver with how the node is known to it. */
export async function describe(object: CSINode, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${object.metadata.name ?? ''}`)
  writeMetadata(writer, object)
  writer.line(0, `CreationTimestamp:\t${formatLongTime(object.metadata.creationTimestamp)}`)
  writer.line(0, 'Spec:')
  const drivers = object.spec?.drivers ?? []
  if (drivers.length > 0) writer.line(1, 'Drivers:')
  for (const { name, nodeID, allocatable, topologyKeys } of drivers) {
    writer.line(2, `${name}:`)
    writer.line(3, `Node ID:\t${nodeID}`)
    if (allocatable?.count !== undefined) {
      writer.line(3, 'Allocatables:')
      writer.line(4, `Count:\t${allocatable.count}`)
    }
    if (topologyKeys) writer.line(3, `Topology Keys:\t[${topologyKeys.join(' ')}]`)
  }
  await writeEvents(writer, context, object)
  return writer.toString()
}
