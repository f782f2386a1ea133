/** PodDisruptionBudget: how many pods may be evicted at a time. */
import { type FieldError, invalidValue, notSupported } from '../../../apimachinery/field-error.ts'
import { validateLabelSelector } from '../../../apimachinery/label-selector.ts'
import { checkPercent } from '../../../apimachinery/names.ts'
import type { PodDisruptionBudget } from '../../../generated/types.ts'
import type { IndexEntry } from '../../../store/store.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { selectorEntry } from '../core/pod-template/selector-index.ts'

const COUNTS = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const
const POLICIES = ['AlwaysAllow', 'IfHealthyBudget']

/**
 * PodDisruptionBudget, `policy/v1`. All budgets of a namespace stand under it in the index 'namespace', for most have
 * none; those that may select a pod stand under its labels in the index 'selector'.
 */
export const podDisruptionBudget = defineKind<PodDisruptionBudget>({
  kind: 'PodDisruptionBudget',
  group: 'policy',
  generation: true,
  allowUnconditionalUpdate: false,
  prepareCreate(object) {
    object.status = { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 }
  },
  validate,
  validateStatusUpdate: ({ status = {} }) => COUNTS.flatMap((field) => validateCount(status[field], field)),
  columns: [
    nameColumn,
    column('Min Available', ({ spec }) => spec?.minAvailable ?? 'N/A'),
    column('Max Unavailable', ({ spec }) => spec?.maxUnavailable ?? 'N/A'),
    column('Allowed Disruptions', ({ status }) => status?.disruptionsAllowed ?? 0, { type: 'integer' }),
    ageColumn,
  ],
  describe: () => import('./pod-disruption-budget.describe.ts'),
  indexes: (budget): IndexEntry[] => [
    ['namespace', budget.metadata.namespace ?? ''],
    ...(budget.spec?.selector ? [selectorEntry(budget, budget.spec.selector.matchLabels)] : []),
  ],
})

function validate({ spec = {} }: PodDisruptionBudget): FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec
  const errors: FieldError[] = []
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    errors.push(invalidValue('spec', spec, 'minAvailable and maxUnavailable cannot be both set'))
  if (minAvailable !== undefined) errors.push(...validateAmount(minAvailable, 'spec.minAvailable'))
  if (maxUnavailable !== undefined) errors.push(...validateAmount(maxUnavailable, 'spec.maxUnavailable'))
  errors.push(...validateLabelSelector(selector, 'spec.selector'))
  if (policy !== undefined && !POLICIES.includes(policy))
    errors.push(notSupported('spec.unhealthyPodEvictionPolicy', policy, POLICIES))
  return errors
}

function validateCount(count: number | undefined, field: string): FieldError[] {
  if (count === undefined || count >= 0) return []
  return [invalidValue(`status.${field}`, count, 'must be greater than or equal to 0')]
}

/** A number from 0, or a percentage up to 100%. */
function validateAmount(amount: number | string, path: string): FieldError[] {
  if (typeof amount === 'number')
    return amount >= 0 ? [] : [invalidValue(path, amount, 'must be greater than or equal to 0')]
  const messages = checkPercent(amount)
  if (messages.length > 0) return messages.map((message) => invalidValue(path, amount, message))
  return Number.parseInt(amount, 10) <= 100
    ? []
    : [invalidValue(path, amount, 'must not be greater than 100%')]
}
