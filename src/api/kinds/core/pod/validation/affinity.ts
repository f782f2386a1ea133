/** Validation of affinity to nodes and to other pods. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { validateLabelSelector } from '../../../../../apimachinery/label-selector.ts'
import { checkLabelValue, validateLabelKey } from '../../../../../apimachinery/labels.ts'
import type {
  Affinity,
  LabelSelector,
  NodeAffinity,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodAffinity,
  PodAffinityTerm,
} from '../../../../../generated/types.ts'
import { dnsLabel, dnsSubdomain, errorsOf } from './fields.ts'

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution'
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution'

/** The errors of a pod's affinity. */
export function validateAffinity(affinity: Affinity | undefined, path: string): FieldError[] {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity ?? {}
  return [
    ...(nodeAffinity ? validateNodeAffinity(nodeAffinity, `${path}.nodeAffinity`) : []),
    ...(podAffinity ? validatePodAffinity(podAffinity, `${path}.podAffinity`) : []),
    ...(podAntiAffinity ? validatePodAffinity(podAntiAffinity, `${path}.podAntiAffinity`) : []),
  ]
}

/** The terms of a node affinity. */
export function validateNodeAffinity(affinity: NodeAffinity, path: string): FieldError[] {
  const preferred = affinity[PREFERRED] ?? []
  return [
    ...(affinity[REQUIRED] ? validateNodeSelector(affinity[REQUIRED], `${path}.${REQUIRED}`) : []),
    ...preferred.flatMap(({ weight, preference }, index) => {
      const at = `${path}.${PREFERRED}[${index}]`
      return [...validateWeight(weight, at), ...validateTerm(preference, false, `${at}.preference`)]
    }),
  ]
}

function validateWeight(weight: number, path: string): FieldError[] {
  if (weight >= 1 && weight <= 100) return []
  return [invalidValue(`${path}.weight`, weight ?? 0, 'must be in the range 1-100')]
}

/** The errors of a selector of nodes, as affinity and persistent volumes have it. */
/** Errors of a node selector: it needs terms, and they must be well-formed. */
export function validateNodeSelector({ nodeSelectorTerms }: NodeSelector, path: string): FieldError[] {
  const at = `${path}.nodeSelectorTerms`
  if (!nodeSelectorTerms?.length) return [required(at, 'must have at least one node selector term')]
  return nodeSelectorTerms.flatMap((term, index) => validateTerm(term, true, `${at}[${index}]`))
}

/** A preference may name label values that no label can have. */
function validateTerm(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm = {},
  values: boolean,
  path: string,
): FieldError[] {
  return [
    ...matchExpressions.flatMap((each, index) =>
      validateRequirement(each, values, `${path}.matchExpressions[${index}]`),
    ),
    ...matchFields.flatMap((each, index) => validateFieldRequirement(each, `${path}.matchFields[${index}]`)),
  ]
}

function validateRequirement(
  requirement: NodeSelectorRequirement,
  strict: boolean,
  path: string,
): FieldError[] {
  const { key = '', values = [] } = requirement
  return [
    ...validateOperator(requirement, path),
    ...validateLabelKey(key, `${path}.key`),
    ...(strict
      ? values.flatMap((value, index) => errorsOf(checkLabelValue(value), `${path}.values[${index}]`, value))
      : []),
  ]
}

function validateOperator(
  { operator = '', values = [] }: NodeSelectorRequirement,
  path: string,
): FieldError[] {
  const at = `${path}.values`
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return []
      return [required(at, "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return []
      return [forbiddenField(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
    case 'Gt':
    case 'Lt':
      if (values.length === 1) return []
      return [required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'")]
    default:
      return [invalidValue(`${path}.operator`, operator, 'not a valid selector operator')]
  }
}

function validateFieldRequirement(
  { key = '', operator = '', values = [] }: NodeSelectorRequirement,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  const one = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
  if (operator !== 'In' && operator !== 'NotIn')
    errors.push(invalidValue(`${path}.operator`, operator, 'not a valid selector operator'))
  else if (values.length !== 1) errors.push(required(`${path}.values`, one))
  if (key !== 'metadata.name')
    return [...errors, invalidValue(`${path}.key`, key, 'not a valid field selector key')]
  return [...errors, ...values.flatMap((value, index) => dnsSubdomain(value, `${path}.values[${index}]`))]
}

function validatePodAffinity(affinity: PodAffinity, path: string): FieldError[] {
  const preferred = affinity[PREFERRED] ?? []
  return [
    ...(affinity[REQUIRED] ?? []).flatMap((term, index) =>
      validatePodTerm(term, `${path}.${REQUIRED}[${index}]`),
    ),
    ...preferred.flatMap(({ weight, podAffinityTerm }, index) => {
      const at = `${path}.${PREFERRED}[${index}]`
      return [...validateWeight(weight, at), ...validatePodTerm(podAffinityTerm, `${at}.podAffinityTerm`)]
    }),
  ]
}

function validatePodTerm(term: Partial<PodAffinityTerm> = {}, path: string): FieldError[] {
  const { labelSelector, namespaceSelector, namespaces = [], topologyKey = '' } = term
  return [
    ...validateLabelSelector(labelSelector, `${path}.labelSelector`),
    ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`),
    ...namespaces.flatMap((name) => dnsLabel(name, `${path}.namespace`)),
    ...validateLabelKeys(term, path),
    ...(topologyKey === '' ? [required(`${path}.topologyKey`, 'can not be empty')] : []),
    ...validateLabelKey(topologyKey, `${path}.topologyKey`),
  ]
}

/** A term that takes values of labels from the pod that it belongs to. */
export interface LabelKeys {
  labelSelector?: LabelSelector
  matchLabelKeys?: string[]
  mismatchLabelKeys?: string[]
}

/** The errors of matchLabelKeys and mismatchLabelKeys. What they stand for is in the selector already, once. */
export function validateLabelKeys(term: LabelKeys, path: string): FieldError[] {
  const { labelSelector, matchLabelKeys = [], mismatchLabelKeys = [] } = term
  const both = matchLabelKeys.flatMap((key, index) =>
    mismatchLabelKeys.includes(key)
      ? [
          invalidValue(
            `${path}.matchLabelKeys[${index}]`,
            key,
            'exists in both matchLabelKeys and mismatchLabelKeys',
          ),
        ]
      : [],
  )
  return [
    ...validateKeys(matchLabelKeys, labelSelector, `${path}.matchLabelKeys`),
    ...validateKeys(mismatchLabelKeys, labelSelector, `${path}.mismatchLabelKeys`),
    ...validateRepeatedKeys(matchLabelKeys, labelSelector, path),
    ...both,
  ]
}

function validateKeys(
  keys: readonly string[],
  selector: LabelSelector | undefined,
  path: string,
): FieldError[] {
  if (keys.length === 0) return []
  if (selector === undefined)
    return [forbiddenField(path, 'must not be specified when labelSelector is not set')]
  return keys.flatMap((key, index) => validateLabelKey(key, `${path}[${index}]`))
}

function validateRepeatedKeys(
  keys: readonly string[],
  { matchLabels = {}, matchExpressions = [] }: LabelSelector = {},
  path: string,
): FieldError[] {
  const seen = new Set(Object.keys(matchLabels))
  return matchExpressions.flatMap(({ key }) => {
    const index = keys.lastIndexOf(key)
    const repeated = index >= 0 && seen.has(key)
    seen.add(key)
    const text = 'exists in both matchLabelKeys and labelSelector'
    return repeated ? [invalidValue(`${path}[${index}]`, key, text)] : []
  })
}
