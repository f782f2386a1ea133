/** The token of a pod's service account: of the form that the API server issues, with no signature worth anything. */
import { parseTime } from '../apimachinery/time.ts'
import type { Pod, ServiceAccountTokenProjection } from '../generated/types.ts'

const ISSUER = 'https://kubernetes.default.svc.cluster.local'
const SIGNATURE = 'no-signature-in-a-simulated-cluster'

/** A JWT whose claims tell the pod and its account. It is made anew at four fifths of its life, as the kubelet does. */
export function accountToken(
  { audience, expirationSeconds = 3600 }: ServiceAccountTokenProjection,
  { metadata, spec, status }: Pod,
  now: number,
): string {
  const from = parseTime(status?.startTime) ?? now
  const renewal = expirationSeconds * 800
  const issued = Math.floor((from + Math.floor(Math.max(now - from, 0) / renewal) * renewal) / 1000)
  const { namespace = '', name = '', uid = '' } = metadata
  const account = spec?.serviceAccountName ?? 'default'
  return [
    encode({ alg: 'RS256' }),
    encode({
      aud: [audience || ISSUER],
      exp: issued + expirationSeconds,
      iat: issued,
      iss: ISSUER,
      'kubernetes.io': { namespace, pod: { name, uid }, serviceaccount: { name: account } },
      nbf: issued,
      sub: `system:serviceaccount:${namespace}:${account}`,
    }),
    Buffer.from(SIGNATURE).toString('base64url'),
  ].join('.')
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
