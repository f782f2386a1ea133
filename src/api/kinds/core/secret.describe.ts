/** `kubectl describe secret`. */
import type { Secret } from '../../../generated/types.ts'
import { writeMetadata, writeNames } from '../../describe/metadata.ts'
import { createDescribeWriter } from '../../describe/writer.ts'
import { base64Length } from './data-keys.ts'

/** Sizes only, but for a service account's token. */
export async function describe(object: Secret): Promise<string> {
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writeMetadata(writer, object)
  writer.line(0, `\nType:\t${object.type ?? ''}`)
  writer.line(0, '\nData\n====')
  const isToken = object.type === 'kubernetes.io/service-account-token'
  for (const key of Object.keys(object.data ?? {}).sort()) {
    const encoded = object.data?.[key] ?? ''
    const shown =
      isToken && key === 'token'
        ? Buffer.from(encoded, 'base64').toString()
        : `${base64Length(encoded)} bytes`
    writer.line(0, `${key}:\t${shown}`)
  }
  return writer.toString()
}
