/** Whether a certificate and a private key belong together, in the words of Go's crypto/tls (X509KeyPair). */

import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { attempt } from '../../base/attempt.ts'

interface Block {
  type: string
  pem: string
}

/** What is wrong with the pair, both as PEM; undefined if nothing is. */
export function keyPairProblem(certificate: string, key: string): string | undefined {
  const certificates = blocksOf(certificate)
  const leaf = certificates.find(({ type }) => type === 'CERTIFICATE')
  if (leaf === undefined) return missingCertificate(certificates.map(({ type }) => type))
  const keys = blocksOf(key)
  const found = keys.find(({ type }) => /(^| )PRIVATE KEY$/.test(type))
  if (found === undefined) return missingKey(keys.map(({ type }) => type))
  const parsed = attempt(() => new X509Certificate(leaf.pem))
  if (parsed === undefined) return 'x509: malformed certificate'
  const privateKey = attempt(() => createPrivateKey(found.pem))
  if (privateKey === undefined) return 'tls: failed to parse private key'
  return mismatch(parsed, privateKey)
}

function blocksOf(text: string): Block[] {
  const found = text.matchAll(/^-----BEGIN ([^\n]*)-----\s*\n[\s\S]*?^-----END \1-----\s*$/gm)
  return [...found].map(([pem, type = '']) => ({ type, pem }))
}

function missingCertificate(skipped: readonly string[]): string {
  if (skipped.length === 0) return 'tls: failed to find any PEM data in certificate input'
  if (skipped.length === 1 && skipped[0]!.endsWith('PRIVATE KEY'))
    return 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
  return `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${skipped.join(' ')}]`
}

function missingKey(skipped: readonly string[]): string {
  if (skipped.length === 0) return 'tls: failed to find any PEM data in key input'
  if (skipped.length === 1 && skipped[0] === 'CERTIFICATE')
    return 'tls: found a certificate rather than a key in the PEM for the private key'
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${skipped.join(' ')}]`
}

function mismatch(certificate: X509Certificate, key: KeyObject): string | undefined {
  if (certificate.publicKey.asymmetricKeyType !== key.asymmetricKeyType)
    return 'tls: private key type does not match public key type'
  return certificate.checkPrivateKey(key) ? undefined : 'tls: private key does not match public key'
}
