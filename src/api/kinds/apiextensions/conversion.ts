/** The rules of how a definition's versions are converted into each other. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts'
import { checkDns1035Label } from '../../../apimachinery/names.ts'
import type { CustomResourceDefinition } from '../../../generated/types.ts'
import { validateClientConfig } from '../webhook-client-config.ts'

type Spec = CustomResourceDefinition['spec']
type Webhook = NonNullable<NonNullable<Spec['conversion']>['webhook']>

const STRATEGIES = ['None', 'Webhook']
const REVIEW_VERSIONS = ['v1', 'v1beta1']

/** The errors of spec.conversion (validateCustomResourceConversion). The paths are those of the server's own type. */
export function validateConversion({ conversion }: Spec): FieldError[] {
  if (!conversion) return []
  const path = 'spec.conversion'
  const { strategy = '', webhook } = conversion
  if (strategy === '') return [required(`${path}.strategy`)]
  if (!STRATEGIES.includes(strategy)) return [notSupported(`${path}.strategy`, strategy, STRATEGIES)]
  if (strategy === 'Webhook') return validateWebhook(webhook, path)
  if (webhook === undefined) return []
  const detail = 'should not be set when strategy is not set to Webhook'
  const errors = [forbiddenField(`${path}.webhookClientConfig`, detail)]
  if (webhook.conversionReviewVersions?.length)
    errors.push(forbiddenField(`${path}.conversionReviewVersions`, detail))
  return errors
}

function validateWebhook(webhook: Webhook | undefined, path: string): FieldError[] {
  const at = `${path}.webhookClientConfig`
  const config = webhook?.clientConfig
  const errors: FieldError[] = []
  if (config === undefined) errors.push(required(at, 'required when strategy is set to Webhook'))
  else errors.push(...validateClientConfig(config, at))
  return [
    ...errors,
    ...validateReviews(webhook?.conversionReviewVersions ?? [], `${path}.conversionReviewVersions`),
  ]
}

function validateReviews(versions: readonly string[], path: string): FieldError[] {
  if (versions.length === 0) return [required(path)]
  const errors = versions.flatMap((version, index) => {
    const at = `${path}[${index}]`
    if (versions.indexOf(version) < index) return [invalidValue(at, version, 'duplicate version')]
    return checkDns1035Label(version).map((message) => invalidValue(at, version, message))
  })
  if (versions.some((version) => REVIEW_VERSIONS.includes(version))) return errors
  return [
    ...errors,
    invalidValue(path, versions, `must include at least one of ${REVIEW_VERSIONS.join(', ')}`),
  ]
}
