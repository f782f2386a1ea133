/** `kubectl describe serviceaccount`. */
import type { ServiceAccount } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { writeMetadata, writeNames } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

const HEADER = 'Image pull secrets:'

/** Who it is and with what it pulls images. */
export async function describe(object: ServiceAccount, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writeMetadata(writer, object)
  const names = (object.imagePullSecrets ?? []).map(({ name }) => name ?? '')
  if (names.length === 0) writer.line(0, `${HEADER}\t<none>`)
  names.forEach((name, index) => {
    writer.line(0, `${index === 0 ? HEADER : ' '.repeat(HEADER.length)}\t${name}`)
  })
  await writeEvents(writer, context, object)
  return writer.toString()
}
