/** The rules of admission webhooks (pkg/apis/admissionregistration/validation). */
import {
  duplicate,
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts'
import { validateLabelSelector } from '../../../apimachinery/label-selector.ts'
import { checkDns1035Label } from '../../../apimachinery/names.ts'
import { checkFullyQualifiedName } from '../../../apimachinery/qualified-name.ts'
import type { MutatingWebhook, ValidatingWebhook } from '../../../generated/types.ts'
import { validateClientConfig } from '../webhook-client-config.ts'
import { checkExpressions } from './check-expressions.ts'
import { validateRule } from './validate-match.ts'
import { validateConditions } from './validate-policy.ts'

type Webhook = ValidatingWebhook & Pick<MutatingWebhook, 'reinvocationPolicy'>

const REVIEW_VERSIONS = ['v1', 'v1beta1']

/** Errors of a list of webhooks, whose names must be unique. */
export function validateWebhooks(webhooks: readonly Webhook[]): FieldError[] {
  return webhooks.flatMap((webhook, index) => {
    const path = `webhooks[${index}]`
    const { name = '', admissionReviewVersions = [] } = webhook
    const isRepeated = name !== '' && webhooks.findIndex((other) => other.name === name) < index
    return [
      ...validateWebhook(webhook, path),
      ...validateReviews(admissionReviewVersions, `${path}.admissionReviewVersions`),
      ...(isRepeated ? [duplicate(`${path}.name`, name)] : []),
    ]
  })
}

function validateWebhook(webhook: Webhook, path: string): FieldError[] {
  const { name = '', rules = [], timeoutSeconds, clientConfig } = webhook
  const errors = checkFullyQualifiedName(`${path}.name`, name)
  rules.forEach((rule, index) => {
    errors.push(...validateRule(rule, `${path}.rules[${index}]`))
  })
  errors.push(...validateChoices(webhook, path))
  if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > 30)) {
    const detail = 'the timeout value must be between 1 and 30 seconds'
    errors.push(invalidValue(`${path}.timeoutSeconds`, timeoutSeconds, detail))
  }
  errors.push(
    ...validateLabelSelector(webhook.namespaceSelector, `${path}.namespaceSelector`),
    ...validateLabelSelector(webhook.objectSelector, `${path}.objectSelector`),
  )
  const { reinvocationPolicy } = webhook
  if (reinvocationPolicy !== undefined && !['IfNeeded', 'Never'].includes(reinvocationPolicy))
    errors.push(notSupported(`${path}.reinvocationPolicy`, reinvocationPolicy, ['IfNeeded', 'Never']))
  return [
    ...errors,
    ...validateClientConfig(clientConfig ?? {}, `${path}.clientConfig`),
    ...validateConditions(webhook, path),
    ...checkExpressions(webhook, path),
  ]
}

function validateChoices(webhook: Webhook, path: string): FieldError[] {
  const errors: FieldError[] = []
  const choices = [
    ['failurePolicy', webhook.failurePolicy, ['Fail', 'Ignore']],
    ['matchPolicy', webhook.matchPolicy, ['Equivalent', 'Exact']],
    ['sideEffects', webhook.sideEffects, ['None', 'NoneOnDryRun']],
  ] as const
  for (const [field, value, allowed] of choices) {
    if (value === undefined && field === 'sideEffects')
      errors.push(required(`${path}.${field}`, 'must specify one of None, NoneOnDryRun'))
    else if (value !== undefined && !(allowed as readonly string[]).includes(value))
      errors.push(notSupported(`${path}.${field}`, value, allowed))
  }
  return errors
}

function validateReviews(versions: readonly string[], path: string): FieldError[] {
  const known = REVIEW_VERSIONS.join(', ')
  if (versions.length === 0) return [required(path, `must specify one of ${known}`)]
  const errors = versions.flatMap((version, index) => {
    const at = `${path}[${index}]`
    if (versions.indexOf(version) < index) return [invalidValue(at, version, 'duplicate version')]
    return checkDns1035Label(version).map((message) => invalidValue(at, version, message))
  })
  return versions.some((version) => REVIEW_VERSIONS.includes(version))
    ? errors
    : [...errors, invalidValue(path, versions, `must include at least one of ${known}`)]
}
