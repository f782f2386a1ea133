/** MutatingAdmissionPolicy and its binding: changes of what is written, in CEL. */
import { type FieldError, forbiddenField, notSupported, required } from '../../../apimachinery/field-error.ts'
import type {
  MutatingAdmissionPolicy,
  MutatingAdmissionPolicyBinding,
  MutatingAdmissionPolicySpec,
  Mutation,
} from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { defaultMatch } from './match-defaults.ts'
import { validateMatch } from './validate-match.ts'
import {
  validateConditions,
  validateParamKind,
  validateParamRef,
  validateVariables,
} from './validate-policy.ts'

const PATCH_TYPES = ['ApplyConfiguration', 'JSONPatch']

/** Loaded with the first write: CEL is not for readers. */
let checkExpressions: (spec: MutatingAdmissionPolicySpec) => FieldError[] = () => []

/** MutatingAdmissionPolicy, `admissionregistration.k8s.io/v1`. */
export const mutatingAdmissionPolicy = defineKind<MutatingAdmissionPolicy>({
  kind: 'MutatingAdmissionPolicy',
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
  validate: ({ spec = {} }) => [...validateSpec(spec), ...checkExpressions(spec)],
  columns: [
    nameColumn,
    column('Mutations', ({ spec }) => spec?.mutations?.length ?? 0, { type: 'integer' }),
    column('ParamKind', ({ spec }) =>
      spec?.paramKind ? `${spec.paramKind.apiVersion ?? ''}/${spec.paramKind.kind ?? ''}` : '<unset>',
    ),
    ageColumn,
  ],
  describe: () => import('../generic.describe.ts'),
})

function validateSpec(spec: MutatingAdmissionPolicySpec): FieldError[] {
  const { failurePolicy = '', paramKind, matchConstraints, mutations = [], reinvocationPolicy = '' } = spec
  const errors: FieldError[] = []
  if (!['Fail', 'Ignore'].includes(failurePolicy))
    errors.push(notSupported('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore']))
  if (paramKind) errors.push(...validateParamKind(paramKind))
  if (!matchConstraints) errors.push(required('spec.matchConstraints'))
  else {
    errors.push(...validateMatch(matchConstraints, 'spec.matchConstraints'))
    if (!matchConstraints.resourceRules?.length) errors.push(required('spec.matchConstraints.resourceRules'))
  }
  errors.push(...validateConditions(spec), ...validateVariables(spec))
  if (mutations.length === 0)
    errors.push(required('spec.mutations', 'mutations must contain at least one item'))
  mutations.forEach((mutation, index) => {
    errors.push(...validateMutation(mutation, `spec.mutations[${index}]`))
  })
  if (reinvocationPolicy === '') errors.push(required('spec.reinvocationPolicy'))
  else if (!['IfNeeded', 'Never'].includes(reinvocationPolicy))
    errors.push(notSupported('spec.reinvocationPolicy', reinvocationPolicy, ['IfNeeded', 'Never']))
  return errors
}

/** The patch that the type names, and no other. */
function validateMutation(
  { patchType = '', applyConfiguration, jsonPatch }: Mutation,
  path: string,
): FieldError[] {
  if (patchType === '') return [required(`${path}.patchType`)]
  if (!PATCH_TYPES.includes(patchType)) return [notSupported(`${path}.patchType`, patchType, PATCH_TYPES)]
  const isJson = patchType === 'JSONPatch'
  const [own, other] = isJson ? [jsonPatch, applyConfiguration] : [applyConfiguration, jsonPatch]
  const [name, otherName] = isJson ? ['jsonPatch', 'applyConfiguration'] : ['applyConfiguration', 'jsonPatch']
  const errors: FieldError[] = []
  if (other !== undefined)
    errors.push(
      forbiddenField(
        `${path}.${otherName}`,
        `${otherName} must not be specified when patchType is ${patchType}`,
      ),
    )
  if (own === undefined)
    errors.push(required(`${path}.${name}`, `${name} must be specified when patchType is ${patchType}`))
  else if (!own.expression?.trim())
    errors.push(required(`${path}.${name}.expression`, 'expression is not specified'))
  return errors
}

/** MutatingAdmissionPolicyBinding, `admissionregistration.k8s.io/v1`. */
export const mutatingAdmissionPolicyBinding = defineKind<MutatingAdmissionPolicyBinding>({
  kind: 'MutatingAdmissionPolicyBinding',
  group: 'admissionregistration.k8s.io',
  generation: true,
  defaults({ spec }) {
    const match = spec?.matchResources
    if (match) defaultMatch(match, [...(match.resourceRules ?? []), ...(match.excludeResourceRules ?? [])])
  },
  validate({ spec = {} }) {
    const { policyName = '', paramRef, matchResources } = spec
    return [
      ...(policyName === '' ? [required('spec.policyName')] : []),
      ...(paramRef ? validateParamRef(paramRef) : []),
      ...(matchResources ? validateMatch(matchResources, 'spec.matchResources') : []),
    ]
  },
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
