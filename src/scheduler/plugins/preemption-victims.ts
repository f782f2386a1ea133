/** What preemption does to the pods that have to make room. Source: framework/preemption. */
import { nameOf } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import type { Pod } from '../../generated/types.ts'
import { disruptPod } from '../../runtime/disrupt-pod.ts'
import { parseKey, type ReconcileContext } from '../../runtime/reconciler.ts'
import { schedulerOf } from '../framework.ts'
import type { PodInfo } from '../pod-info.ts'

/** Deletes the victim, which first tells why it goes. One that goes already is left alone. */
export async function evict(
  { key }: PodInfo,
  preemptor: Pod,
  node: string,
  context: ReconcileContext,
): Promise<void> {
  const victim = await context.client.find('Pod', parseKey(key))
  if (!victim || victim.metadata.deletionTimestamp !== undefined) return
  const scheduler = schedulerOf(preemptor)
  const why = {
    reason: 'PreemptionByScheduler',
    message: `${scheduler}: preempting to accommodate a higher priority pod`,
  }
  if (!(await disruptPod(victim, why, context))) return
  const message = `Preempted by pod ${preemptor.metadata.uid} on node ${node}`
  await context.recorder.event(victim, 'Normal', 'Preempted', message, {
    action: 'Preempting',
    component: scheduler,
  })
}

/** The pod's node is no longer held for it. */
export async function withdrawNomination(pod: Pod, { client }: ReconcileContext): Promise<void> {
  const patch = { status: { nominatedNodeName: null } }
  await unlessGone(() => client.patch('Pod', nameOf(pod), 'merge', patch, { subresource: 'status' }))
}
