/** The token of a pod's service account in its volumes, as the kubelet requests it from the API server. */
import type { ObjectReader } from '../api/describe-context.ts'
import { parseTime } from '../apimachinery/time.ts'
import { claimsOf, clusterUid, ISSUER, signToken } from '../apiserver/authentication/service-account-token.ts'
import { createRandom } from '../base/random.ts'
import type { Node, Pod, ServiceAccountTokenProjection } from '../generated/types.ts'

/** A token is requested anew when it is this old, however long it would hold (kubelet's token manager, maxTTL). */
const MOST_MS = 24 * 3600 * 1000

/** Whose token it is, and when it is looked at (cluster time, ms). */
export interface TokenOwner {
  pod: Pod
  node: Node | undefined
  now: number
}

/** The signed token. It is requested anew at four fifths of its life, as the kubelet does. */
export async function accountToken(
  { audience, expirationSeconds: seconds = 3600 }: ServiceAccountTokenProjection,
  { pod: { metadata, spec, status }, node, now }: TokenOwner,
  client: ObjectReader,
): Promise<string> {
  const from = parseTime(status?.startTime) ?? now
  const renewal = Math.min(seconds * 800, MOST_MS)
  const at = from + Math.floor(Math.max(now - from, 0) / renewal) * renewal
  const { namespace = '', name: podName = '', uid: podUid = '' } = metadata
  const name = spec?.serviceAccountName ?? 'default'
  const account = await client.find('ServiceAccount', { namespace, name })
  const audiences = [audience || ISSUER]
  const claims = claimsOf({
    namespace,
    account: { name, uid: account?.metadata.uid ?? '' },
    bound: {
      pod: { name: podName, uid: podUid },
      ...(node && { node: { name: node.metadata.name ?? '', uid: node.metadata.uid ?? '' } }),
    },
    audiences,
    seconds,
    at,
    // The same token whoever looks at it.
    id: createRandom(`${podUid} ${audiences} ${at}`).uuid(),
  })
  return signToken(await clusterUid((kind, of) => client.find(kind, of)), claims)
}
