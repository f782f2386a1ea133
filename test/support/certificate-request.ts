/** Requests for certificates, made as openssl makes them. */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { encodePem } from '../../src/apimachinery/x509/pem.ts'
import { TAG, writeDer, writeInteger, writeOid } from '../../src/base/der.ts'

const key = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${'07'.repeat(32)}`, 'hex'),
  format: 'der',
  type: 'pkcs8',
})

/** The key of all requests, as PEM. */
export const requestKey = key.export({ format: 'pem', type: 'pkcs8' }).toString()

export interface Asked {
  commonName: string
  organizations?: readonly string[]
  dns?: readonly string[]
}

/** In base64, as spec.request has it. */
export function certificateRequest(asked: Asked): string {
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const info = writeDer(
    TAG.sequence,
    writeInteger(Buffer.from([0])),
    subject(asked),
    publicKey,
    attributes(asked),
  )
  const algorithm = writeDer(TAG.sequence, writeOid('1.3.101.112'))
  const signature = writeDer(TAG.bitString, Buffer.from([0]), sign(null, info, key))
  const pem = encodePem('CERTIFICATE REQUEST', writeDer(TAG.sequence, info, algorithm, signature))
  return Buffer.from(pem).toString('base64')
}

function subject({ commonName, organizations = [] }: Asked): Buffer {
  const part = (oid: string, text: string) =>
    writeDer(TAG.set, writeDer(TAG.sequence, writeOid(oid), writeDer(TAG.utf8String, Buffer.from(text))))
  return writeDer(
    TAG.sequence,
    ...organizations.map((name) => part('2.5.4.10', name)),
    part('2.5.4.3', commonName),
  )
}

function attributes({ dns = [] }: Asked): Buffer {
  if (dns.length === 0) return writeDer(0xa0)
  const names = writeDer(TAG.sequence, ...dns.map((name) => writeDer(0x82, Buffer.from(name))))
  const extension = writeDer(TAG.sequence, writeOid('2.5.29.17'), writeDer(TAG.octetString, names))
  const requested = writeDer(TAG.set, writeDer(TAG.sequence, extension))
  return writeDer(0xa0, writeDer(TAG.sequence, writeOid('1.2.840.113549.1.9.14'), requested))
}
