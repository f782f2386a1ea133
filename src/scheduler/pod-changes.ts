/** What a change of a pod means to those that wait for a node. */
import { isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { deepEqual } from '../base/json.ts'
import type { Pod } from '../generated/types.ts'
import type { Change } from '../runtime/reconciler.ts'

/** The node whose resources the pod takes; undefined before it is bound and after it has ended. */
export function nodeTakenBy(pod: Pod | undefined): string | undefined {
  return pod?.spec?.nodeName && !isPodTerminal(pod) ? pod.spec.nodeName : undefined
}

/** The states before and after; undefined where the pod did not exist. */
export function podStates({ type, object, previous }: Change): { before?: Pod; after?: Pod } {
  return {
    ...(previous && { before: previous as Pod }),
    ...(type !== 'deleted' && { after: object as Pod }),
  }
}

/** A pod has left its node, or takes less of it than before. */
export function freesRoom(change: Change): boolean {
  const { before, after } = podStates(change)
  if (change.type === 'modified' && !before) return true
  const node = nodeTakenBy(before)
  return node !== undefined && (nodeTakenBy(after) !== node || isResized(before!, after!))
}

/** Whether the pod's requests may have changed while it runs. */
export function isResized(before: Pod, after: Pod): boolean {
  if (before.metadata.generation !== after.metadata.generation) return true
  const reported = [before, after].map(({ status }) =>
    [...(status?.containerStatuses ?? []), ...(status?.initContainerStatuses ?? [])].map(
      ({ resources, allocatedResources }) => [resources?.requests, allocatedResources],
    ),
  )
  return JSON.stringify(reported[0]) !== JSON.stringify(reported[1])
}

/** The placed states that differ between before and after, as others on the nodes see them: who is there, and what. */
export function placementStates(change: Change): Pod[] {
  const { before, after } = podStates(change)
  const [from, to] = [nodeTakenBy(before), nodeTakenBy(after)]
  const same =
    from === to &&
    deepEqual(before?.metadata.labels, after?.metadata.labels) &&
    before?.metadata.deletionTimestamp === after?.metadata.deletionTimestamp
  if (same && !(change.type === 'modified' && !before)) return []
  return [...(from !== undefined && before ? [before] : []), ...(to !== undefined && after ? [after] : [])]
}
