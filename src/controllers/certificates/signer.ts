/** Signs what is approved, for the signers of Kubernetes. Source: pkg/controller/certificates/signer/signer.go. */

import { formatTime } from '../../apimachinery/time.ts'
import type { CertificateRequest } from '../../apimachinery/x509/certificate-request.ts'
import type { Client } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import type { CertificateSigningRequest } from '../../generated/types.ts'
import { defineController } from '../../runtime/reconciler.ts'
import { conditionOf, requestOf } from './conditions.ts'
import { kubeletClientProblem, kubeletServingProblem } from './kubelet-requests.ts'

type Problem = (request: CertificateRequest, usages: readonly string[]) => string | undefined

/** The signers, with what each demands. */
const signers: Readonly<Record<string, Problem>> = {
  'kubernetes.io/kube-apiserver-client': clientProblem,
  'kubernetes.io/kube-apiserver-client-kubelet': kubeletClientProblem,
  'kubernetes.io/kubelet-serving': kubeletServingProblem,
  'kubernetes.io/legacy-unknown': () => undefined,
}

/** Certificates last so long, where less is not asked for (kubeadm's --cluster-signing-duration). */
const LONGEST = 365 * 24 * 3_600_000
const SHORTEST = 10 * 60_000
/** Certificates are valid from a little before, for clocks that are late; short ones do not end earlier for it. */
const BACKDATE = 5 * 60_000
const SHORT = 8 * 3_600_000

/** Other signers are programs of their own. */
export const certificateSigner = defineController({
  name: 'csrsigning',
  for: 'CertificateSigningRequest',
  async reconcile(csr, _name, { client, clock }) {
    const problemOf = signers[csr?.spec?.signerName ?? '']
    if (csr === undefined || problemOf === undefined || csr.status?.certificate) return undefined
    if (!conditionOf(csr, 'Approved') || conditionOf(csr, 'Failed')) return undefined
    const { parseCertificateRequest } = await import('../../apimachinery/x509/certificate-request.ts')
    const request = parseCertificateRequest(requestOf(csr))
    const problem = problemOf(request, csr.spec?.usages ?? [])
    const change =
      problem === undefined
        ? { certificate: await certificateFor(csr, request, client, clock.now()) }
        : { conditions: [...(csr.status?.conditions ?? []), failure(problem, clock.now())] }
    const signed = { ...csr, status: { ...csr.status, ...change } }
    await unlessGone(() => client.update('CertificateSigningRequest', signed, { subresource: 'status' }))
    return undefined
  },
})

function clientProblem(_request: CertificateRequest, usages: readonly string[]): string | undefined {
  const allowed = ['client auth', 'digital signature', 'key encipherment']
  const wrong = usages.find((usage) => !allowed.includes(usage))
  if (wrong !== undefined) return `invalid usage for client certificate: ${wrong}`
  return usages.includes('client auth')
    ? undefined
    : 'missing required usage for client certificate: client auth'
}

function failure(message: string, now: number) {
  const time = formatTime(now)
  const times = { lastUpdateTime: time, lastTransitionTime: time }
  return { type: 'Failed', status: 'True', reason: 'SignerValidationFailure', message, ...times }
}

/** In base64, as the API has it. */
async function certificateFor(
  { spec, metadata }: CertificateSigningRequest,
  { raw }: CertificateRequest,
  client: Client,
  now: number,
): Promise<string> {
  const [{ issueCertificate }, { clusterAuthority }] = await Promise.all([
    import('../../apimachinery/x509/certificate.ts'),
    import('../../apiserver/authentication/certificate-authority.ts'),
  ])
  const asked = spec?.expirationSeconds === undefined ? LONGEST : spec.expirationSeconds * 1000
  const lifetime = Math.min(Math.max(asked, SHORTEST), LONGEST)
  const pem = issueCertificate(await clusterAuthority(client), {
    // The request's own id: signed again after a kill, it is the same certificate.
    serial: Buffer.from((metadata.uid ?? '').replaceAll('-', ''), 'hex'),
    notBefore: now - BACKDATE,
    notAfter: now + lifetime - (lifetime < SHORT ? 0 : BACKDATE),
    usages: spec?.usages ?? [],
    ...raw,
  })
  return Buffer.from(pem).toString('base64')
}
