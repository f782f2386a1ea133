/** The functions that templates may call: Go's own and kubectl's. */
import { isJsonObject } from '../../base/json.ts'
import { ownValue } from '../go-value.ts'
import { compareLess, isEqualToAny } from './comparisons.ts'
import { escapeHtml, escapeJavaScript, escapeQuery } from './escapes.ts'
import { FunctionError } from './function-error.ts'
import { indexInto, lengthOf, sliceOf } from './indexing.ts'
import { sprint, sprintf, sprintln } from './printf.ts'
import { concrete, goTypeName, type Held, int, isTrue, MISSING } from './value.ts'

/** `value` takes anything as it is, `any` takes a missing value for nil. */
export type ParameterType = 'value' | 'any' | 'string'

/** A function: its fixed parameters, the type of further ones, and what it does. */
export interface TemplateFunction {
  parameters: readonly ParameterType[]
  rest?: ParameterType
  /** Throws FunctionError. */
  call(args: readonly unknown[], name: string): Held
}

type Plain = (...args: unknown[]) => unknown

function define(parameters: ParameterType[], rest: ParameterType | undefined, call: Plain): TemplateFunction {
  const result = (args: readonly unknown[]) => concrete(call(...args))
  return rest ? { parameters, rest, call: result } : { parameters, call: result }
}

function printable(args: readonly unknown[]): string {
  return sprint(args.map((arg) => arg ?? '<no value>'))
}

function decodeBase64(text: string): string {
  const plain = text.replace(/[\r\n]/g, '')
  const bad = plain.search(/[^A-Za-z0-9+/]/)
  const isPadded = /^[A-Za-z0-9+/]*={0,2}$/.test(plain) && plain.length % 4 === 0
  if (isPadded) return Buffer.from(plain, 'base64').toString('utf8')
  const position = bad < 0 ? plain.length - (plain.length % 4) : offsetOf(text, bad)
  throw new FunctionError(`base64 decode failed: illegal base64 data at input byte ${position}`)
}

/** The offset in the text of a character counted without line breaks. */
function offsetOf(text: string, index: number): number {
  let seen = 0
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\n' || text[at] === '\r') continue
    if (seen++ === index) return at
  }
  return text.length
}

/** True where `index` would find something: kubectl's `exists`. */
function exists(item: unknown, ...indexes: unknown[]): boolean {
  // Without a key even nil exists, for kubectl.
  if (indexes.length === 0) return true
  let value = item
  for (const key of indexes) {
    if (typeof key === 'string' && isJsonObject(value)) value = ownValue(value, key)
    else if (Array.isArray(value) || typeof value === 'string') value = elementAt(value, key)
    else return false
  }
  return value !== null && value !== undefined
}

function elementAt(list: unknown[] | string, key: unknown): unknown {
  try {
    return indexInto(list, [key]).value
  } catch (error) {
    if (error instanceof FunctionError) return undefined
    throw error
  }
}

function callNothing(args: readonly unknown[], name: string): Held {
  const [callee] = args
  if (callee === null || callee === undefined) throw new FunctionError('call of nil')
  throw new FunctionError(`non-function ${name} of type ${goTypeName(callee)}`)
}

/** All functions by name. `and` and `or` are evaluated elsewhere, since they do not look at all arguments. */
export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  ['and', { parameters: ['value'], rest: 'value', call: () => MISSING }],
  ['or', { parameters: ['value'], rest: 'value', call: () => MISSING }],
  ['not', define(['value'], undefined, (value) => !isTrue(value))],
  ['call', { parameters: ['value'], rest: 'value', call: callNothing }],
  ['len', define(['value'], undefined, (value) => int(lengthOf(value)))],
  ['index', { parameters: ['value'], rest: 'value', call: ([item, ...keys]) => indexInto(item, keys) }],
  ['slice', define(['value'], 'value', (item, ...bounds) => sliceOf(item, bounds))],
  ['print', define([], 'any', (...args) => sprint(args))],
  ['println', define([], 'any', (...args) => sprintln(args))],
  ['printf', define(['string'], 'any', (format, ...args) => sprintf(format as string, args))],
  ['html', define([], 'any', (...args) => escapeHtml(printable(args)))],
  ['js', define([], 'any', (...args) => escapeJavaScript(printable(args)))],
  ['urlquery', define([], 'any', (...args) => escapeQuery(printable(args)))],
  ['eq', define(['value'], 'value', (first, ...others) => isEqualToAny(first, others))],
  ['ne', define(['value', 'value'], undefined, (a, b) => !isEqualToAny(a, [b]))],
  ['lt', define(['value', 'value'], undefined, (a, b) => compareLess(a, b))],
  ['le', define(['value', 'value'], undefined, (a, b) => compareLess(a, b) || isEqualToAny(a, [b]))],
  ['gt', define(['value', 'value'], undefined, (a, b) => !compareLess(a, b) && !isEqualToAny(a, [b]))],
  ['ge', define(['value', 'value'], undefined, (a, b) => !compareLess(a, b))],
  ['exists', define(['any'], 'any', exists)],
  ['base64decode', define(['string'], undefined, (text) => decodeBase64(text as string))],
] as [string, TemplateFunction][])
