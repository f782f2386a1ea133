/** What kubelets may ask for. Source: pkg/apis/certificates/helpers.go. */
import type { CertificateRequest } from '../../apimachinery/x509/certificate-request.ts'

const KEY_ENCIPHERMENT = 'key encipherment'

/** What is wrong with a request for a kubelet's client certificate; undefined if nothing is. */
export function kubeletClientProblem(
  { subject, names }: CertificateRequest,
  usages: readonly string[],
): string | undefined {
  const { dns, emails, ips, uris } = names
  if (!isNodes(subject.organizations)) return 'subject organization is not system:nodes'
  if (dns.length > 0) return 'DNS subjectAltNames are not allowed'
  if (emails.length > 0) return 'Email subjectAltNames are not allowed'
  if (ips.length > 0) return 'IP subjectAltNames are not allowed'
  if (uris.length > 0) return 'URI subjectAltNames are not allowed'
  return nameProblem(subject.commonName) ?? usageProblem(usages, 'client auth')
}

/** The same for the certificate that a kubelet serves with. */
export function kubeletServingProblem(
  { subject, names }: CertificateRequest,
  usages: readonly string[],
): string | undefined {
  const { dns, emails, ips, uris } = names
  if (!isNodes(subject.organizations)) return 'subject organization is not system:nodes'
  if (dns.length + ips.length === 0) return 'at least one DNS or IP subjectAltName is required'
  if (emails.length > 0) return 'Email subjectAltNames are not allowed'
  if (uris.length > 0) return 'URI subjectAltNames are not allowed'
  return nameProblem(subject.commonName) ?? usageProblem(usages, 'server auth')
}

function isNodes(organizations: readonly string[]): boolean {
  return organizations.length === 1 && organizations[0] === 'system:nodes'
}

function nameProblem(commonName: string): string | undefined {
  return commonName.startsWith('system:node:')
    ? undefined
    : 'subject common name does not begin with system:node: '
}

/** The purpose and digital signatures; key encipherment, which some keys cannot do, may be left out. */
function usageProblem(usages: readonly string[], purpose: string): string | undefined {
  const asked = usages.filter((usage) => usage !== KEY_ENCIPHERMENT).sort()
  const expected = [purpose, 'digital signature'].sort()
  if (asked.join() === expected.join()) return undefined
  return `usages did not match ${expected.join(',')}`
}
