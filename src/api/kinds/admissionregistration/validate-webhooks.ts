/** The rules of admission webhooks (pkg/apis/admissionregistration/validation). */
import {
  duplicate,
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts'
import { checkFullyQualifiedName } from '../../../apimachinery/qualified-name.ts'
import type { MutatingWebhook, ValidatingWebhook } from '../../../generated/types.ts'

type Webhook = MutatingWebhook | ValidatingWebhook

/** Errors of a list of webhooks, whose names must be unique. */
export function validateWebhooks(webhooks: readonly Webhook[]): FieldError[] {
  return webhooks.flatMap((webhook, index) => {
    const path = `webhooks[${index}]`
    const repeated = webhooks.findIndex(({ name }) => name === webhook.name) < index
    return [...validateWebhook(webhook, path), ...(repeated ? [duplicate(`${path}.name`, webhook.name)] : [])]
  })
}

function validateWebhook(webhook: Webhook, path: string): FieldError[] {
  const { name = '', admissionReviewVersions = [], timeoutSeconds, clientConfig } = webhook
  const errors = checkFullyQualifiedName(`${path}.name`, name)
  if (admissionReviewVersions.length === 0)
    errors.push(required(`${path}.admissionReviewVersions`, 'must specify one of v1, v1beta1'))
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
  if (timeoutSeconds !== undefined && (timeoutSeconds < 1 || timeoutSeconds > 30)) {
    const detail = 'the timeout value must be between 1 and 30 seconds'
    errors.push(invalidValue(`${path}.timeoutSeconds`, timeoutSeconds, detail))
  }
  const targets = [clientConfig?.url, clientConfig?.service].filter((target) => target !== undefined)
  if (targets.length !== 1)
    errors.push(required(`${path}.clientConfig`, 'exactly one of url or service is required'))
  return errors
}
