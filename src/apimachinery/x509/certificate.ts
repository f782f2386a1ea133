/** Makes certificates (RFC 5280) that are signed with Ed25519: the same request always gives the same bytes. */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto'
import { TAG, writeDer, writeInteger, writeOid } from '../../base/der.ts'
import { SUBJECT_ALT_NAME } from './certificate-request.ts'
import { keyPurposes, keyUsageBits } from './key-usages.ts'
import { encodePem } from './pem.ts'

const ED25519 = '1.3.101.112'
const COMMON_NAME = '2.5.4.3'
/** What stands in a PKCS #8 key before its 32 bytes. */
const PRIVATE_KEY_START = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Who signs: a key, and the name that the certificates give as their issuer. */
export interface Authority {
  key: KeyObject
  name: Buffer
}

/** An authority whose key follows from a secret. */
export function authorityOf(commonName: string, secret: string): Authority {
  const seed = createHash('sha256').update(secret).digest()
  const der = Buffer.concat([PRIVATE_KEY_START, seed])
  return { key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }), name: nameOf(commonName) }
}

/** What a certificate says. */
export interface CertificateContent {
  serial: Uint8Array
  /** Ms since the epoch. */
  notBefore: number
  notAfter: number
  usages: readonly string[]
  /** As they stand in the request. */
  subject: Uint8Array
  publicKey: Uint8Array
  alternativeNames?: Uint8Array | undefined
}

/** The certificate as PEM. */
export function issueCertificate({ key, name }: Authority, content: CertificateContent): string {
  const algorithm = writeDer(TAG.sequence, writeOid(ED25519))
  const body = writeDer(
    TAG.sequence,
    writeDer(0xa0, writeInteger(Buffer.from([2]))),
    writeInteger(content.serial),
    algorithm,
    name,
    writeDer(TAG.sequence, writeTime(content.notBefore), writeTime(content.notAfter)),
    content.subject,
    content.publicKey,
    writeDer(0xa3, writeDer(TAG.sequence, ...extensionsOf(content, key))),
  )
  const signature = writeDer(TAG.bitString, Buffer.from([0]), sign(null, body, key))
  return encodePem('CERTIFICATE', writeDer(TAG.sequence, body, algorithm, signature))
}

function extensionsOf({ usages, alternativeNames }: CertificateContent, key: KeyObject): Buffer[] {
  const bits = keyUsageBits(usages)
  const purposes = keyPurposes(usages)
  const issuer = writeDer(TAG.sequence, writeDer(0x80, keyId(key)))
  return [
    ...(bits ? [extension('2.5.29.15', bits, true)] : []),
    ...(purposes ? [extension('2.5.29.37', purposes)] : []),
    extension('2.5.29.19', writeDer(TAG.sequence), true),
    extension('2.5.29.35', issuer),
    ...(alternativeNames ? [extension(SUBJECT_ALT_NAME, alternativeNames)] : []),
  ]
}

function extension(oid: string, content: Uint8Array, isCritical = false): Buffer {
  const critical = isCritical ? [writeDer(TAG.boolean, Buffer.from([0xff]))] : []
  return writeDer(TAG.sequence, writeOid(oid), ...critical, writeDer(TAG.octetString, content))
}

function keyId(key: KeyObject): Buffer {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return createHash('sha1').update(der.subarray(-32)).digest()
}

function nameOf(commonName: string): Buffer {
  const value = writeDer(TAG.utf8String, Buffer.from(commonName))
  const attribute = writeDer(TAG.sequence, writeOid(COMMON_NAME), value)
  return writeDer(TAG.sequence, writeDer(TAG.set, attribute))
}

/** Two digits for the year up to 2049, four from then on. */
function writeTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\.\d+|[-:T]/g, '')
  return digits < '2050'
    ? writeDer(TAG.utcTime, Buffer.from(digits.slice(2)))
    : writeDer(TAG.generalizedTime, Buffer.from(digits))
}
