/** What the certificate controllers read off a request. Source: pkg/controller/certificates/certificate_controller_utils.go. */
import type { CertificateSigningRequest, CertificateSigningRequestCondition } from '../../generated/types.ts'

/** The condition of a type; undefined without one. */
export function conditionOf(
  { status }: CertificateSigningRequest,
  type: 'Approved' | 'Denied' | 'Failed',
): CertificateSigningRequestCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type)
}

/** The request that was sent, as PEM. */
export function requestOf({ spec }: CertificateSigningRequest): string {
  return Buffer.from(spec?.request ?? '', 'base64').toString()
}
