/** `kubectl describe configmap`. */
import type { ConfigMap } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { writeMetadata, writeNames } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'
import { base64Length } from './data-keys.ts'

/** All data as it is; of binary data the sizes. */
export async function describe(object: ConfigMap, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writeMetadata(writer, object)
  writer.line(0, '\nData\n====')
  for (const [key, text] of sorted(object.data)) writer.line(0, `${key}:\n----\n${text}\n`)
  writer.line(0, '\nBinaryData\n====')
  for (const [key, bytes] of sorted(object.binaryData)) writer.line(0, `${key}: ${base64Length(bytes)} bytes`)
  writer.line(0, '')
  await writeEvents(writer, context, object)
  return writer.toString()
}

function sorted(data: Readonly<Record<string, string>> | undefined): [string, string][] {
  return Object.entries(data ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
}
