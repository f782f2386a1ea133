/** The rules of what policies match (validateMatchResources of pkg/apis/admissionregistration/validation). */
import {
  duplicate,
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../apimachinery/field-error.ts'
import { validateLabelSelector } from '../../../apimachinery/label-selector.ts'
import { checkPathSegmentName } from '../../../apimachinery/names.ts'
import type { MatchResources, NamedRuleWithOperations } from '../../../generated/types.ts'
import { validateResources } from './validate-resources.ts'

const OPERATIONS = ['*', 'CONNECT', 'CREATE', 'DELETE', 'UPDATE']
const SCOPES = ['*', 'Cluster', 'Namespaced']

/** The errors of spec.matchConstraints, or of a binding's spec.matchResources. */
export function validateMatch(match: MatchResources, path: string): FieldError[] {
  const { matchPolicy = '', resourceRules = [], excludeResourceRules = [] } = match
  const errors: FieldError[] = []
  if (!['Equivalent', 'Exact'].includes(matchPolicy))
    errors.push(notSupported(`${path}.matchPolicy`, matchPolicy, ['Equivalent', 'Exact']))
  errors.push(
    ...validateLabelSelector(match.namespaceSelector, `${path}.namespaceSelector`),
    ...validateLabelSelector(match.objectSelector, `${path}.objectSelector`),
  )
  resourceRules.forEach((rule, index) => {
    errors.push(...validateRule(rule, `${path}.resourceRules[${index}]`))
  })
  excludeResourceRules.forEach((rule, index) => {
    errors.push(...validateRule(rule, `${path}.excludeResourceRules[${index}]`))
  })
  return errors
}

/** The errors of one rule, of a policy or a webhook. */
export function validateRule(rule: NamedRuleWithOperations, path: string): FieldError[] {
  const { resourceNames = [], operations = [], scope } = rule
  const errors = resourceNames.flatMap((name, index) => {
    const at = `${path}.resourceNames[${index}]`
    const wrong = checkPathSegmentName(name).map((message) => invalidValue(at, name, message))
    return resourceNames.indexOf(name) < index ? [...wrong, duplicate(at, name)] : wrong
  })
  errors.push(...validateWords(operations, `${path}.operations`))
  operations.forEach((operation, index) => {
    if (!OPERATIONS.includes(operation))
      errors.push(notSupported(`${path}.operations[${index}]`, operation, OPERATIONS))
  })
  errors.push(...validateWords(rule.apiGroups ?? [], `${path}.apiGroups`))
  errors.push(...validateWords(rule.apiVersions ?? [], `${path}.apiVersions`))
  ;(rule.apiVersions ?? []).forEach((version, index) => {
    if (version === '') errors.push(required(`${path}.apiVersions[${index}]`))
  })
  errors.push(...validateResources(rule.resources ?? [], `${path}.resources`))
  if (scope !== undefined && !SCOPES.includes(scope))
    errors.push(notSupported(`${path}.scope`, scope, SCOPES))
  return errors
}

const WORDS: Readonly<Record<string, string>> = {
  apiGroups: 'API groups',
  apiVersions: 'API versions',
  operations: 'operations',
}

/** There must be some, and '*' stands for itself alone. */
function validateWords(words: readonly string[], path: string): FieldError[] {
  if (words.length === 0) return [required(path)]
  if (words.length === 1 || !words.includes('*')) return []
  const what = WORDS[path.slice(path.lastIndexOf('.') + 1)]
  return [invalidValue(path, words, `if '*' is present, must not specify other ${what}`)]
}
