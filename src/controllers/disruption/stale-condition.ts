/** Takes back the condition DisruptionTarget of pods that nobody deleted after all. Source: disruption.go, syncStalePodDisruption. */
import { getCondition, isPodTerminal, setPodCondition } from '../../api/kinds/core/pod/conditions.ts'
import { parseTime } from '../../apimachinery/time.ts'
import { deepCopy } from '../../base/json.ts'
import type { Pod } from '../../generated/types.ts'
import { keyOf, parseKey, type Reconciler } from '../../runtime/reconciler.ts'

/** So long after the condition was set it is stale, ms (stalePodDisruptionTimeout). */
const STALE_AFTER = 120_000
/** A kubelet may take long to end a pod that it has marked: that is never stale. */
const BY_KUBELET = 'TerminationByKubelet'

/** Looks only at pods that have the condition and live on. */
export const stalePodDisruption: Reconciler = {
  name: 'stale-pod-disruption',
  about: 'Pod',
  watches: [
    {
      kind: 'Pod',
      keys: ({ type, object }) =>
        type !== 'deleted' && staleAt(object as Pod) !== undefined ? [keyOf(object)] : [],
    },
  ],
  async reconcile(key, { client, clock }) {
    const pod = await client.find('Pod', parseKey(key))
    const time = pod && staleAt(pod)
    if (pod === undefined || time === undefined) return undefined
    if (clock.now() < time)
      return { requeueAt: time, why: `the announced disruption of pod ${pod.metadata.name} did not come` }
    const changed = deepCopy(pod)
    setPodCondition(changed, { type: 'DisruptionTarget', status: 'False' }, clock.now())
    await client.update('Pod', changed, { subresource: 'status' })
    return undefined
  },
}

/** When the pod's condition is stale, ms; undefined if that cannot come. */
function staleAt(pod: Pod): number | undefined {
  const condition = getCondition(pod, 'DisruptionTarget')
  if (condition?.status !== 'True' || condition.reason === BY_KUBELET) return undefined
  if (pod.metadata.deletionTimestamp !== undefined || isPodTerminal(pod)) return undefined
  return (parseTime(condition.lastTransitionTime) ?? 0) + STALE_AFTER
}
