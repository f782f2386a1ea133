/** A label selector of a flag as the one of an object. Source: apimachinery, metav1.ParseToLabelSelector. */

import { quote } from '../../apimachinery/go-format.ts'
import { type LabelSelector, parseSelector } from '../../apimachinery/label-selector.ts'
import type { Requirement, SelectorOperator } from '../../apimachinery/requirement.ts'
import { messageOf } from '../../base/error-message.ts'
import { CliError } from '../errors.ts'

const OPERATORS: Partial<Record<SelectorOperator, string>> = {
  in: 'In',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
}

/** Reads it. Throws CliError for text that is no selector, and for what the selectors of objects cannot say. */
export function readLabelSelector(text: string): LabelSelector {
  const selector: Required<LabelSelector> = { matchLabels: {}, matchExpressions: [] }
  for (const requirement of requirementsOf(text)) {
    const { key, operator, values } = requirement
    if (operator === '=' || operator === '==') selector.matchLabels[key] = values[0] ?? ''
    else
      selector.matchExpressions.push({
        key,
        operator: expressionOperator(requirement),
        ...(values.length > 0 && { values: [...values] }),
      })
  }
  return selector
}

function requirementsOf(text: string): readonly Requirement[] {
  try {
    return parseSelector(text).requirements
  } catch (error) {
    throw new CliError(`couldn't parse the selector string ${quote(text)}: ${messageOf(error)}`)
  }
}

function expressionOperator({ operator }: Requirement): string {
  const known = OPERATORS[operator]
  if (known !== undefined) return known
  const isComparison = operator === 'gt' || operator === 'lt'
  throw new CliError(
    `${quote(operator)} ${isComparison ? "isn't supported in label selectors" : 'is not a valid label selector operator'}`,
  )
}
