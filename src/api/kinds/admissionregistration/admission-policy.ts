/** ValidatingAdmissionPolicy and its binding: rules about writes in CEL. */
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { defaultMatch } from './match-defaults.ts'
import { validateBinding, validatePolicy } from './validate-policy.ts'

type Spec = NonNullable<ValidatingAdmissionPolicy['spec']>

/** Loaded with the first write: CEL is not for readers. */
let checkExpressions: (spec: Spec) => FieldError[] = () => []

/** ValidatingAdmissionPolicy, `admissionregistration.k8s.io/v1`. */
export const validatingAdmissionPolicy = defineKind<ValidatingAdmissionPolicy>({
  kind: 'ValidatingAdmissionPolicy',
  group: 'admissionregistration.k8s.io',
  generation: true,
  async loadForWrites() {
    checkExpressions = (await import('../../policies/validate-expressions.ts')).validateExpressions
  },
  defaults({ spec }) {
    if (!spec) return
    spec.failurePolicy ??= 'Fail'
    const match = spec.matchConstraints
    if (match) defaultMatch(match, [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])])
  },
  validate: (policy) => [...validatePolicy(policy), ...checkExpressions(policy.spec ?? {})],
  columns: [
    nameColumn,
    column('Validations', ({ spec }) => spec?.validations?.length ?? 0, { type: 'integer' }),
    column('ParamKind', ({ spec }) =>
      spec?.paramKind ? `${spec.paramKind.apiVersion ?? ''}/${spec.paramKind.kind ?? ''}` : '<unset>',
    ),
    ageColumn,
  ],
  describe: () => import('../generic.describe.ts'),
})

/** ValidatingAdmissionPolicyBinding, `admissionregistration.k8s.io/v1`. */
export const validatingAdmissionPolicyBinding = defineKind<ValidatingAdmissionPolicyBinding>({
  kind: 'ValidatingAdmissionPolicyBinding',
  group: 'admissionregistration.k8s.io',
  generation: true,
  defaults({ spec }) {
    const match = spec?.matchResources
    if (match) defaultMatch(match, [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])])
  },
  validate: validateBinding,
  // All of them under one term: whether there is any at all is asked with each write.
  indexes: () => [['all', '']],
  columns: [
    nameColumn,
    column('PolicyName', ({ spec }) => spec?.policyName ?? ''),
    column('ParamRef', ({ spec }) => {
      const param = spec?.paramRef
      if (!param) return '<unset>'
      return param.namespace ? `${param.namespace}/${param.name ?? '*'}` : (param.name ?? '*')
    }),
    ageColumn,
  ],
  describe: () => import('../generic.describe.ts'),
})
