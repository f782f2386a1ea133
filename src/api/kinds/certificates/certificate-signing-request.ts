/** CertificateSigningRequest: asks for a certificate. */
import type { FieldError } from '../../../apimachinery/field-error.ts'
import { formatTime, humanDuration } from '../../../apimachinery/time.ts'
import { deepCopy } from '../../../base/json.ts'
import type { CertificateSigningRequest } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind, type HookContext } from '../../define-kind.ts'
import { formatCondition } from './format-condition.ts'
import { validateApproval, validateRequest, validateSpec } from './validation.ts'

/** CertificateSigningRequest, `certificates.k8s.io/v1`. */
export const certificateSigningRequest = defineKind<CertificateSigningRequest>({
  kind: 'CertificateSigningRequest',
  group: 'certificates.k8s.io',
  // What was asked for stays; only whether it is granted changes, by way of the subresources.
  prepareUpdate(object, old) {
    object.spec = deepCopy(old.spec)
  },
  validate: ({ spec }) => validateSpec(spec),
  validateCreate: ({ spec }) => validateRequest(spec),
  validateStatusUpdate: validateApproval,
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
  describe: () => import('./certificate-signing-request.describe.ts'),
  selectableFields: { 'spec.signerName': ({ spec }) => spec?.signerName ?? '' },
  subresources: {
    approval: {
      validate: (body): FieldError[] => validateApproval(body as unknown as CertificateSigningRequest),
      apply: approve,
    },
  },
})

/** The body's conditions, each with its times; the certificate is not approved but signed. */
function approve(object: CertificateSigningRequest, body: unknown, { now }: HookContext): void {
  const { status } = body as CertificateSigningRequest
  const old = object.status?.conditions ?? []
  const conditions = (status?.conditions ?? []).map((condition) => {
    const before = old.find(({ type }) => type === condition.type)
    const lastTransitionTime =
      condition.lastTransitionTime ??
      (before?.status === condition.status ? before?.lastTransitionTime : undefined) ??
      formatTime(now)
    return { ...condition, lastUpdateTime: condition.lastUpdateTime ?? formatTime(now), lastTransitionTime }
  })
  object.status = { ...object.status, conditions }
}
