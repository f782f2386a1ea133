/** The controller of HorizontalPodAutoscalers: pkg/controller/podautoscaler. */
import type { ResourceInfo } from '../../api/resource.ts'
import { parseKey, type Reconciler, type State } from '../../runtime/reconciler.ts'
import { emptyHistory, type History } from './history.ts'
import { isSyncTime, nextSyncTime } from './schedule.ts'
import { syncAutoscaler } from './sync.ts'
import { autoscalerWatches } from './watches.ts'

/**
 * Keeps the number of pods fit for the load. An autoscaler is looked at every 15 seconds while something can change;
 * what happens in between waits for the next time. Where usage stands still and nothing is pending, nothing is due.
 */
export function createHorizontalPodAutoscaler({
  resources,
}: {
  resources(): Promise<ResourceInfo[]>
}): Reconciler {
  return {
    name: 'horizontal-pod-autoscaler',
    about: 'HorizontalPodAutoscaler',
    watches: autoscalerWatches,
    async reconcile(key, context) {
      const { client, clock, state } = context
      const hpa = await client.find('HorizontalPodAutoscaler', parseKey(key))
      if (hpa === undefined) {
        await state.set(key, undefined)
        return undefined
      }
      const history = await readHistory(state, key, hpa.metadata.uid ?? '')
      const now = clock.now()
      if (!isSyncTime(hpa, history.syncedAt, now))
        return { requeueAt: nextSyncTime(hpa, now, now), why: 'metrics are looked at' }
      const synced = await syncAutoscaler(hpa, history, context, resources)
      await state.set(key, synced.history)
      if (synced.failure !== undefined) throw synced.failure
      return synced.result
    },
  }
}

async function readHistory(state: State, key: string, uid: string): Promise<History> {
  const history = (await state.get(key)) as History | undefined
  return history?.uid === uid ? history : emptyHistory(uid)
}
