/** Clients for others than the control plane and the cluster's owner: who they are, and what they may become. */
import type { Client, Credentials } from '../client.ts'
import { type Identity, isTrusted, type ServerContext } from '../context.ts'
import { authorizedClient } from './authorized-client.ts'
import { authorize } from './authorizer.ts'
import { type Impersonated, impersonatedIdentity, impersonationActions } from './impersonation.ts'
import { refusal } from './refusal.ts'

/** Who asks for another client. Its own client reads roles, so it must not be one that is authorized. */
export interface Asking {
  server: ServerContext
  identity: Identity
  client: Client
}

/** See Client.as. `unchecked` makes a client of an identity that nothing is asked of. */
export async function clientAs(
  asking: Asking,
  credentials: Credentials,
  unchecked: (identity: Identity) => Client,
): Promise<Client> {
  const identity = await identityOf(asking, credentials)
  const client = unchecked(identity)
  const server = asking.server
  const as = (next: Credentials) => clientAs({ server, identity, client }, next, unchecked)
  return isTrusted(identity) ? client : authorizedClient({ server, identity, client, as })
}

async function impersonated({ identity, client }: Asking, whom: Impersonated): Promise<Identity> {
  if (!isTrusted(identity))
    for (const action of impersonationActions(whom)) {
      const { allowed, reason } = await authorize(client, identity, action)
      if (!allowed) throw refusal(identity, action, reason)
    }
  return impersonatedIdentity(whom)
}

async function identityOf(asking: Asking, credentials: Credentials): Promise<Identity> {
  if ('user' in credentials) return impersonated(asking, credentials)
  if ('certificate' in credentials) {
    const { authenticateCertificate } = await import('../authentication/authenticate-certificate.ts')
    return authenticateCertificate(asking, credentials.certificate)
  }
  const { authenticateToken } = await import('../authentication/authenticate-token.ts')
  return authenticateToken(asking, credentials.token)
}
