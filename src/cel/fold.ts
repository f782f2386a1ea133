/** Macros that go through lists and maps. */
import { EvaluationError, noSuchOverload } from './errors.ts'
import { type Evaluation, type Variables, withVariable } from './evaluation.ts'
import { attempt } from './operators.ts'
import type { Fold } from './syntax/expression.ts'
import { EntriesMap, isList, MapValue, type Value } from './values/value.ts'

/** One item of a range: its index or key, and itself or its value. */
type Item = readonly [key: Value, value: Value]

/** The value of a fold. */
export function foldItems(evaluation: Evaluation, node: Fold, variables: Variables): Value {
  const range = evaluation.run(node.range, variables)
  const items = itemsOf(range)
  const scopeOf = (item: Item) => withItem(node, range, item, variables)
  const holds = (item: Item) => {
    evaluation.meter.charge(1)
    return attempt(() => evaluation.run(node.predicate!, scopeOf(item)))
  }
  switch (node.fold) {
    case 'all':
      return decided(items, holds, false)
    case 'exists':
      return decided(items, holds, true)
    case 'existsOne':
      return items.filter((item) => require(holds(item))).length === 1
    case 'filter':
      return items.filter((item) => require(holds(item))).map((item) => single(range, item))
    default: {
      const taken = node.predicate ? items.filter((item) => require(holds(item))) : items
      const results = taken.map((item) => {
        evaluation.meter.charge(1)
        return [item[0], evaluation.run(node.transform!, scopeOf(item))] as const
      })
      return collected(node, results)
    }
  }
}

function itemsOf(range: Value): readonly Item[] {
  if (isList(range)) return Array.from(range, (item, index): Item => [BigInt(index), item])
  if (range instanceof MapValue) return range.keys().map((key): Item => [key, range.get(key)!])
  throw noSuchOverload()
}

/** With one variable, lists give their items and maps their keys. */
function single(range: Value, [key, value]: Item): Value {
  return isList(range) ? value : key
}

function withItem({ variables: names }: Fold, range: Value, item: Item, variables: Variables): Variables {
  const [first = '', second] = names
  if (second === undefined) return withVariable(variables, first, single(range, item))
  return withVariable(withVariable(variables, first, item[0]), second, item[1])
}

/** `all` ends with the first false, `exists` with the first true; a failure counts only if nothing else decides. */
function decided(
  items: readonly Item[],
  holds: (item: Item) => boolean | EvaluationError,
  deciding: boolean,
): boolean {
  let failure: EvaluationError | undefined
  for (const item of items) {
    const result = holds(item)
    if (result === deciding) return deciding
    if (result instanceof EvaluationError) failure ??= result
  }
  if (failure) throw failure
  return !deciding
}

function require(result: boolean | EvaluationError): boolean {
  if (result instanceof EvaluationError) throw result
  return result
}

function collected({ fold }: Fold, results: readonly (readonly [Value, Value])[]): Value {
  if (fold === 'transformMap') return new EntriesMap(results)
  if (fold !== 'transformMapEntry') return results.map(([, value]) => value)
  const entries: [Value, Value][] = []
  for (const [, map] of results) {
    if (!(map instanceof MapValue)) throw noSuchOverload()
    for (const key of map.keys()) {
      if (entries.some(([known]) => known === key))
        throw new EvaluationError(`insert failed: key ${String(key)} already exists`)
      entries.push([key, map.get(key)!])
    }
  }
  return new EntriesMap(entries)
}
