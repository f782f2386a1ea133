/** From a client certificate to its user: the common name, in the groups of its organizations. Source: k8s.io/apiserver, request/x509. */
import { createHash, createPublicKey, X509Certificate } from 'node:crypto'
import { unauthorized } from '../../apimachinery/status-error.ts'
import { readSubject } from '../../apimachinery/x509/names.ts'
import { readDer } from '../../base/der.ts'
import type { Client } from '../client.ts'
import type { Identity } from '../context.ts'
import type { Checking } from './authenticate-token.ts'
import { clusterAuthority } from './certificate-authority.ts'

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'

/** The user of a PEM certificate that the cluster has signed, and that is valid now. Throws Unauthorized. */
export async function authenticateCertificate(
  { server, client }: Checking & { client: Pick<Client, 'get'> },
  pem: string,
): Promise<Identity> {
  const certificate = parse(pem)
  const { key } = await clusterAuthority(client)
  const now = server.clock.now()
  const isInTime = Date.parse(certificate.validFrom) <= now && now < Date.parse(certificate.validTo)
  const isForClients = certificate.keyUsage?.includes(CLIENT_AUTH) ?? false
  if (!isInTime || !isForClients || !certificate.verify(createPublicKey(key)))
    throw unauthorized('Unauthorized')
  const { commonName, organizations } = subjectOf(certificate)
  const fingerprint = createHash('sha256').update(certificate.raw).digest('hex')
  return {
    name: commonName,
    groups: [...organizations, 'system:authenticated'],
    extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${fingerprint}`] },
  }
}

function parse(pem: string): X509Certificate {
  try {
    return new X509Certificate(pem)
  } catch {
    throw unauthorized('Unauthorized')
  }
}

/** The subject is the sixth of the fields that are signed, behind version, serial, algorithm, issuer and validity. */
function subjectOf({ raw }: X509Certificate) {
  const [whole] = readDer(raw)
  const [body] = readDer(whole!.content)
  return readSubject(readDer(body!.content)[5]!)
}
