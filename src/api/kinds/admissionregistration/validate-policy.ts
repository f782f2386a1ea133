/** The rules of admission policies and their bindings (pkg/apis/admissionregistration/validation). */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  tooMany,
} from '../../../apimachinery/field-error.ts'
import { checkDns1035Label, checkDns1123Subdomain } from '../../../apimachinery/names.ts'
import { checkQualifiedName } from '../../../apimachinery/qualified-name.ts'
import type { ValidatingAdmissionPolicy, ValidatingAdmissionPolicyBinding } from '../../../generated/types.ts'
import { validateMatch } from './validate-match.ts'

type Policy = NonNullable<ValidatingAdmissionPolicy['spec']>
type Binding = NonNullable<ValidatingAdmissionPolicyBinding['spec']>

const ACTIONS = ['Audit', 'Deny', 'Warn']
const REASONS = ['Forbidden', 'Invalid', 'RequestEntityTooLarge', 'Unauthorized']
const MAX_CONDITIONS = 64
const MAX_ANNOTATIONS = 20
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/** The errors of a policy, those of its expressions apart. */
export function validatePolicy({ metadata, spec = {} }: ValidatingAdmissionPolicy): FieldError[] {
  const { validations = [], auditAnnotations = [] } = spec
  const errors = validateReach(spec)
  if (validations.length === 0 && auditAnnotations.length === 0) {
    const detail = 'validations or auditAnnotations must contain at least one item'
    return [...errors, required('spec.validations', detail), required('spec.auditAnnotations', detail)]
  }
  return [...errors, ...validateValidations(spec), ...validateAnnotations(spec, metadata.name ?? '')]
}

/** The errors of what policies of both sorts have: when they apply, to what, and their variables. */
export function validateReach(
  spec: Pick<Policy, 'matchConstraints' | 'failurePolicy' | 'paramKind' | 'matchConditions' | 'variables'>,
): FieldError[] {
  const { matchConstraints, failurePolicy = '', paramKind } = spec
  const errors: FieldError[] = []
  if (!['Fail', 'Ignore'].includes(failurePolicy))
    errors.push(notSupported('spec.failurePolicy', failurePolicy, ['Fail', 'Ignore']))
  if (paramKind) errors.push(...validateParamKind(paramKind))
  if (!matchConstraints) errors.push(required('spec.matchConstraints'))
  else {
    errors.push(...validateMatch(matchConstraints, 'spec.matchConstraints'))
    if (!matchConstraints.resourceRules?.length) errors.push(required('spec.matchConstraints.resourceRules'))
  }
  return [...errors, ...validateConditions(spec, 'spec'), ...validateVariables(spec)]
}

function validateParamKind({ apiVersion = '', kind = '' }: NonNullable<Policy['paramKind']>): FieldError[] {
  const path = 'spec.paramKind'
  const errors: FieldError[] = []
  if (apiVersion === '') errors.push(required(`${path}.apiVersion`))
  else if (apiVersion.split('/').length > 2) {
    const detail = `unexpected GroupVersion string: ${apiVersion}`
    errors.push(invalidValue(`${path}.apiVersion`, apiVersion, detail))
  }
  const messages = checkDns1035Label(kind.toLowerCase())
  if (kind === '') errors.push(required(`${path}.kind`))
  else if (messages.length > 0) {
    const detail = `may have mixed case, but should otherwise match: ${messages.join(',')}`
    errors.push(invalidValue(`${path}.kind`, kind, detail))
  }
  return errors
}

/** The errors of matchConditions, their expressions apart. */
export function validateConditions(
  { matchConditions = [] }: Pick<Policy, 'matchConditions'>,
  parent: string,
): FieldError[] {
  const path = `${parent}.matchConditions`
  const errors: FieldError[] = []
  if (matchConditions.length > MAX_CONDITIONS)
    errors.push(tooMany(path, matchConditions.length, MAX_CONDITIONS))
  const names = matchConditions.map(({ name = '' }) => name)
  matchConditions.forEach(({ name = '', expression = '' }, index) => {
    const at = `${path}[${index}]`
    if (expression.trim() === '') errors.push(required(`${at}.expression`))
    if (name === '') errors.push(required(`${at}.name`))
    else
      for (const message of checkQualifiedName(name)) errors.push(invalidValue(`${at}.name`, name, message))
    if (name !== '' && names.indexOf(name) < index) errors.push(duplicate(`${at}.name`, name))
  })
  return errors
}

