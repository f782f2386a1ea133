/** What a change of a pod means to those that wait for a node. */
import { isPodTerminal } from '../api/kinds/core/pod/conditions.ts'
import { podRequests } from '../api/kinds/core/pod/requests.ts'
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

/** The node whose room others cannot have because of the pod: its own, or that which is held for it. */
export function nodeHeldBy(pod: Pod | undefined): string | undefined {
  return nodeTakenBy(pod) ?? (pod?.spec?.nodeName ? undefined : pod?.status?.nominatedNodeName || undefined)
}

/** A pod has left its node, takes less of it than before, or room is no longer held for it. */
export function freesRoom(change: Change): boolean {
  const { before, after } = podStates(change)
  if (change.type === 'modified' && !before) return true
  const node = nodeHeldBy(before)
  return node !== undefined && (nodeHeldBy(after) !== node || takesLess(before!, after!))
}

/** Fewer requests than before (isSchedulableAfterPodScaleDown). That the pod is told to go does not count. */
function takesLess(before: Pod, after: Pod): boolean {
  if (!isResized(before, after)) return false
  const [from, to] = [podRequests(before), podRequests(after)]
  return Object.keys(from).some((name) => (to[name] ?? 0) < from[name]!)
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
  const [from, to] = [nodeHeldBy(before), nodeHeldBy(after)]
  const same =
    from === to &&
    deepEqual(before?.metadata.labels, after?.metadata.labels) &&
    before?.metadata.deletionTimestamp === after?.metadata.deletionTimestamp
  if (same && !(change.type === 'modified' && !before)) return []
  return [...(from !== undefined && before ? [before] : []), ...(to !== undefined && after ? [after] : [])]
}
