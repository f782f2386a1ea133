/** Which of a job's pods go when there are too many. Source: job_controller.go, controller_utils.go (ActivePods). */
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Job, Pod } from '../../generated/types.ts'
import { readySince } from '../pod-state.ts'
import { maxRestarts, phaseOrder } from '../replicaset/ranking.ts'
import { isIndexed, validIndexOf } from './pods.ts'

/** At least so many of the active pods, and all those whose index is not valid or is another pod's too. */
export function podsToRemove(job: Job, activePods: readonly Pod[], atLeast: number): Pod[] {
  const { superfluous, useful } = isIndexed(job)
    ? sortOut(job, activePods)
    : { superfluous: [], useful: [...activePods] }
  const more = Math.max(atLeast - superfluous.length, 0)
  return [...superfluous, ...useful.sort(compareActive).slice(0, more)]
}

/** Of several pods with one index, the one that has come furthest stays. */
function sortOut(job: Job, activePods: readonly Pod[]): { superfluous: Pod[]; useful: Pod[] } {
  const superfluous: Pod[] = []
  const best = new Map<number, Pod>()
  for (const pod of [...activePods].sort(compareActive)) {
    const index = validIndexOf(pod, job)
    const worse = index === undefined ? pod : best.get(index)
    if (worse !== undefined) superfluous.push(worse)
    if (index !== undefined) best.set(index, pod)
  }
  return { superfluous, useful: [...best.values()] }
}

/** Below zero if `a` should go before `b`: what has not come far, is not ready, was restarted often, or is young. */
function compareActive(a: Pod, b: Pod): number {
  return (
    Number(Boolean(a.spec?.nodeName)) - Number(Boolean(b.spec?.nodeName)) ||
    phaseOrder(a) - phaseOrder(b) ||
    Number(isPodReady(a)) - Number(isPodReady(b)) ||
    (readySince(b) ?? 0) - (readySince(a) ?? 0) ||
    maxRestarts(b) - maxRestarts(a) ||
    createdAt(b) - createdAt(a)
  )
}

function createdAt({ metadata }: Pod): number {
  return parseTime(metadata.creationTimestamp) ?? 0
}
