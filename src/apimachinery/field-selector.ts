/** Field selectors: `status.phase=Running,spec.nodeName!=node-1`. */

/** One requirement: the field, in dotted form, is or is not the value. */
export interface FieldRequirement {
  readonly field: string
  readonly operator: '=' | '!='
  readonly value: string
}

/** Requirements that must all hold, in the order of their text. */
export type FieldSelector = readonly FieldRequirement[]

const OPERATORS = ['!=', '==', '='] as const

/** Reads a field selector; in values `\`, `,` and `=` are escaped by `\`. Throws in the API server's words. */
export function parseFieldSelector(text: string): FieldSelector {
  return splitTerms(text)
    .sort()
    .filter((term) => term !== '')
    .map((term) => {
      const parts = splitTerm(term)
      if (parts === undefined) throw new Error(`invalid selector: '${text}'; can't understand '${term}'`)
      return { ...parts, value: unescapeFieldValue(parts.value) }
    })
}

/** Splits at commas that are not escaped. */
function splitTerms(text: string): string[] {
  const terms: string[] = []
  let start = 0
  for (let index = 0; index < text.length; index++) {
    if (text[index] === '\\') index++
    else if (text[index] === ',') {
      terms.push(text.slice(start, index))
      start = index + 1
    }
  }
  return [...terms, text.slice(start)]
}

/** Splits at the first operator. */
function splitTerm(term: string): FieldRequirement | undefined {
  for (let index = 0; index < term.length; index++) {
    const operator = OPERATORS.find((each) => term.startsWith(each, index))
    if (operator !== undefined)
      return {
        field: term.slice(0, index),
        operator: operator === '!=' ? '!=' : '=',
        value: term.slice(index + operator.length),
      }
  }
  return undefined
}

function unescapeFieldValue(text: string): string {
  if (!/[\\,=]/.test(text)) return text
  return text.replace(/\\([\s\S]?)|[,=]/g, (match, escaped?: string) => {
    if (escaped === undefined)
      throw new Error(`invalid field selector: unescaped character in value: ${match.charCodeAt(0)}`)
    if (!/[\\,=]/.test(escaped))
      throw new Error(`invalid field selector: invalid escape sequence: \\${escaped}`)
    return escaped
  })
}

/** A value so that it can stand in a field selector. */
export function escapeFieldValue(value: string): string {
  return value.replace(/[\\,=]/g, '\\$&')
}

/** Whether an object is selected; `read` gives the text of a field, '' where the object has none. */
export function matchesFields(selector: FieldSelector, read: (field: string) => string): boolean {
  for (const { field, operator, value } of selector)
    if ((read(field) === value) !== (operator === '=')) return false
  return true
}

/** The one value that a field must have, if the selector asks for one: what an index or a key can look up. */
export function requiredField(selector: FieldSelector, field: string): string | undefined {
  return selector.find((each) => each.field === field && each.operator === '=')?.value
}

/** The string form: `status.phase=Running,spec.nodeName!=node-1`. */
export function formatFieldSelector(selector: FieldSelector): string {
  return selector
    .map(({ field, operator, value }) => `${field}${operator}${escapeFieldValue(value)}`)
    .join(',')
}
