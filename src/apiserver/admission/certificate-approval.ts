/** Who approves or signs certificates must have that right for the signer (CertificateApproval, CertificateSigning). */
import { quote } from '../../apimachinery/go-format.ts'
import { forbidden } from '../../apimachinery/status-error.ts'
import type { CertificateSigningRequest } from '../../generated/types.ts'
import { isTrusted } from '../context.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

/** Source: plugin/pkg/admission/certificates, approval and signing. */
export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  kinds: ['CertificateSigningRequest'],
  operations: ['UPDATE'],
  subresources: ['approval', 'status'],
  async validate(request) {
    if (isTrusted(request.identity)) return
    if (request.subresource === 'approval') await demand(request, 'approve')
    else if (request.subresource === 'status' && isSigned(request)) await demand(request, 'sign')
  },
}

/** Whether a certificate is put in, or the failure to make one. */
function isSigned({ object, old }: AdmissionRequest): boolean {
  const [now, before] = [object, old].map((each) => (each as CertificateSigningRequest | undefined)?.status)
  const hasFailed = (status: typeof now) => status?.conditions?.some(({ type }) => type === 'Failed') ?? false
  return now?.certificate !== before?.certificate || hasFailed(now) !== hasFailed(before)
}

/** The right to all signers of a domain is that to `domain/*`. */
async function demand({ client, identity, old, name }: AdmissionRequest, verb: 'approve' | 'sign') {
  const { authorize } = await import('../authorization/authorizer.ts')
  const { signerName = '' } = (old as CertificateSigningRequest).spec ?? {}
  const group = 'certificates.k8s.io'
  for (const signer of [signerName, `${signerName.split('/')[0]}/*`]) {
    const action = { verb, group, resource: 'signers', subresource: '', name: signer, namespace: '' }
    if ((await authorize(client, identity, action)).allowed) return
  }
  const reason = `user not permitted to ${verb} requests with signerName ${quote(signerName)}`
  throw forbidden({ group, resource: 'certificatesigningrequests' }, name, reason)
}
