/** Evaluates a JSONPath template on JSON values, as client-go's `util/jsonpath` does. */
import { isJsonObject } from '../../base/json.ts'
import { formatValue, ownValue, sortedKeys, typeName } from '../go-value.ts'
import { compare } from './compare.ts'
import { type Bound, JsonPathError, type Node, type Template } from './nodes.ts'

type NodeOf<T extends Node['type']> = Extract<Node, { type: T }>

/** How many values one execution may pass through: `{..*..*..*}` would otherwise grow without end. */
const VALUE_LIMIT = 20_000_000

interface State {
  template: Template
  allowMissingKeys: boolean
  budget: number
  /** Ranges asked for and not yet begun, ranges that run, and ends met: client-go's own bookkeeping. */
  beginRange: number
  inRange: number
  endRange: number
  lastEnd: number
}

/**
 * The values that each part of the template finds: one list for each text and each pair of braces, a part
 * inside a range once per element. Throws JsonPathError.
 */
export function findResults(template: Template, data: unknown, allowMissingKeys: boolean): unknown[][] {
  const counters = { beginRange: 0, inRange: 0, endRange: 0, lastEnd: -1 }
  return findFrom({ template, allowMissingKeys, budget: VALUE_LIMIT, ...counters }, data, 0)
}

function findFrom(state: State, data: unknown, start: number): unknown[][] {
  const found: unknown[][] = []
  for (let at = start; at < state.template.length; at++) {
    const part = state.template[at] ?? []
    const results = Array.isArray(part) ? evaluateList(state, [data], part) : [part.text]
    if (state.endRange > 0 && state.endRange <= state.inRange) {
      state.endRange--
      state.lastEnd = at
      break
    }
    if (state.beginRange === 0) found.push(results)
    else at = runRange(state, results, at, found)
  }
  return found
}

/** Runs the parts behind a `{range}` once per element; returns the position of its `{end}`. */
function runRange(state: State, elements: unknown[], at: number, found: unknown[][]): number {
  state.beginRange--
  state.inRange++
  for (const element of elements) for (const results of findFrom(state, element, at + 1)) found.push(results)
  // An empty range is walked once on nothing, to find out where it ends.
  if (elements.length === 0) findFrom(state, undefined, at + 1)
  state.inRange--
  return state.lastEnd > at ? state.lastEnd : at
}

function evaluateList(state: State, input: unknown[], nodes: Node[]): unknown[] {
  let values = input
  for (const node of nodes) {
    values = evaluate(state, values, node)
    spend(state, values.length)
  }
  return values
}

function spend(state: State, count: number): void {
  state.budget -= count
  if (state.budget < 0) throw new JsonPathError('too many results')
}

function evaluate(state: State, input: unknown[], node: Node): unknown[] {
  switch (node.type) {
    case 'text':
      return [node.text]
    case 'literal':
      return input.map(() => node.value)
    case 'field':
      return evaluateField(state, input, node.name)
    case 'array':
      return input.flatMap((value) => slice(value, node))
    case 'filter':
      return input.flatMap((value) => filter(state, value, node))
    case 'wildcard':
      return input.flatMap(children)
    case 'recursive':
      return descendants(state, input)
    case 'union':
      return evaluateUnion(state, input, node)
    case 'identifier':
      return evaluateIdentifier(state, input, node.name)
  }
}

function evaluateUnion(state: State, input: unknown[], { members }: NodeOf<'union'>): unknown[] {
  try {
    return members.flatMap((member) => evaluateList(state, input, member))
  } catch (error) {
    if (error instanceof JsonPathError) throw new JsonPathError(error.message, input.length > 0)
    throw error
  }
}

function evaluateField(state: State, input: unknown[], name: string): unknown[] {
  const results: unknown[] = []
  for (const value of input) {
    const result = isJsonObject(value) ? ownValue(value, name) : undefined
    if (result !== undefined) results.push(result)
  }
  if (results.length === 0 && input.length > 0 && !state.allowMissingKeys)
    throw new JsonPathError(`${name} is not found`, false)
  return results
}

function slice(list: unknown, node: NodeOf<'array'>): unknown[] {
  if (list === null || list === undefined) return []
  if (!Array.isArray(list)) throw new JsonPathError(`${typeName(list)} is not array or slice`)
  const { length } = list
  const start = fromEnd(node.start.known ? node.start : { known: true, value: 0 }, length)
  const end = fromEnd(node.end.known ? node.end : { known: true, value: length }, length)
  if (start === end) return []
  if (start >= length || start < 0) throw outOfBounds(start, length)
  if (end > length || end < 0) throw outOfBounds(end - 1, length)
  if (start > end) throw new JsonPathError(`starting index ${start} is greater than ending index ${end}`)
  return everyNth(list.slice(start, end), node.step)
}

/** A negative bound counts from the end, and so does the end derived from the index -1. */
function fromEnd(bound: Bound, length: number): number {
  const isBehindLast = bound.value === 0 && bound.derived === true
  return bound.value < 0 || isBehindLast ? bound.value + length : bound.value
}

function outOfBounds(index: number, length: number): JsonPathError {
  return new JsonPathError(`array index out of bounds: index ${index}, length ${length}`)
}

function everyNth(list: unknown[], step: Bound): unknown[] {
  if (!step.known) return list
  if (step.value <= 0) throw new JsonPathError('step must be > 0')
  return list.filter((_item, index) => index % step.value === 0)
}

function filter(state: State, list: unknown, node: NodeOf<'filter'>): unknown[] {
  if (!Array.isArray(list))
    throw new JsonPathError(`${formatValue(list)} is not array or slice and cannot be filtered`)
  return list.filter((item) =>
    node.operator === 'exists' ? exists(state, item, node) : matches(state, item, node),
  )
}

function exists(state: State, item: unknown, node: NodeOf<'filter'>): boolean {
  try {
    return evaluateList(state, [item], node.left).length > 0
  } catch (error) {
    // A path that fails at a missing key does not exist; one that fails otherwise does, since what it has come to is
    // given back with the failure (client-go's evalArray, evalFilter and evalIdentifier).
    if (error instanceof JsonPathError) return error.hasFound
    throw error
  }
}

function matches(state: State, item: unknown, node: NodeOf<'filter'>): boolean {
  const left = evaluateList(state, [item], node.left)
  if (left.length === 0) return false
  if (left.length > 1) throw new JsonPathError('can only compare one element at a time')
  const right = evaluateList(state, [item], node.right)
  if (right.length === 0) return false
  if (right.length > 1) throw new JsonPathError('can only compare one element at a time')
  return compare(left[0], node.operator, right[0])
}

/** The members of a value: of a map in the order of its keys, of a string its bytes. */
function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return [...Buffer.from(value)]
  return isJsonObject(value) ? sortedKeys(value).map((key) => value[key]) : []
}

/** The values and all that is below them, parents first, without what has no members. */
function descendants(state: State, input: unknown[]): unknown[] {
  const found: unknown[] = []
  const waiting = [...input].reverse()
  while (waiting.length > 0) {
    const value = waiting.pop()
    const members = children(value)
    if (members.length === 0) continue
    spend(state, members.length)
    found.push(value)
    for (let at = members.length - 1; at >= 0; at--) waiting.push(members[at])
  }
  return found
}

function evaluateIdentifier(state: State, input: unknown[], name: string): unknown[] {
  if (name === 'range') {
    state.beginRange++
    return input
  }
  if (name !== 'end') throw new JsonPathError(`unrecognized identifier ${name}`, input.length > 0)
  if (state.inRange === 0) throw new JsonPathError('not in range, nothing to end', false)
  state.endRange++
  return []
}
