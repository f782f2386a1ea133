/** Requests for certificates (PKCS #10): what they ask for, and whether who asks holds the key. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { type DerValue, readDer, readOid } from '../../base/der.ts'
import {
  type AlternativeNames,
  readAlternativeNames,
  readExtensions,
  readSubject,
  type Subject,
} from './names.ts'
import { decodePem } from './pem.ts'

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14'
/** subjectAltName. */
export const SUBJECT_ALT_NAME = '2.5.29.17'

/** By the signature's algorithm, the digest; null where the algorithm has one of its own. */
const DIGESTS: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
}

/** A request, understood. */
export interface CertificateRequest {
  subject: Subject
  names: AlternativeNames
  /** As they stand in the request, for the certificate. */
  raw: { subject: Buffer; publicKey: Buffer; alternativeNames: Buffer | undefined }
}

/** Reads a PEM text and checks its signature. Throws Error in the words of Go's crypto/x509. */
export function parseCertificateRequest(pem: string): CertificateRequest {
  const der = decodePem(pem, ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'])
  if (der === undefined) throw new Error('PEM block type must be CERTIFICATE REQUEST')
  const [request] = readDer(der)
  const [info, algorithm, signature] = parts(request)
  const [, subject, publicKey, attributes] = parts(info)
  checkSignature({ info, publicKey, algorithm, signature })
  const extensions = readExtensions(requestedExtensions(attributes))
  const alternativeNames = extensions.get(SUBJECT_ALT_NAME)
  return {
    subject: readSubject(present(subject)),
    names: readAlternativeNames(alternativeNames),
    raw: { subject: present(subject).raw, publicKey: present(publicKey).raw, alternativeNames },
  }
}

function requestedExtensions(attributes: DerValue | undefined): DerValue | undefined {
  for (const attribute of attributes ? readDer(attributes.content) : []) {
    const [oid, values] = readDer(attribute.content)
    if (oid && values && readOid(oid.content) === EXTENSION_REQUEST) return readDer(values.content)[0]
  }
  return undefined
}

function checkSignature({
  info,
  publicKey,
  algorithm,
  signature,
}: Record<'info' | 'publicKey' | 'algorithm' | 'signature', DerValue | undefined>): void {
  const [oid] = parts(algorithm)
  const digest = DIGESTS[readOid(present(oid).content)]
  if (digest === undefined) throw new Error('x509: cannot verify signature: algorithm unimplemented')
  // The first byte tells how many bits of the last one are not used: none.
  const bytes = present(signature).content.subarray(1)
  if (!verify(digest, present(info).raw, keyOf(present(publicKey)), bytes))
    throw new Error('x509: verification of the signature failed')
}

function keyOf({ raw }: DerValue): KeyObject {
  try {
    return createPublicKey({ key: raw, format: 'der', type: 'spki' })
  } catch {
    throw new Error('x509: unsupported public key')
  }
}

function parts(value: DerValue | undefined): DerValue[] {
  return readDer(present(value).content)
}

function present(value: DerValue | undefined): DerValue {
  if (value === undefined) throw new Error('asn1: structure error: sequence truncated')
  return value
}
