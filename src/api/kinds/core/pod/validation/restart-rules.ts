/** Validation of a container's own restart policy and its rules (ContainerRestartRules, on since 1.35). */
import { type FieldError, required, tooMany } from '../../../../../apimachinery/field-error.ts'
import type { Container, ContainerRestartRule } from '../../../../../generated/types.ts'
import { oneOf } from './fields.ts'

const MAX_RULES = 20
const MAX_EXIT_CODES = 255

/** The errors of restartPolicy and restartPolicyRules. */
export function validateRestartRules(
  { restartPolicy, restartPolicyRules: rules = [] }: Container,
  path: string,
): FieldError[] {
  const errors = oneOf(restartPolicy, ['Always', 'Never', 'OnFailure'], `${path}.restartPolicy`)
  if (rules.length === 0) return errors
  const at = `${path}.restartPolicyRules`
  if (restartPolicy === undefined)
    errors.push(required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'))
  if (rules.length > MAX_RULES) errors.push(tooMany(at, rules.length, MAX_RULES))
  return [...errors, ...rules.flatMap((rule, index) => validateRule(rule, `${at}[${index}]`))]
}

function validateRule({ action, exitCodes }: ContainerRestartRule, path: string): FieldError[] {
  const errors = oneOf(action, ['Restart', 'RestartAllContainers'], `${path}.action`)
  if (exitCodes === undefined) return [...errors, required(`${path}.exitCodes`, 'must be specified')]
  const { operator, values = [] } = exitCodes
  const at = `${path}.exitCodes.values`
  errors.push(...oneOf(operator, ['In', 'NotIn'], `${path}.exitCodes.operator`))
  if (values.length > MAX_EXIT_CODES) errors.push(tooMany(at, values.length, MAX_EXIT_CODES))
  return errors
}
