/** CertificateSigningRequest: asks for a certificate. */
import { invalid } from '../../../apimachinery/status-error.ts'
import { formatTime, humanDuration } from '../../../apimachinery/time.ts'
import { deepCopy } from '../../../base/json.ts'
import type { CertificateSigningRequest } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind, type HookContext } from '../../define-kind.ts'
import { formatCondition } from './format-condition.ts'
import {
  DECISIONS,
  validateApproval,
  validateRequest,
  validateSpec,
  validateStatusUpdate,
} from './validation.ts'

const GROUP_KIND = { group: 'certificates.k8s.io', kind: 'CertificateSigningRequest' }

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
  prepareStatusUpdate,
  validateStatusUpdate,
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
  subresources: { approval: { apply: approve } },
})

type Condition = NonNullable<NonNullable<CertificateSigningRequest['status']>['conditions']>[number]

/** The body's conditions, each with its times; the certificate is not approved but signed. */
function approve(object: CertificateSigningRequest, body: unknown, { now }: HookContext): void {
  const old = deepCopy(object)
  const { status } = body as CertificateSigningRequest
  const conditions = withTimes(status?.conditions ?? [], old, now)
  object.status = { ...object.status, conditions }
  const errors = validateApproval(object, old)
  if (errors.length > 0) throw invalid(GROUP_KIND, object.metadata.name ?? '', errors)
}

/** What was decided stays as it is, where it is there still: whether it may go is told by the checks. */
function prepareStatusUpdate(
  object: CertificateSigningRequest,
  old: CertificateSigningRequest,
  { now }: HookContext,
): void {
  if (!object.status?.conditions) return
  const before = old.status?.conditions ?? []
  const conditions = object.status.conditions.map((condition) =>
    DECISIONS.includes(condition.type)
      ? (before.find(({ type }) => type === condition.type) ?? condition)
      : condition,
  )
  object.status = { ...object.status, conditions: withTimes(conditions, old, now) }
}

function withTimes(
  conditions: readonly Condition[],
  { status }: CertificateSigningRequest,
  now: number,
): Condition[] {
  const old = status?.conditions ?? []
  return conditions.map((condition) => {
    const before = old.find(({ type }) => type === condition.type)
    const lastTransitionTime =
      condition.lastTransitionTime ??
      (before?.status === condition.status ? before?.lastTransitionTime : undefined) ??
      formatTime(now)
    return { ...condition, lastUpdateTime: condition.lastUpdateTime ?? formatTime(now), lastTransitionTime }
  })
}
