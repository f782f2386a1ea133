/** Whether the expressions of a policy compile; loaded only when a policy is written. */
import { type FieldError, invalidValue } from '../../apimachinery/field-error.ts'
import { type Compiled, compilePolicy, type PolicySpec } from './compile-policy.ts'

/** The errors of all expressions that are there; missing ones are told by the kind. */
export function validateExpressions(spec: PolicySpec): FieldError[] {
  const { variables, matchConditions, validations, auditAnnotations, mutations } = compilePolicy(spec)
  const errors: FieldError[] = []
  const tell = (path: string, { source, error }: Compiled) => {
    if (error !== undefined && source?.trim()) errors.push(invalidValue(path, source, error))
  }
  matchConditions.forEach((condition, index) => {
    tell(`spec.matchConditions[${index}].expression`, condition)
  })
  variables.forEach((variable, index) => {
    tell(`spec.variables[${index}].expression`, variable)
  })
  validations.forEach(({ condition, message }, index) => {
    tell(`spec.validations[${index}].expression`, condition)
    if (message) tell(`spec.validations[${index}].messageExpression`, message)
  })
  auditAnnotations.forEach((annotation, index) => {
    tell(`spec.auditAnnotations[${index}].valueExpression`, annotation)
  })
  mutations.forEach((mutation, index) => {
    const field = mutation.patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration'
    tell(`spec.mutations[${index}].${field}.expression`, mutation)
  })
  return errors
}
