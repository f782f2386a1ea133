/** Whether the expressions of a policy compile; loaded only when a policy is written. */
import { type FieldError, invalidValue } from '../../apimachinery/field-error.ts'
import { type Compiled, compilePolicy, type PolicySpec } from './compile-policy.ts'

/** The errors of all expressions that are there; missing ones are told by the kind. `path` is where they stand. */
export function validateExpressions(spec: PolicySpec, path = 'spec'): FieldError[] {
  const { variables, matchConditions, validations, auditAnnotations, mutations } = compilePolicy(spec)
  const errors: FieldError[] = []
  const tell = (field: string, { source, error }: Compiled) => {
    if (error !== undefined && source?.trim()) errors.push(invalidValue(`${path}.${field}`, source, error))
  }
  matchConditions.forEach((condition, index) => {
    tell(`matchConditions[${index}].expression`, condition)
  })
  variables.forEach((variable, index) => {
    tell(`variables[${index}].expression`, variable)
  })
  validations.forEach(({ condition, message }, index) => {
    tell(`validations[${index}].expression`, condition)
    if (message) tell(`validations[${index}].messageExpression`, message)
  })
  auditAnnotations.forEach((annotation, index) => {
    tell(`auditAnnotations[${index}].valueExpression`, annotation)
  })
  mutations.forEach((mutation, index) => {
    const field = mutation.patchType === 'JSONPatch' ? 'jsonPatch' : 'applyConfiguration'
    tell(`mutations[${index}].${field}.expression`, mutation)
  })
  return errors
}
