/** Approves the client certificates that kubelets ask for. Source: pkg/controller/certificates/approver/sarapprove.go. */

import { formatTime } from '../../apimachinery/time.ts'
import type { CertificateRequest } from '../../apimachinery/x509/certificate-request.ts'
import type { Client } from '../../apiserver/client.ts'
import type { CertificateSigningRequest, SubjectAccessReview } from '../../generated/types.ts'
import { defineController } from '../../runtime/reconciler.ts'
import { conditionOf, requestOf } from './conditions.ts'
import { kubeletClientProblem } from './kubelet-requests.ts'

/** What kubelets ask for, the narrower one first, and the right to it. */
const RECOGNIZED = [
  { isOwn: true, permission: 'selfnodeclient', told: 'self kubelet client certificate' },
  { isOwn: false, permission: 'nodeclient', told: 'kubelet client certificate' },
]

/** Others are left to people. */
export const certificateApprover = defineController({
  name: 'csrapproving',
  for: 'CertificateSigningRequest',
  async reconcile(csr, _name, { client, clock }) {
    if (csr?.spec?.signerName !== 'kubernetes.io/kube-apiserver-client-kubelet') return undefined
    if (conditionOf(csr, 'Approved') || conditionOf(csr, 'Denied') || csr.status?.certificate)
      return undefined
    const told = await recognized(csr, client)
    if (told === undefined) return undefined
    const condition = {
      type: 'Approved',
      status: 'True',
      reason: 'AutoApproved',
      message: `Auto approving ${told} after SubjectAccessReview.`,
      lastUpdateTime: formatTime(clock.now()),
    }
    const conditions = [...(csr.status?.conditions ?? []), condition]
    await client.update(
      'CertificateSigningRequest',
      { ...csr, status: { ...csr.status, conditions } },
      { subresource: 'approval' },
    )
    return undefined
  },
})

async function recognized(csr: CertificateSigningRequest, client: Client): Promise<string | undefined> {
  const { parseCertificateRequest } = await import('../../apimachinery/x509/certificate-request.ts')
  const request = parseCertificateRequest(requestOf(csr))
  if (kubeletClientProblem(request, csr.spec?.usages ?? []) !== undefined) return undefined
  for (const { isOwn, permission, told } of RECOGNIZED)
    if ((!isOwn || isAboutRequester(csr, request)) && (await mayAsk(csr, permission, client))) return told
  return undefined
}

function isAboutRequester({ spec }: CertificateSigningRequest, { subject }: CertificateRequest): boolean {
  return spec?.username === subject.commonName
}

async function mayAsk(
  { spec }: CertificateSigningRequest,
  subresource: string,
  client: Client,
): Promise<boolean> {
  const resourceAttributes = {
    group: 'certificates.k8s.io',
    resource: 'certificatesigningrequests',
    verb: 'create',
    subresource,
    version: '*',
  }
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SubjectAccessReview',
    metadata: {},
    spec: { user: spec?.username ?? '', groups: spec?.groups ?? [], resourceAttributes },
  } as SubjectAccessReview
  return (await client.create('SubjectAccessReview', review)).status?.allowed ?? false
}
