/** `kubectl describe endpointslice`. */
import type { Endpoint, EndpointSlice } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { textOrNone } from '../../describe/format.ts'
import { writeLabels, writeMetadata, writeNames } from '../../describe/metadata.ts'
import { createDescribeWriter, type DescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** Ports, and each endpoint with its state and place. */
export async function describe(object: EndpointSlice, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writeMetadata(writer, object)
  writer.line(0, `AddressType:\t${object.addressType}`)
  writePorts(writer, object)
  if (!object.endpoints?.length) writer.line(0, 'Endpoints: <none>')
  else {
    writer.line(0, 'Endpoints:')
    for (const endpoint of object.endpoints) writeEndpoint(writer, endpoint)
  }
  await writeEvents(writer, context, object)
  return writer.toString()
}

function writePorts(writer: DescribeWriter, { ports }: EndpointSlice): void {
  if (!ports?.length) {
    writer.line(0, 'Ports: <unset>')
    return
  }
  writer.line(0, 'Ports:')
  writer.line(1, 'Name\tPort\tProtocol')
  writer.line(1, '----\t----\t--------')
  for (const { name, port, protocol } of ports)
    writer.line(1, `${name || '<unset>'}\t${port ?? '<unset>'}\t${protocol ?? ''}`)
}

function writeEndpoint(writer: DescribeWriter, endpoint: Endpoint): void {
  const { addresses, conditions, hostname, targetRef, nodeName, zone, deprecatedTopology } = endpoint
  writer.line(1, `- Addresses:\t${textOrNone((addresses ?? []).join(', '))}`)
  writer.line(2, 'Conditions:')
  writer.line(3, `Ready:\t${conditions?.ready ?? '<unset>'}`)
  writer.line(2, `Hostname:\t${hostname ?? '<unset>'}`)
  if (targetRef) writer.line(2, `TargetRef:\t${targetRef.kind ?? ''}/${targetRef.name ?? ''}`)
  writer.line(2, `NodeName:\t${nodeName ?? '<unset>'}`)
  writer.line(2, `Zone:\t${zone ?? '<unset>'}`)
  if (Object.keys(deprecatedTopology ?? {}).length > 0)
    writeLabels(writer, '    Topology', deprecatedTopology)
}
