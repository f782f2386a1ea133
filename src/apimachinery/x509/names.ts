/** What certificates call things: object identifiers, and the names of subjects. */
import { type DerValue, readDer, readOid, TAG } from '../../base/der.ts'

const COMMON_NAME = '2.5.4.3'
const ORGANIZATION = '2.5.4.10'
const SERIAL_NUMBER = '2.5.4.5'

/** Whom a certificate is about, as far as Kubernetes cares. */
export interface Subject {
  commonName: string
  organizations: readonly string[]
  serialNumber: string
}

/** Reads a distinguished name. */
export function readSubject(name: DerValue): Subject {
  const parts = readDer(name.content).flatMap((set) => readDer(set.content))
  const named = parts.map((part) => {
    const [oid, value] = readDer(part.content)
    return { oid: oid ? readOid(oid.content) : '', text: value?.content.toString('utf8') ?? '' }
  })
  const all = (oid: string) => named.filter((each) => each.oid === oid).map(({ text }) => text)
  return {
    commonName: all(COMMON_NAME).at(-1) ?? '',
    organizations: all(ORGANIZATION),
    serialNumber: all(SERIAL_NUMBER).at(-1) ?? '',
  }
}

/** The other names of a subject. */
export interface AlternativeNames {
  dns: readonly string[]
  emails: readonly string[]
  uris: readonly string[]
  /** As text. */
  ips: readonly string[]
}

const KINDS = { dns: 0x82, emails: 0x81, uris: 0x86 } as const
const IP = 0x87

/** Reads the content of a subjectAltName extension; none without one. */
export function readAlternativeNames(extension: Buffer | undefined): AlternativeNames {
  const values = extension ? readDer(readDer(extension)[0]?.content ?? Buffer.of()) : []
  const texts = (tag: number) =>
    values.filter((value) => value.tag === tag).map(({ content }) => content.toString())
  const ips = values.filter(({ tag }) => tag === IP).map(({ content }) => formatIp(content))
  return { dns: texts(KINDS.dns), emails: texts(KINDS.emails), uris: texts(KINDS.uris), ips }
}

function formatIp(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.')
  return Array.from({ length: bytes.length / 2 }, (_, index) =>
    bytes.readUInt16BE(index * 2).toString(16),
  ).join(':')
}

/** Extensions by their identifiers, as they stand in a request or a certificate: the content of each. */
export function readExtensions(sequence: DerValue | undefined): Map<string, Buffer> {
  const extensions = new Map<string, Buffer>()
  for (const extension of sequence ? readDer(sequence.content) : []) {
    const parts = readDer(extension.content)
    const [oid, value] = [parts[0], parts.at(-1)]
    if (oid?.tag === TAG.oid && value?.tag === TAG.octetString)
      extensions.set(readOid(oid.content), value.content)
  }
  return extensions
}
