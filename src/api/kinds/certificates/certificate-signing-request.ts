/** CertificateSigningRequest: asks for a certificate. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import { humanDuration } from '../../../apimachinery/time.ts'
import { deepEqual } from '../../../base/json.ts'
import type { CertificateSigningRequest } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

const SHORTEST_SECONDS = 600

/** CertificateSigningRequest, `certificates.k8s.io/v1`. */
export const certificateSigningRequest = defineKind<CertificateSigningRequest>({
  kind: 'CertificateSigningRequest',
  group: 'certificates.k8s.io',
  defaults({ spec }) {
    if (spec) spec.usages ??= ['digital signature', 'key encipherment']
  },
  validate,
  validateUpdate: ({ spec }, { spec: old }) =>
    deepEqual(spec, old) ? [] : [invalidValue('spec', spec, 'field is immutable')],
  columns: [
    nameColumn,
    ageColumn,
    column('SignerName', ({ spec }) => spec?.signerName ?? '<none>'),
    column('Requestor', ({ spec }) => spec?.username ?? ''),
    column('RequestedDuration', ({ spec }) =>
      spec?.expirationSeconds === undefined ? '<none>' : humanDuration(spec.expirationSeconds * 1000),
    ),
    column('Condition', formatCondition),
  ],
  describe: () => import('../generic.describe.ts'),
  selectableFields: { 'spec.signerName': ({ spec }) => spec?.signerName ?? '' },
  subresources: {
    approval: {
      apply(object, body) {
        const { status } = body as unknown as CertificateSigningRequest
        object.status = { ...object.status, ...(status?.conditions && { conditions: status.conditions }) }
      },
    },
  },
})

/** `Approved,Issued`, `Pending`, … */
function formatCondition({ status }: CertificateSigningRequest): string {
  const types = new Set((status?.conditions ?? []).map(({ type }) => type))
  const decision = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending'
  const failed = types.has('Failed') ? ',Failed' : ''
  return `${decision}${failed}${status?.certificate ? ',Issued' : ''}`
}

function validate({ spec }: CertificateSigningRequest): FieldError[] {
  const { request = '', usages = [], signerName = '', expirationSeconds } = spec ?? {}
  const errors: FieldError[] = []
  const pem = Buffer.from(request, 'base64').toString()
  if (!/-----BEGIN (NEW )?CERTIFICATE REQUEST-----/.test(pem)) {
    const detail = 'PEM block type must be CERTIFICATE REQUEST'
    errors.push(invalidValue('spec.request', request, detail))
  }
  if (usages.length === 0) errors.push(required('spec.usages', 'usages must be specified'))
  if (signerName === '') errors.push(required('spec.signerName'))
  else if (!/^[^/]+\/[^/]+$/.test(signerName)) {
    const detail = 'must be a fully qualified domain and path of the form "example.com/signer-name"'
    errors.push(invalidValue('spec.signerName', signerName, detail))
  }
  if (expirationSeconds !== undefined && expirationSeconds < SHORTEST_SECONDS)
    errors.push(
      invalidValue(
        'spec.expirationSeconds',
        expirationSeconds,
        'may not specify a duration less than 600 seconds (10 minutes)',
      ),
    )
  return errors
}
