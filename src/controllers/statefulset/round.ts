/** One round of work on a stateful set: its replicas as they were read, kept in step with what is done to them. */
import { countPods, firstOrdinal, podName } from '../../api/kinds/apps/stateful-set.pod.ts'
import { isPodAvailable, isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import type { ControllerRevision, Pod, StatefulSet } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import { claimObjects, controlledBy } from '../ownership.ts'
import { isInRange, ordinalOf } from './identity.ts'

/** One place in the set, and the pod that holds it. */
export interface Replica {
  ordinal: number
  name: string
  /** Undefined while there is none. */
  pod: Pod | undefined
}

/** One look at a stateful set. */
export interface Round {
  context: ReconcileContext
  /** As it was read: frozen. */
  set: StatefulSet
  /** One at a time, in order: the management policy is not Parallel. */
  isOrdered: boolean
  /** The revision that the pods are at, or were before the rollout that is under way. */
  current: ControllerRevision
  /** The revision of the template as it is now. */
  update: ControllerRevision
  /** Those that the set asks for, by ordinal. */
  replicas: Replica[]
  /** Those that are too many, the highest ordinal first. */
  condemned: Replica[]
}

/** The set's pods, after taking over those that match and have the name of a replica, and letting go of others. */
export async function claimPods(set: StatefulSet, { client }: ReconcileContext): Promise<Pod[]> {
  const selector = selectorFromLabelSelector(set.spec?.selector)
  const owned = await controlledBy(client, set, 'Pod')
  const orphans = await client.lookup('Pod', 'orphan', set.metadata.namespace ?? '')
  const members = orphans.filter(({ metadata }) => ordinalOf(set, metadata.name) !== undefined)
  return claimObjects(client, set, 'Pod', selector, [...owned, ...members])
}

/** Puts pods in their places. */
export function placePods(set: StatefulSet, pods: readonly Pod[]): Pick<Round, 'replicas' | 'condemned'> {
  const placed = new Map<number, Replica>()
  for (const pod of pods) {
    const { name = '' } = pod.metadata
    const ordinal = ordinalOf(set, name)
    if (ordinal !== undefined) placed.set(ordinal, { ordinal, name, pod })
  }
  const replicas = Array.from({ length: countPods(set) }, (_, index) => {
    const ordinal = firstOrdinal(set) + index
    return placed.get(ordinal) ?? { ordinal, name: podName(set, ordinal), pod: undefined }
  })
  const condemned = [...placed.values()].filter(({ ordinal }) => !isInRange(set, ordinal))
  return { replicas, condemned: condemned.sort((a, b) => b.ordinal - a.ordinal) }
}

/** All pods of the round. */
export function podsOf({ replicas, condemned }: Round): Pod[] {
  return [...replicas, ...condemned].flatMap(({ pod }) => pod ?? [])
}

/** Whether somebody has asked for the pod's end. */
export function isLeaving({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined
}

/** Whether the pod runs and takes traffic. */
export function isRunningAndReady(pod: Pod): boolean {
  return pod.status?.phase === 'Running' && isPodReady(pod)
}

/** Whether the pod has been ready for the set's minReadySeconds. */
export function isAvailable({ set, context }: Round, pod: Pod): boolean {
  return isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, context.clock.now())
}

/** Whether the pod runs, and has been ready for long enough: what comes after it in the order may happen. */
export function isSettled(round: Round, pod: Pod): boolean {
  return isRunningAndReady(pod) && isAvailable(round, pod)
}

/** Whether a replica counts as missing: it has no pod, or one that is not settled or is on its way out. */
export function isUnavailable(round: Round, { pod }: Replica): boolean {
  return pod === undefined || isLeaving(pod) || !isSettled(round, pod)
}
