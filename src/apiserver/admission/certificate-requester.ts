/** Who asks for a certificate is told by the server; and some may not be asked for (CertificateSubjectRestriction). */
import { forbidden } from '../../apimachinery/status-error.ts'
import type { CertificateSigningRequest } from '../../generated/types.ts'
import type { AdmissionPlugin } from './plugin.ts'

const CLIENT_SIGNER = 'kubernetes.io/kube-apiserver-client'

/** Source: registry/certificates/certificates/strategy.go; plugin/pkg/admission/certificates/subjectrestriction. */
export const certificateRequester: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  kinds: ['CertificateSigningRequest'],
  operations: ['CREATE'],
  async mutate({ object, identity }) {
    const { spec } = object as CertificateSigningRequest
    if (!spec) return
    const { name, uid, groups, extra } = identity
    for (const field of ['uid', 'extra'] as const) delete spec[field]
    Object.assign(spec, { username: name, groups: [...groups], ...(uid && { uid }), ...(extra && { extra }) })
  },
  async validate({ object, name }) {
    const { signerName, request = '' } = (object as CertificateSigningRequest).spec ?? {}
    if (signerName !== CLIENT_SIGNER) return
    const { parseCertificateRequest } = await import('../../apimachinery/x509/certificate-request.ts')
    const { subject } = parseCertificateRequest(Buffer.from(request, 'base64').toString())
    if (!subject.organizations.includes('system:masters')) return
    const reason = `use of ${CLIENT_SIGNER} signer with system:masters group is not allowed`
    throw forbidden({ group: 'certificates.k8s.io', resource: 'certificatesigningrequests' }, name, reason)
  },
}
