/** What becomes of a node's taints. Source: kubectl, cmd/taint/utils.go. */
import { quote } from '../../apimachinery/go-format.ts'
import type { Node, Taint } from '../../generated/types.ts'
import { CliError, throwAggregate } from '../errors.ts'
import type { TaintChanges, TaintRemoval } from './taint-spec.ts'

/** The taints afterwards, and what kubectl calls the step. */
export interface ChangedTaints {
  taints: Taint[]
  operation: 'tainted' | 'untainted' | 'modified'
}

/** New taints come first. Throws where one is there already and may not be replaced, or one to remove is not there. */
export function changeTaints(
  { metadata, spec }: Node,
  { added, removed }: TaintChanges,
  overwrite: boolean,
): ChangedTaints {
  const old = spec?.taints ?? []
  if (!overwrite) refuseExisting(metadata.name ?? '', old, added)
  const kept = old.filter((taint) => !added.some((each) => isSame(each, taint)))
  const all = [...added, ...kept]
  let taints = all
  let wasRemoved = false
  const missing: CliError[] = []
  for (const removal of removed) {
    const left = taints.filter((taint) => !isMeant(taint, removal))
    wasRemoved = left.length < taints.length
    if (!wasRemoved) missing.push(new CliError(`taint ${quote(formatRemoval(removal))} not found`))
    taints = left
  }
  throwAggregate(missing)
  const wasAdded = all.length !== old.length
  return { taints, operation: operationOf(wasAdded, wasRemoved, overwrite) }
}

function operationOf(wasAdded: boolean, wasRemoved: boolean, overwrite: boolean): ChangedTaints['operation'] {
  if ((wasAdded && wasRemoved) || overwrite) return 'modified'
  return wasAdded ? 'tainted' : 'untainted'
}

function refuseExisting(node: string, old: readonly Taint[], added: readonly Taint[]): void {
  const keys = added.flatMap((taint) => old.filter((each) => isSame(each, taint)).map(({ key }) => key))
  if (keys.length > 0)
    throw new CliError(
      `node ${node} already has ${keys.join(',')} taint(s) with same effect(s) and --overwrite is false`,
    )
}

function isSame(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect
}

function isMeant(taint: Taint, { key, effect }: TaintRemoval): boolean {
  return taint.key === key && (effect === '' || taint.effect === effect)
}

function formatRemoval({ key, effect }: TaintRemoval): string {
  return effect === '' ? key : `${key}:${effect}`
}
