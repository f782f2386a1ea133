/**
 * The JSONPath of printer columns and selectable fields of custom kinds: names, indexes, slices, wildcards, filters.
 * What is missing gives no result; nothing here fails on an object's content.
 */
import { isJsonObject } from '../base/json.ts'

type Step = (values: readonly unknown[]) => unknown[]

/** A path ready to be applied: gives all values it leads to, in order. */
export type JsonPath = (object: unknown) => unknown[]

const compiled = new Map<string, JsonPath>()

/** Compiles a path such as `.status.conditions[?(@.type=="Ready")].status`. Throws an Error where it is malformed. */
export function compileJsonPath(path: string): JsonPath {
  const known = compiled.get(path)
  if (known) return known
  const steps = parseSteps(path.replace(/^\$/, ''))
  const apply: JsonPath = (object) => steps.reduce<unknown[]>((values, step) => step(values), [object])
  compiled.set(path, apply)
  return apply
}

function parseSteps(path: string): Step[] {
  const steps: Step[] = []
  let rest = path
  while (rest !== '') {
    const { step, length } = rest.startsWith('[') ? parseBracket(rest) : parseName(rest)
    steps.push(step)
    rest = rest.slice(length)
  }
  return steps
}

interface Parsed {
  step: Step
  length: number
}

const NAME = /^(\.\.?)?((?:\\.|[^.[\]\\])+)/

function parseName(text: string): Parsed {
  if (text === '.') return { step: (values) => [...values], length: 1 }
  if (text.startsWith('.[')) return { step: (values) => [...values], length: 1 }
  const match = NAME.exec(text)
  if (!match) throw new Error(`unexpected character in JSONPath at ${JSON.stringify(text)}`)
  const name = (match[2] ?? '').replace(/\\(.)/g, '$1')
  const step = name === '*' ? children : member(name)
  const deep: Step = (values) => step(values.flatMap(descendants))
  return { step: match[1] === '..' ? deep : step, length: match[0].length }
}

function parseBracket(text: string): Parsed {
  const end = closingBracket(text)
  const inner = text.slice(1, end).trim()
  return { step: bracketStep(inner), length: end + 1 }
}

function closingBracket(text: string): number {
  let depth = 0
  let quoted = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (quoted !== '') quoted = char === quoted ? '' : quoted
    else if (char === '"' || char === "'") quoted = char
    else if (char === '[') depth++
    else if (char === ']' && --depth === 0) return i
  }
  throw new Error('unterminated array')
}

function bracketStep(inner: string): Step {
  if (inner === '*') return children
  const name = /^(['"])(.*)\1$/.exec(inner)
  if (name) return member(name[2] ?? '')
  if (/^-?\d+$/.test(inner)) return element(Number(inner))
  const slice = /^(-?\d*):(-?\d*)$/.exec(inner)
  if (slice)
    return (values) => values.flatMap((value) => listOf(value).slice(...sliceBounds(slice[1], slice[2])))
  const filter = /^\?\s*\((.*)\)$/.exec(inner)
  if (filter) return filterStep(filter[1] ?? '')
  throw new Error(`invalid array index ${inner}`)
}

function sliceBounds(start = '', end = ''): [number, number?] {
  return end === '' ? [Number(start)] : [Number(start), Number(end)]
}

const COMPARISON = /^\s*@(.*?)\s*(==|!=|<=|>=|<|>)\s*(.+?)\s*$/

function filterStep(condition: string): Step {
  const comparison = COMPARISON.exec(condition)
  const path = compileJsonPath(comparison ? (comparison[1] ?? '') : condition.replace(/^\s*@/, '').trim())
  const holds = comparison
    ? (item: unknown) =>
        path(item).some((value) => compare(value, comparison[2] ?? '', literal(comparison[3] ?? '')))
    : (item: unknown) => path(item).length > 0
  return (values) => values.flatMap((value) => listOf(value).filter(holds))
}

function literal(text: string): unknown {
  const string = /^(['"])(.*)\1$/.exec(text)
  if (string) return string[2]
  if (text === 'true' || text === 'false') return text === 'true'
  return Number(text)
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  if (operator === '==') return left === right
  if (operator === '!=') return left !== right
  if (typeof left !== typeof right || (typeof left !== 'number' && typeof left !== 'string')) return false
  const other = right as typeof left
  if (operator === '<') return left < other
  if (operator === '>') return left > other
  return operator === '<=' ? left <= other : left >= other
}

function member(name: string): Step {
  return (values) =>
    values.flatMap((value) =>
      isJsonObject(value) && Object.hasOwn(value, name) && value[name] !== undefined ? [value[name]] : [],
    )
}

function element(index: number): Step {
  return (values) =>
    values.flatMap((value) => listOf(value).slice(index, index === -1 ? undefined : index + 1))
}

function children(values: readonly unknown[]): unknown[] {
  return values.flatMap((value) => (isJsonObject(value) ? Object.values(value) : listOf(value)))
}

function descendants(value: unknown): unknown[] {
  return [value, ...children([value]).flatMap(descendants)]
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
