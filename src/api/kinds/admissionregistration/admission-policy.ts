/** ValidatingAdmissionPolicy and its binding: rules about writes in CEL. */
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { checkExpressions, loadExpressionCheck } from './check-expressions.ts'
import { defaultMatchResources } from './match-defaults.ts'
import { paramKindColumn, paramRefColumn, policyNameColumn } from './policy-columns.ts'
import { validateBinding, validatePolicy } from './validate-policy.ts'

/** ValidatingAdmissionPolicy, `admissionregistration.k8s.io/v1`. */
export const validatingAdmissionPolicy = defineKind<ValidatingAdmissionPolicy>({
  kind: 'ValidatingAdmissionPolicy',
  group: 'admissionregistration.k8s.io',
  generation: true,
  loadForWrites: loadExpressionCheck,
  defaults({ spec }) {
    if (!spec) return
    spec.failurePolicy ??= 'Fail'
    defaultMatchResources(spec.matchConstraints)
  },
  validate: (policy) => [...validatePolicy(policy), ...checkExpressions(policy.spec ?? {})],
  columns: [
    nameColumn,
    column('Validations', ({ spec }) => spec?.validations?.length ?? 0, { type: 'integer' }),
    paramKindColumn,
    ageColumn,
  ],
  describe: () => import('../generic.describe.ts'),
})

/** ValidatingAdmissionPolicyBinding, `admissionregistration.k8s.io/v1`. */
export const validatingAdmissionPolicyBinding = defineKind<ValidatingAdmissionPolicyBinding>({
  kind: 'ValidatingAdmissionPolicyBinding',
  group: 'admissionregistration.k8s.io',
  generation: true,
  defaults: ({ spec }) => defaultMatchResources(spec?.matchResources),
  validate: validateBinding,
  // All of them under one term: whether there is any at all is asked with each write.
  indexes: () => [['all', '']],
  columns: [nameColumn, policyNameColumn, paramRefColumn, ageColumn],
  describe: () => import('../generic.describe.ts'),
})
