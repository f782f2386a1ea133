/** ValidatingAdmissionPolicy and its binding: rules about writes in CEL. */
import { type FieldError, notSupported, required } from '../../../apimachinery/field-error.ts'
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { defaultMatch } from './match-defaults.ts'

const ACTIONS = ['Audit', 'Deny', 'Warn']

/** ValidatingAdmissionPolicy, `admissionregistration.k8s.io/v1`. */
export const validatingAdmissionPolicy = defineKind<ValidatingAdmissionPolicy>({
  kind: 'ValidatingAdmissionPolicy',
  group: 'admissionregistration.k8s.io',
  generation: true,
  defaults({ spec }) {
    if (!spec) return
    spec.failurePolicy ??= 'Fail'
    const match = spec.matchConstraints
    if (match) defaultMatch(match, [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])])
  },
  validate: validatePolicy,
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

function validatePolicy({ spec = {} }: ValidatingAdmissionPolicy): FieldError[] {
  const { validations = [], auditAnnotations = [], matchConstraints, failurePolicy } = spec
  const errors: FieldError[] = []
  if (failurePolicy !== undefined && !['Fail', 'Ignore'].includes(failurePolicy))
    errors.push(notSupported('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore']))
  if (!matchConstraints) errors.push(required('spec.matchConstraints'))
  else if (!matchConstraints.resourceRules?.length)
    errors.push(required('spec.matchConstraints.resourceRules'))
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item'
    errors.push(required('spec.validations', detail), required('spec.auditAnnotations', detail))
  }
  validations.forEach(({ expression }, index) => {
    if (!expression?.trim())
      errors.push(required(`spec.validations[${index}].expression`, 'expression is not specified'))
  })
  return errors
}

/** ValidatingAdmissionPolicyBinding, `admissionregistration.k8s.io/v1`. */
export const validatingAdmissionPolicyBinding = defineKind<ValidatingAdmissionPolicyBinding>({
  kind: 'ValidatingAdmissionPolicyBinding',
  group: 'admissionregistration.k8s.io',
  generation: true,
  defaults({ spec }) {
    const match = spec?.matchResources
    if (match) defaultMatch(match, [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])])
  },
  validate({ spec = {} }) {
    const { policyName, validationActions = [] } = spec
    const errors: FieldError[] = []
    if (!policyName) errors.push(required('spec.policyName'))
    if (validationActions.length === 0) errors.push(required('spec.validationActions'))
    validationActions.forEach((action, index) => {
      if (!ACTIONS.includes(action))
        errors.push(notSupported(`spec.validationActions[${index}]`, action, ACTIONS))
    })
    return errors
  },
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
