/** The rules of how fast an autoscaler may act. */
import {
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { parseQuantity } from '../../../../apimachinery/quantity.ts'
import type {
  HorizontalPodAutoscalerBehavior,
  HPAScalingPolicy,
  HPAScalingRules,
} from '../../../../generated/types.ts'

const LONGEST_WINDOW = 3600
const LONGEST_PERIOD = 1800
const SELECTIONS = ['Disabled', 'Max', 'Min']

/** Errors of spec.behavior. */
export function validateBehavior({ scaleUp, scaleDown }: HorizontalPodAutoscalerBehavior): FieldError[] {
  return [
    ...(scaleUp ? validateRules(scaleUp, 'spec.behavior.scaleUp') : []),
    ...(scaleDown ? validateRules(scaleDown, 'spec.behavior.scaleDown') : []),
  ]
}

function validateRules(rules: HPAScalingRules, path: string): FieldError[] {
  const { stabilizationWindowSeconds: seconds, selectPolicy, policies = [], tolerance } = rules
  const errors: FieldError[] = []
  const window = `${path}.stabilizationWindowSeconds`
  if (seconds !== undefined && seconds < 0)
    errors.push(invalidValue(window, seconds, 'must be greater than or equal to zero'))
  if (seconds !== undefined && seconds > LONGEST_WINDOW)
    errors.push(invalidValue(window, seconds, `must be less than or equal to ${LONGEST_WINDOW}`))
  if (selectPolicy !== undefined && !SELECTIONS.includes(selectPolicy))
    errors.push(notSupported(`${path}.selectPolicy`, selectPolicy, SELECTIONS))
  if (policies.length === 0) errors.push(required(`${path}.policies`, 'must specify at least one Policy'))
  policies.forEach((policy, index) => {
    errors.push(...validatePolicy(policy, `${path}.policies[${index}]`))
  })
  if (tolerance !== undefined && parseQuantity(tolerance).nanos < 0n)
    errors.push(invalidValue(`${path}.tolerance`, tolerance, 'must be greater than or equal to 0'))
  return errors
}

function validatePolicy(policy: HPAScalingPolicy, path: string): FieldError[] {
  const { type = '', value = 0, periodSeconds = 0 } = policy
  const errors: FieldError[] = []
  if (type !== 'Pods' && type !== 'Percent')
    errors.push(notSupported(`${path}.type`, type, ['Percent', 'Pods']))
  if (value <= 0) errors.push(invalidValue(`${path}.value`, value, 'must be greater than zero'))
  if (periodSeconds <= 0)
    errors.push(invalidValue(`${path}.periodSeconds`, periodSeconds, 'must be greater than zero'))
  if (periodSeconds > LONGEST_PERIOD) {
    const detail = `must be less than or equal to ${LONGEST_PERIOD}`
    errors.push(invalidValue(`${path}.periodSeconds`, periodSeconds, detail))
  }
  return errors
}
