/** `kubectl describe csr`. */

import { formatLabels } from '../../../apimachinery/label-selector.ts'
import { humanDuration } from '../../../apimachinery/time.ts'
import { parseCertificateRequest } from '../../../apimachinery/x509/certificate-request.ts'
import type { CertificateSigningRequest } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { formatLongTime } from '../../describe/format.ts'
import { createDescribeWriter, type DescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'
import { formatCondition } from './format-condition.ts'

/** Who asks whom for what, and whether it is granted. */
export async function describe(csr: CertificateSigningRequest, context: DescribeContext): Promise<string> {
  const { metadata, spec } = csr
  const writer = createDescribeWriter()
  writer.line(0, `Name:\t${metadata.name ?? ''}`)
  // Unlike other descriptions, kubectl writes them on one line, what was applied last among them.
  writer.line(0, `Labels:\t${formatLabels(metadata.labels)}`)
  writer.line(0, `Annotations:\t${formatLabels(metadata.annotations)}`)
  writer.line(0, `CreationTimestamp:\t${formatLongTime(metadata.creationTimestamp)}`)
  writer.line(0, `Requesting User:\t${spec?.username ?? ''}`)
  writer.line(0, `Signer:\t${spec?.signerName ?? ''}`)
  if (spec?.expirationSeconds !== undefined)
    writer.line(0, `Requested Duration:\t${humanDuration(spec.expirationSeconds * 1000)}`)
  writer.line(0, `Status:\t${formatCondition(csr)}`)
  if (spec?.request) writeRequest(writer, spec.request)
  await writeEvents(writer, context, csr)
  return writer.toString()
}

/** The subject that is asked for. */
function writeRequest(writer: DescribeWriter, request: string): void {
  const { subject, names } = parseCertificateRequest(Buffer.from(request, 'base64').toString())
  writer.line(0, 'Subject:')
  writer.line(0, `\tCommon Name:\t${subject.commonName}`)
  writer.line(0, `\tSerial Number:\t${subject.serialNumber}`)
  writeList(writer, 'Organization', subject.organizations)
  const alternatives = [
    ['DNS Names', names.dns],
    ['Email Addresses', names.emails],
    ['URIs', names.uris],
    ['IP Addresses', names.ips],
  ] as const
  if (alternatives.every(([, list]) => list.length === 0)) return
  writer.line(0, 'Subject Alternative Names:')
  for (const [title, list] of alternatives) writeList(writer, title, list)
}

/** One on the line of the title, the others below it; nothing for none. */
function writeList(writer: DescribeWriter, title: string, list: readonly string[]): void {
  const [first, ...others] = list
  if (first === undefined) return
  writer.line(0, `\t${title}:\t${first}`)
  for (const item of others) writer.line(0, `\t\t${item}`)
}
