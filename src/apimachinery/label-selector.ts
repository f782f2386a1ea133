/** Label selectors: from strings, from LabelSelector objects, from plain labels; matching and printing. */
import { compareStrings } from '../base/compare-strings.ts'
import { childPath, type FieldError, forbiddenField, invalidValue, required } from './field-error.ts'
import { quote } from './go-format.ts'
import { parseRequirements } from './label-selector-parser.ts'
import { checkLabelValue, validateLabelKey, validateLabels } from './labels.ts'
import type { Labels } from './object.ts'
import {
  createRequirement,
  formatRequirement,
  matchesRequirement,
  type Requirement,
  type SelectorOperator,
} from './requirement.ts'

/** A LabelSelector as it stands in manifests. */
export interface LabelSelector {
  matchLabels?: Labels
  matchExpressions?: LabelSelectorExpression[]
}

/** One of a LabelSelector's matchExpressions. */
export interface LabelSelectorExpression {
  key: string
  operator: string
  values?: string[]
}

/** A selector ready to match. Requirements are sorted by key. */
export interface Selector {
  readonly requirements: readonly Requirement[]
  /** False for the selector that matches no object at all, which has no requirements either. */
  readonly selectable: boolean
}

/** Matches every object. */
export const EVERYTHING: Selector = Object.freeze({ requirements: [], selectable: true })
/** Matches no object. */
export const NOTHING: Selector = Object.freeze({ requirements: [], selectable: false })

const OPERATORS: ReadonlyMap<string, SelectorOperator> = new Map([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
])
const NO_LABELS: Labels = Object.freeze({})
const compiled = new WeakMap<LabelSelector, Selector>()

function selectorOf(requirements: Requirement[]): Selector {
  if (requirements.length === 0) return EVERYTHING
  return { requirements: requirements.sort((a, b) => compareStrings(a.key, b.key)), selectable: true }
}

/** Reads the string form, `a=b,c!=d,e in (x,y),!f,g>1`. Throws an Error in the API server's words. */
export function parseSelector(text: string): Selector {
  return selectorOf(parseRequirements(text))
}

/** Matches objects that have all of these labels; every object where there are none. Nothing is validated. */
export function selectorFromLabels(labels: Labels | undefined): Selector {
  return selectorOf(
    Object.entries(labels ?? {}).map(([key, value]) => ({ key, operator: '=', values: [value] })),
  )
}

/**
 * Matches what a LabelSelector matches: nothing where it is missing, everything where it is empty. Throws for
 * invalid ones. Frozen selectors, such as those of stored objects, are compiled once.
 */
export function selectorFromLabelSelector(selector: LabelSelector | null | undefined): Selector {
  if (selector === null || selector === undefined) return NOTHING
  const known = compiled.get(selector)
  if (known !== undefined) return known
  const result = compile(selector)
  if (Object.isFrozen(selector)) compiled.set(selector, result)
  return result
}

function compile({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Selector {
  const equalities = Object.entries(matchLabels).map(([key, value]) => createRequirement(key, '=', [value]))
  const expressions = matchExpressions.map(({ key, operator, values = [] }) => {
    const symbol = OPERATORS.get(operator)
    if (symbol === undefined) throw new Error(`${quote(operator)} is not a valid label selector operator`)
    return createRequirement(key, symbol, values)
  })
  return selectorOf([...equalities, ...expressions])
}

/** Whether an object with these labels is selected. */
export function matchesLabels(selector: Selector, labels: Labels | undefined): boolean {
  if (!selector.selectable) return false
  const { requirements } = selector
  for (let index = 0; index < requirements.length; index++)
    if (!matchesRequirement(requirements[index]!, labels ?? NO_LABELS)) return false
  return true
}

/** Whether the selector lets every object pass. */
export function selectsEverything(selector: Selector): boolean {
  return selector.selectable && selector.requirements.length === 0
}

/** The one value that a label must have, if the selector asks for one: what an index can look up. */
export function requiredLabel(selector: Selector, key: string): string | undefined {
  const requirement = selector.requirements.find((each) => each.key === key)
  return requirement === undefined ? undefined : exactValue(requirement)
}

/** The labels that must have one exact value, as key and value: any of them can serve an index lookup. */
export function requiredLabels(selector: Selector): [key: string, value: string][] {
  return selector.requirements.flatMap((requirement): [string, string][] => {
    const value = exactValue(requirement)
    return value === undefined ? [] : [[requirement.key, value]]
  })
}

function exactValue({ operator, values }: Requirement): string | undefined {
  const exact = operator === '=' || operator === '==' || operator === 'in'
  return exact && values.length === 1 ? values[0] : undefined
}

/** The string form: `a=b,c in (x,y)`; '' for everything and for nothing. */
export function formatSelector(selector: Selector): string {
  return selector.requirements.map(formatRequirement).join(',')
}

/** A LabelSelector as kubectl prints it: `<none>` where it is empty or missing, `<error>` where it is invalid. */
export function formatLabelSelector(selector: LabelSelector | null | undefined): string {
  try {
    return formatSelector(selectorFromLabelSelector(selector)) || '<none>'
  } catch {
    return '<error>'
  }
}

/** Labels as kubectl prints them: `a=b,c=d` sorted by key, `<none>` without any. */
export function formatLabels(labels: Labels | undefined): string {
  const keys = Object.keys(labels ?? {}).sort()
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${labels?.[key]}`).join(',')
}

/** The errors of a LabelSelector in an object, as validation reports them. */
export function validateLabelSelector(selector: LabelSelector | undefined, path: string): FieldError[] {
  const expressions = selector?.matchExpressions ?? []
  return [
    ...validateLabels(selector?.matchLabels, childPath(path, 'matchLabels')),
    ...expressions.flatMap((each, index) =>
      validateExpression(each, childPath(path, `matchExpressions[${index}]`)),
    ),
  ]
}

/** Any of the fields may be missing in what users send. */
function validateExpression(expression: Partial<LabelSelectorExpression>, path: string): FieldError[] {
  const { key = '', operator = '', values = [] } = expression
  return [
    ...validateOperator(operator, values, path),
    ...validateLabelKey(key, `${path}.key`),
    ...values.flatMap((value, index) =>
      checkLabelValue(value).map((message) => invalidValue(`${path}.values[${index}]`, value, message)),
    ),
  ]
}

function validateOperator(operator: string, values: string[], path: string): FieldError[] {
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length > 0) return []
      return [required(`${path}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
    case 'Exists':
    case 'DoesNotExist':
      if (values.length === 0) return []
      return [
        forbiddenField(
          `${path}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      ]
    default:
      return [invalidValue(`${path}.operator`, operator, 'not a valid selector operator')]
  }
}

/** A LabelSelector as Go prints the generated type; a missing one is empty. */
export function goLabelSelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector = {}): string {
  const labels = Object.keys(matchLabels).sort()
  const pairs = labels.map((key) => `${key}: ${matchLabels[key]},`)
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  )
  return `&LabelSelector{MatchLabels:map[string]string{${pairs.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`
}
