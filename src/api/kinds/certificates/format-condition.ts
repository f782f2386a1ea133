/** How far a request for a certificate has come. */
import type { CertificateSigningRequest } from '../../../generated/types.ts'

/** `Approved,Issued`, `Pending`, … */
export function formatCondition({ status }: CertificateSigningRequest): string {
  const types = new Set((status?.conditions ?? []).map(({ type }) => type))
  const decision = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending'
  const failed = types.has('Failed') ? ',Failed' : ''
  return `${decision}${failed}${status?.certificate ? ',Issued' : ''}`
}
