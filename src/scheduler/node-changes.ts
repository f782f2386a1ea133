/** What a change of a node may mean to those that wait for one: the queueing hints that plugins share. */
import { resourceAmount } from '../api/kinds/core/pod/requests.ts'
import { deepEqual } from '../base/json.ts'
import type { Node } from '../generated/types.ts'
import type { Change } from '../runtime/reconciler.ts'

/** The states of a node that is new or has changed; undefined where it is gone. */
function states({ type, object, previous }: Change): { after: Node; before: Node | undefined } | undefined {
  return type === 'deleted' ? undefined : { after: object as Node, before: previous as Node | undefined }
}

/** Whether the node is new, or something about it has changed that `part` tells. */
function differs(change: Change, part: (node: Node) => unknown): boolean {
  const found = states(change)
  if (!found) return false
  return !found.before || !deepEqual(part(found.before), part(found.after))
}

/** The node is new or has other labels: it may be in another domain. */
export function movesNode(change: Change): boolean {
  return differs(change, ({ metadata }) => metadata.labels)
}

/** The node is new or has other taints; being cordoned is one of them. */
export function changesTaints(change: Change): boolean {
  return differs(change, ({ spec }) => [spec?.taints, spec?.unschedulable])
}

/** The node is new or has more of one of these resources than before. */
export function offersMore(change: Change, resources: readonly string[]): boolean {
  const found = states(change)
  if (!found) return false
  const amount = (node: Node, name: string) => resourceAmount(name, node.status?.allocatable?.[name] ?? '0')
  const { before, after } = found
  return !before || resources.some((name) => amount(after, name) > amount(before, name))
}

/** What did not hold of the node before, or of a node that is new, holds now. */
export function becomes(change: Change, holds: (node: Node) => boolean): boolean {
  const found = states(change)
  if (!found || !holds(found.after)) return false
  return !found.before || !holds(found.before)
}
