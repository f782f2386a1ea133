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
import { checkExpressions, loadExpressionCheck } from './check-expressions.ts'
import { defaultMatchResources } from './match-defaults.ts'
import { paramKindColumn, paramRefColumn, policyNameColumn } from './policy-columns.ts'
import { validateMatch } from './validate-match.ts'
import { validateParamRef, validateReach } from './validate-policy.ts'

const PATCH_TYPES = ['ApplyConfiguration', 'JSONPatch']

/** MutatingAdmissionPolicy, `admissionregistration.k8s.io/v1`. */
export const mutatingAdmissionPolicy = defineKind<MutatingAdmissionPolicy>({
  kind: 'MutatingAdmissionPolicy',
  group: 'admissionregistration.k8s.io',
  generation: true,
  loadForWrites: loadExpressionCheck,
  defaults({ spec }) {
    if (!spec) return
    spec.failurePolicy ??= 'Fail'
    defaultMatchResources(spec.matchConstraints)
  },
  validate: ({ spec = {} }) => [...validateSpec(spec), ...checkExpressions(spec)],
  columns: [
    nameColumn,
    column('Mutations', ({ spec }) => spec?.mutations?.length ?? 0, { type: 'integer' }),
    paramKindColumn,
    ageColumn,
  ],
  describe: () => import('../generic.describe.ts'),
})

function validateSpec(spec: MutatingAdmissionPolicySpec): FieldError[] {
  const { mutations = [], reinvocationPolicy = '' } = spec
  const errors = validateReach(spec)
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
  defaults: ({ spec }) => defaultMatchResources(spec?.matchResources),
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
  columns: [nameColumn, policyNameColumn, paramRefColumn, ageColumn],
  describe: () => import('../generic.describe.ts'),
})
