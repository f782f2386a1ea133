/** CEL's set library: lists taken as sets (cel-go, ext/sets.go). */
import type { FunctionTable } from '../functions/overload.ts'
import { isEqual } from '../values/equality.ts'
import type { Value } from '../values/value.ts'

type List = readonly Value[]

export const sets: FunctionTable = {
  'sets.contains(list<T>, list<T>): bool': contains,
  'sets.equivalent(list<T>, list<T>): bool': (a: List, b: List) => contains(a, b) && contains(b, a),
  'sets.intersects(list<T>, list<T>): bool': (a: List, b: List) => b.some((item) => has(a, item)),
}

function contains(list: List, part: List): boolean {
  return part.every((item) => has(list, item))
}

function has(list: List, wanted: Value): boolean {
  return list.some((item) => isEqual(item, wanted))
}