function validateVariables({ variables = [] }: Pick<Policy, 'variables'>): FieldError[] {
  return variables.flatMap(({ name = '', expression = '' }, index) => {
    const at = `spec.variables[${index}]`
    const errors: FieldError[] = []
    if (name.trim() === '') errors.push(required(`${at}.name`, 'name is not specified'))
    else if (!/^[_a-zA-Z]\w*$/.test(name) || RESERVED.has(name))
      errors.push(invalidValue(`${at}.name`, name, 'name is not a valid CEL identifier'))
    if (expression.trim() === '') errors.push(required(`${at}.expression`, 'expression is not specified'))
    return errors
  })
}

function validateValidations({ validations = [] }: Policy): FieldError[] {
  return validations.flatMap(({ expression = '', message = '', messageExpression = '', reason }, index) => {
    const at = `spec.validations[${index}]`
    const errors: FieldError[] = []
    if (expression.trim() === '') errors.push(required(`${at}.expression`, 'expression is not specified'))
    if (messageExpression !== '' && messageExpression.trim() === '')
      errors.push(
        invalidValue(`${at}.messageExpression`, messageExpression, 'must be non-empty if specified'),
      )
    if (message !== '' && message.trim() === '')
      errors.push(invalidValue(`${at}.message`, message, 'message must be non-empty if specified'))
    else if (/[\n\r]/.test(message.trim()))
      errors.push(invalidValue(`${at}.message`, message, 'message must not contain line breaks'))
    if (reason !== undefined && !REASONS.includes(reason))
      errors.push(notSupported(`${at}.reason`, reason, REASONS))
    return errors
  })
}

function validateAnnotations({ auditAnnotations = [] }: Policy, name: string): FieldError[] {
  const path = 'spec.auditAnnotations'
  const errors: FieldError[] = []
  if (auditAnnotations.length > MAX_ANNOTATIONS) {
    const detail = `must not have more than ${MAX_ANNOTATIONS} auditAnnotations`
    errors.push(invalidValue(path, auditAnnotations, detail))
  }
  const keys = auditAnnotations.map(({ key }) => key)
  auditAnnotations.forEach(({ key = '', valueExpression = '' }, index) => {
    const at = `${path}[${index}]`
    const full = `${name}/${key}`
    for (const message of checkQualifiedName(full)) errors.push(invalidValue(`${at}.key`, full, message))
    if (valueExpression.trim() === '')
      errors.push(required(`${at}.valueExpression`, 'valueExpression is not specified'))
    if (keys.indexOf(key) < index) errors.push(duplicate(`${at}.key`, key))
  })
  return errors
}

/** The errors of a binding. */
export function validateBinding({ spec }: ValidatingAdmissionPolicyBinding): FieldError[] {
  const { policyName = '', matchResources, paramRef }: Binding = spec ?? {}
  const errors: FieldError[] = []
  if (policyName === '') errors.push(required('spec.policyName'))
  else
    for (const message of checkDns1123Subdomain(policyName))
      errors.push(invalidValue('spec.policyName', policyName, message))
  if (paramRef) errors.push(...validateParamRef(paramRef))
  if (matchResources) errors.push(...validateMatch(matchResources, 'spec.matchResources'))
  return [...errors, ...validateActions(spec?.validationActions ?? [])]
}

/** The errors of a binding's spec.paramRef. */
export function validateParamRef(ref: NonNullable<Binding['paramRef']>): FieldError[] {
  const { name = '', selector, parameterNotFoundAction = '' } = ref
  const path = 'spec.paramRef'
  const errors: FieldError[] = []
  const both = 'name and selector are mutually exclusive'
  if (name !== '' && selector)
    errors.push(forbiddenField(`${path}.name`, both), forbiddenField(`${path}.selector`, both))
  if (name === '' && !selector) errors.push(required(path, 'one of name or selector must be specified'))
  if (parameterNotFoundAction === '') errors.push(required(`${path}.parameterNotFoundAction`))
  else if (!['Deny', 'Allow'].includes(parameterNotFoundAction))
    errors.push(notSupported(`${path}.parameterNotFoundAction`, parameterNotFoundAction, ['Deny', 'Allow']))
  return errors
}

function validateActions(actions: readonly string[]): FieldError[] {
  const path = 'spec.validationActions'
  const errors = actions.flatMap((action, index) => [
    ...(ACTIONS.includes(action) ? [] : [notSupported(`${path}[${index}]`, action, ACTIONS)]),
    ...(actions.indexOf(action) < index ? [duplicate(`${path}[${index}]`, action)] : []),
  ])
  if (actions.includes('Deny') && actions.includes('Warn')) {
    const detail =
      'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)'
    errors.push(invalidValue(path, actions, detail))
  }
  return actions.length === 0
    ? [...errors, required(path, 'at least one validation action is required')]
    : errors
}
