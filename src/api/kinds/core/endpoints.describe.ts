/** `kubectl describe endpoints`. */
import type { EndpointAddress, Endpoints } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { textOrNone } from '../../describe/format.ts'
import { writeMetadata, writeNames } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** Each subset with its addresses and ports. */
export async function describe(object: Endpoints, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writeMetadata(writer, object)
  writer.line(0, 'Subsets:')
  for (const { addresses, notReadyAddresses, ports } of object.subsets ?? []) {
    writer.line(1, `Addresses:\t${list(addresses)}`)
    writer.line(1, `NotReadyAddresses:\t${list(notReadyAddresses)}`)
    if (ports?.length) {
      writer.line(1, 'Ports:')
      writer.line(2, 'Name\tPort\tProtocol')
      writer.line(2, '----\t----\t--------')
      for (const { name, port, protocol } of ports)
        writer.line(2, `${name || '<unset>'}\t${port}\t${protocol ?? ''}`)
    }
    writer.line(0, '')
  }
  await writeEvents(writer, context, object)
  return writer.toString()
}

function list(addresses: readonly EndpointAddress[] | undefined): string {
  return textOrNone((addresses ?? []).map(({ ip }) => ip).join(','))
}
