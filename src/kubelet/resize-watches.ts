/** When a resize that was put off is looked at again: room comes free on its node. */
import { getCondition, isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { computeQosClass } from '../api/kinds/core/pod/qos.ts'
import { compareStrings } from '../base/compare-strings.ts'
import { deepEqual } from '../base/json.ts'
import type { Node, Pod } from '../generated/types.ts'
import { type Change, keyOf, type ReconcileContext, type Watch } from '../runtime/reconciler.ts'
import { isSameAllocation, setAside } from './allocation.ts'

/** Pods that go, end or shrink, and nodes that grow. */
export const resizeWatches: readonly Watch[] = [
  {
    kind: 'Pod',
    keys: (change, context) => {
      const { spec } = change.object as Pod
      return spec?.nodeName && freesRoom(change) ? waitingOn(spec.nodeName, context) : []
    },
  },
  {
    kind: 'Node',
    keys({ object, previous }, context) {
      const [node, before] = [object as Node, previous as Node | undefined]
      if (deepEqual(node.status?.allocatable, before?.status?.allocatable)) return []
      return waitingOn(node.metadata.name ?? '', context)
    },
  },
]

function freesRoom({ type, object, previous }: Change): boolean {
  const [pod, before] = [object as Pod, previous as Pod | undefined]
  if (type === 'deleted') return !isPodTerminal(pod)
  if (before === undefined) return false
  if (isPodTerminal(pod)) return !isPodTerminal(before)
  // The spec of a pod that was never resized is its first: most changes of pods are looked at no further.
  const mayHaveShrunk = (pod.metadata.generation ?? 1) > 1
  return mayHaveShrunk && !isSameAllocation(setAside(pod), setAside(before))
}

/** First those of the highest priority, then guaranteed ones, then those that wait longest (sortPendingResizes). */
async function waitingOn(node: string, { client }: ReconcileContext): Promise<string[]> {
  const pods = await client.lookup('Pod', 'resizing', node)
  return [...pods].sort(byTurn).map(keyOf)
}

function byTurn(a: Pod, b: Pod): number {
  const priority = (b.spec?.priority ?? 0) - (a.spec?.priority ?? 0)
  if (priority !== 0) return priority
  const guaranteed = Number(isGuaranteed(b)) - Number(isGuaranteed(a))
  return guaranteed !== 0 ? guaranteed : compareStrings(waitsSince(a), waitsSince(b))
}

function isGuaranteed({ spec }: Pod): boolean {
  return spec !== undefined && computeQosClass(spec) === 'Guaranteed'
}

function waitsSince(pod: Pod): string {
  return getCondition(pod, 'PodResizePending')?.lastTransitionTime ?? ''
}
