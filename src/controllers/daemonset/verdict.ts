/** What a daemon set should do on one node, decided from what is there: nothing is written here. */
import { availableAt, isPodAvailable, isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { parseTime } from '../../apimachinery/time.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { Pod } from '../../generated/types.ts'
import { type Counts, type Daemon, type Due, NO_COUNTS, type Place, type Verdict } from './daemon.ts'
import { backoffEnd } from './failed-pods.ts'
import { type Fit, fitOf } from './fit.ts'
import { manage } from './manage.ts'
import { roll } from './roll.ts'
import { isUpdated } from './template.ts'

/** Decides about one place. */
export function judge(daemon: Daemon, place: Place): Verdict {
  if (place.node === undefined) return withoutNode(place)
  const pods = [...place.pods].sort(byPrecedence)
  const fit = fitOf(daemon.template.spec!, place.node)
  const due = nextDue(daemon, place, pods)
  const rollout = roll(daemon, fit, pods)
  const counts = { ...statusCounts(daemon, fit, pods), held: rollout.held, serving: rollout.serving }
  return { counts, ...(manage(daemon, fit, pods, place.backoff) ?? rollout.step), ...(due && { due }) }
}

/** Pods that wait for a node that is not there would wait for ever; the others are the pod garbage collector's. */
function withoutNode({ pods }: Place): Verdict {
  const removals = pods.filter(({ spec, metadata }) => !spec?.nodeName && !metadata.deletionTimestamp)
  return removals.length === 0 ? { counts: NO_COUNTS } : { counts: NO_COUNTS, task: 'delete', removals }
}

/** Bound pods first, then the older, then by name. */
function byPrecedence(a: Pod, b: Pod): number {
  const [ageA, ageB] = [a, b].map(({ metadata }) => parseTime(metadata.creationTimestamp) ?? 0)
  return (
    Number(!a.spec?.nodeName) - Number(!b.spec?.nodeName) ||
    ageA! - ageB! ||
    compareStrings(a.metadata.name ?? '', b.metadata.name ?? '')
  )
}

/** The status counts nodes, by the first of their pods. */
function statusCounts(
  { template, minReadySeconds, now }: Daemon,
  { shouldRun }: Fit,
  [pod]: readonly Pod[],
): Counts {
  if (!shouldRun) return { ...NO_COUNTS, misscheduled: Number(pod !== undefined) }
  if (pod === undefined) return { ...NO_COUNTS, desired: 1 }
  return {
    ...NO_COUNTS,
    desired: 1,
    current: 1,
    ready: Number(isPodReady(pod)),
    updated: Number(isUpdated(pod.metadata.labels, template)),
    available: Number(isPodAvailable(pod, minReadySeconds, now)),
  }
}

/** When the next of the pods becomes available, or a failed one may be deleted. */
function nextDue(daemon: Daemon, { backoff }: Place, pods: readonly Pod[]): Due | undefined {
  const moments = pods.map((pod): Due => {
    const { name } = pod.metadata
    if (pod.status?.phase === 'Failed')
      return { at: backoffEnd(daemon, backoff) ?? 0, why: `the back-off of failed pod ${name} is over` }
    return {
      at: availableAt(pod, daemon.minReadySeconds) ?? 0,
      why: `minReadySeconds of pod ${name} are over`,
    }
  })
  return moments.filter(({ at }) => at > daemon.now).sort((a, b) => a.at - b.at)[0]
}
