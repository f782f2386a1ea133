/** Arguments of the form KEY=VALUE and KEY-, behind those that name objects. Source: kubectl, cmd/util/helpers.go. */
import { CliError } from '../errors.ts'

/** What pairs ask for. */
export interface Pairs {
  added: Map<string, string>
  removed: string[]
}

/** Splits resources from pairs. Throws where a resource stands behind a pair; `what` names the pairs: `label`. */
export function splitPairs(
  args: readonly string[],
  what: string,
): { resources: readonly string[]; pairs: readonly string[] } {
  const from = args.findIndex(isPair)
  if (from < 0) return { resources: args, pairs: [] }
  const pairs = args.slice(from)
  const late = pairs.find((each) => !isPair(each))
  if (late !== undefined)
    throw new CliError(`all resources must be specified before ${what} changes: ${late}`)
  return { resources: args.slice(0, from), pairs }
}

function isPair(argument: string): boolean {
  return isAddition(argument) || isRemoval(argument)
}

function isAddition(argument: string): boolean {
  return argument.indexOf('=') > 0
}

function isRemoval(argument: string): boolean {
  return argument.endsWith('-') && argument !== '-'
}

/** Reads pairs; the last one of a key counts. Throws for what is none, and for removals where there can be none. */
export function readPairs(pairs: readonly string[], what: string, removals: boolean): Pairs {
  const read: Pairs = { added: new Map(), removed: [] }
  const bad: string[] = []
  for (const pair of pairs)
    if (isAddition(pair)) read.added.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    else if (removals && isRemoval(pair)) read.removed.push(pair.slice(0, -1))
    else bad.push(pair)
  if (bad.length > 0) throw new CliError(`invalid ${what} format: ${bad.join(', ')}`)
  return read
}
