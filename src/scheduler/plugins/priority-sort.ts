/** PrioritySort: the order in which pods are tried. */
import type { Pod } from '../../generated/types.ts'
import { keyOf } from '../../runtime/reconciler.ts'
import type { Plugin } from '../framework.ts'

/** Higher priority first, then older pods; the name decides where the clock does not. */
export const prioritySort: Plugin = {
  name: 'PrioritySort',
  compare(a, b) {
    const byPriority = (b.spec?.priority ?? 0) - (a.spec?.priority ?? 0)
    return byPriority || order(created(a), created(b)) || order(keyOf(a), keyOf(b))
  },
}

function created({ metadata }: Pod): string {
  return metadata.creationTimestamp ?? ''
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
