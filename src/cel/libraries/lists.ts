/** Kubernetes' list library, and version 3 of CEL's (k8s.io/apiserver, pkg/cel/library/lists.go; cel-go, ext/lists.go). */
import { applyArithmetic } from '../arithmetic.ts'
import { EvaluationError } from '../errors.ts'
import type { FunctionTable } from '../functions/overload.ts'
import { isEqual, order } from '../values/equality.ts'
import { Duration, isList, NONE, Optional, Uint, type Value } from '../values/value.ts'

type List = readonly Value[]

const COMPARABLE = ['int', 'uint', 'double', 'bool', 'string', 'bytes', 'timestamp', 'duration']

/** The largest list that lists.range makes. */
const MAX_RANGE = 1_000_000n

export const lists: FunctionTable = {
  ...forTypes(COMPARABLE, (type) => ({
    [`list<${type}>.isSorted(): bool`]: isSorted,
    [`list<${type}>.min(): ${type}`]: (list: List) => extreme(list, 'min', -1),
    [`list<${type}>.max(): ${type}`]: (list: List) => extreme(list, 'max', 1),
    [`list<${type}>.sort(): list<${type}>`]: (list: List) => [...list].sort(order),
  })),
  'list<int>.sum(): int': (list: List) => sum(list, 0n),
  'list<uint>.sum(): uint': (list: List) => sum(list, new Uint(0n)),
  'list<double>.sum(): double': (list: List) => sum(list, 0),
  'list<duration>.sum(): duration': (list: List) => sum(list, new Duration(0n)),
  'list<T>.indexOf(T): int': (list: List, value: Value) =>
    BigInt(list.findIndex((item) => isEqual(item, value))),
  'list<T>.lastIndexOf(T): int': (list: List, value: Value) =>
    BigInt(list.findLastIndex((item) => isEqual(item, value))),
  'list<T>.slice(int, int): list<T>': slice,
  'list<T>.distinct(): list<T>': (list: List) =>
    list.filter((item, index) => list.findIndex((other) => isEqual(other, item)) === index),
  'list<T>.reverse(): list<T>': (list: List) => Array.from(list).reverse(),
  'list<T>.first(): optional<T>': (list: List) => (list.length === 0 ? NONE : new Optional(list[0])),
  'list<T>.last(): optional<T>': (list: List) => (list.length === 0 ? NONE : new Optional(list.at(-1))),
  'list<T>.flatten(): list<dyn>': (list: List) => flatten(list, 1n),
  'list<T>.flatten(int): list<dyn>': flatten,
  'lists.range(int): list<int>': range,
}

function forTypes(types: readonly string[], table: (type: string) => FunctionTable): FunctionTable {
  return Object.assign({}, ...types.map(table))
}

function isSorted(list: List): boolean {
  return list.every((item, index) => index === 0 || order(list[index - 1]!, item) <= 0)
}

function extreme(list: List, name: string, sign: number): Value {
  if (list.length === 0) throw new EvaluationError(`${name} called on empty list`)
  return list.reduce((best, item) => (order(item, best) * sign > 0 ? item : best))
}

/** The sum begins with the zero of the items' type; which one that is, an empty list of unknown type does not tell. */
function sum(list: List, zero: Value): Value {
  const [first, ...rest] = list
  return first === undefined ? zero : rest.reduce((total, item) => applyArithmetic('_+_', total, item), first)
}

function slice(list: List, start: bigint, end: bigint): Value {
  if (start < 0n || end < 0n)
    throw new EvaluationError(`cannot slice(${start}, ${end}), negative indexes not supported`)
  if (start > end)
    throw new EvaluationError(
      `cannot slice(${start}, ${end}), start index must be less than or equal to end index`,
    )
  if (end > BigInt(list.length))
    throw new EvaluationError(`cannot slice(${start}, ${end}), list is length ${list.length}`)
  return list.slice(Number(start), Number(end))
}

function flatten(list: List, depth: bigint): Value[] {
  if (depth < 0n) throw new EvaluationError('level must be non-negative')
  return list.flatMap((item) => (isList(item) && depth > 0n ? flatten(item, depth - 1n) : [item]))
}

function range(size: bigint): Value {
  if (size > MAX_RANGE) throw new EvaluationError(`size must be no more than ${MAX_RANGE}`)
  return Array.from({ length: Math.max(Number(size), 0) }, (_, index) => BigInt(index))
}
