/** The macros of CEL: calls whose arguments are not evaluated before the call. */
import type { Expression, FoldKind } from './expression.ts'

/** A call as it was written. */
interface Written {
  readonly name: string
  readonly target: Expression | undefined
  readonly args: readonly Expression[]
  readonly at: number
}

type Refuse = (message: string, at: number) => Error

type Macro = (written: Written & { target: Expression }, refuse: Refuse) => Expression | undefined

/** What a call of a macro means; undefined for an ordinary call. Throws what `refuse` makes. */
export function expandMacro(written: Written, refuse: Refuse): Expression | undefined {
  const { name, target, args, at } = written
  if (target === undefined)
    return name === 'has' && args.length === 1 ? presence(args[0]!, at, refuse) : undefined
  const macro = MACROS[`${name}/${args.length}`]
  return macro?.({ ...written, target }, refuse)
}

/** `has(a.b)`: whether the field is set. */
function presence(argument: Expression, at: number, refuse: Refuse): Expression {
  if (argument.kind === 'select' && argument.mode === 'value') return { ...argument, mode: 'presence', at }
  throw refuse('invalid argument to has() macro', at)
}

/** Macros by name and number of arguments, those with two variables included (cel-go's ext.TwoVarComprehensions). */
const MACROS: Readonly<Record<string, Macro>> = {
  'all/2': predicate('all', 1),
  'all/3': predicate('all', 2),
  'exists/2': predicate('exists', 1),
  'exists/3': predicate('exists', 2),
  'exists_one/2': predicate('existsOne', 1),
  'exists_one/3': predicate('existsOne', 2),
  'existsOne/2': predicate('existsOne', 1),
  'existsOne/3': predicate('existsOne', 2),
  'filter/2': predicate('filter', 1),
  'map/2': transform('map', 1),
  'map/3': transform('map', 1),
  'transformList/3': transform('transformList', 2),
  'transformList/4': transform('transformList', 2),
  'transformMap/3': transform('transformMap', 2),
  'transformMap/4': transform('transformMap', 2),
  'transformMapEntry/3': transform('transformMapEntry', 2),
  'transformMapEntry/4': transform('transformMapEntry', 2),
  'bind/3': bind,
  'optMap/2': (written, refuse) => optionalMap(written, false, refuse),
  'optFlatMap/2': (written, refuse) => optionalMap(written, true, refuse),
}

function predicate(fold: FoldKind, count: number): Macro {
  return ({ target: range, args, at }, refuse) => ({
    kind: 'fold',
    fold,
    range,
    variables: variableNames(args.slice(0, count), refuse),
    predicate: args[count],
    transform: undefined,
    at,
  })
}

/** With one argument more than variables and transformation, the one between is a filter. */
function transform(fold: FoldKind, count: number): Macro {
  return ({ target: range, args, at }, refuse) => ({
    kind: 'fold',
    fold,
    range,
    variables: variableNames(args.slice(0, count), refuse),
    predicate: args.length === count + 2 ? args[count] : undefined,
    transform: args.at(-1),
    at,
  })
}

function bind(
  { target, args, at }: Written & { target: Expression },
  refuse: Refuse,
): Expression | undefined {
  if (target.kind !== 'identifier' || target.name !== 'cel') return undefined
  const [variable, value, body] = args as [Expression, Expression, Expression]
  if (variable.kind === 'identifier') return { kind: 'bind', name: variable.name, value, body, at }
  throw refuse('cel.bind() variable names must be simple identifiers', variable.at)
}

function optionalMap(
  { name, target: value, args, at }: Written & { target: Expression },
  flat: boolean,
  refuse: Refuse,
): Expression {
  const [variable, body] = args as [Expression, Expression]
  if (variable.kind !== 'identifier')
    throw refuse(`${name}() variable name must be a simple identifier`, variable.at)
  return { kind: 'optionalMap', flat, value, name: variable.name, body, at }
}

function variableNames(args: readonly Expression[], refuse: Refuse): string[] {
  const names = args.map((argument) => {
    if (argument.kind === 'identifier') return argument.name
    throw refuse('argument must be a simple name', argument.at)
  })
  if (new Set(names).size < names.length) throw refuse('duplicate variable name', args[args.length - 1]!.at)
  return names
}
