/** What macros cost that go through lists and maps: as much as the comprehensions that cel-go makes of them. */
import type { Expression, Fold } from '../syntax/expression.ts'
import type { Estimation } from './estimation.ts'
import type { LocalVariable } from './local-variables.ts'
import { type EntrySizes, eitherEntries } from './part.ts'
import { CALL, FREE, MAKE_LIST, MAKE_MAP, READ } from './prices.ts'
import { eitherOf, exactly, product, type Range, sum, UNKNOWN } from './range.ts'

/** The fold: what it costs to begin and to end it, and each turn of it. */
interface Loop {
  readonly around: Range
  readonly turn: Range
}

/**
 * The cost of a fold; to look at what has been collected so far costs as much as to read any variable. What is known of
 * its result is remembered.
 */
export function estimateFold(estimation: Estimation, node: Fold): Range {
  const range = estimation.cost(node.range)
  const count = estimation.sizeOf(node.range) ?? UNKNOWN
  const variables = foldVariables(estimation, node)
  const { around, turn } = estimation.locals.within(variables, () => loopOf(estimation, node, count))
  return sum(range, around, product(count, turn))
}

function loopOf(estimation: Estimation, node: Fold, count: Range): Loop {
  const asked = node.predicate ? estimation.cost(node.predicate) : FREE
  switch (node.fold) {
    case 'all':
    case 'exists': {
      // It goes on while nothing is decided: `@not_strictly_false(result)`, with `!` between for exists.
      const goesOn = sum(READ, CALL, node.fold === 'exists' ? CALL : FREE)
      const decided = { min: READ.min, max: sum(READ, asked).max }
      estimation.remember(node, exactly(1))
      return { around: READ, turn: sum(goesOn, decided) }
    }
    case 'existsOne':
      estimation.remember(node, exactly(1))
      return { around: sum(READ, CALL), turn: chosen(asked, sum(READ, CALL)) }
    default:
      return collecting(estimation, node, { asked, count })
  }
}

/** A turn that is only taken where the predicate holds; otherwise what has been collected stays. */
function chosen(asked: Range, taken: Range): Range {
  return sum(asked, eitherOf(taken, READ))
}

function collecting(
  estimation: Estimation,
  node: Fold,
  { asked, count }: { asked: Range; count: Range },
): Loop {
  const made = node.transform ? estimation.cost(node.transform) : exactly(1)
  const isMap = node.fold === 'transformMap' || node.fold === 'transformMapEntry'
  // Of a list `result + [item]`, of a map `@mapInsert(result, key, value)`.
  const key = node.fold === 'transformMap' ? exactly(1) : FREE
  const taken = sum(READ, made, CALL, isMap ? key : MAKE_LIST)
  estimation.remember(node, count, isMap ? undefined : collectedEntries(estimation, node))
  return {
    around: sum(isMap ? MAKE_MAP : MAKE_LIST, READ),
    turn: node.predicate ? chosen(asked, taken) : taken,
  }
}

/** A list that begins as an empty one, and gets items of one kind. */
function collectedEntries(estimation: Estimation, node: Fold): EntrySizes | undefined {
  const empty: EntrySizes = { container: 'list', key: exactly(1), value: FREE }
  const item = node.transform ? estimation.sizeOf(node.transform) : takenItem(estimation, node)
  return eitherEntries(empty, { container: 'list', key: exactly(1), value: item ?? UNKNOWN })
}

/** What a filter keeps: the items as they are. */
function takenItem(estimation: Estimation, { variables, at }: Fold): Range | undefined {
  const item: Expression = { kind: 'identifier', name: variables[0]!, at }
  return estimation.sizeOf(item)
}

/** With one variable: items of lists, keys of maps. With two: indexes or keys, and items or values. */
function foldVariables(estimation: Estimation, { range, variables }: Fold): [string, LocalVariable][] {
  const known = estimation.entriesOf(range)
  const path = estimation.pathOf(range) ?? []
  const isList = (known?.container ?? estimation.typeOf(range).kind) === 'list'
  const key: LocalVariable = { path: [...path, isList ? '@indices' : '@keys'], size: known?.key }
  const value: LocalVariable = { path: [...path, isList ? '@items' : '@values'], size: known?.value }
  const [first = '', second] = variables
  if (second === undefined) return [[first, isList ? value : key]]
  return [
    [first, key],
    [second, value],
  ]
}
