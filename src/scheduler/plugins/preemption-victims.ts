/** What preemption does to the pods that have to make room. Source: framework/preemption. */
import { setPodCondition } from '../../api/kinds/core/pod/conditions.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import { nameOf } from '../../apiserver/client.ts'
import type { Pod } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'

/** Deletes the victim, which first tells why it goes. One that goes already is left alone. */
export async function evict(
  victim: Pod,
  preemptor: Pod,
  node: string,
  { client, clock, recorder }: ReconcileContext,
): Promise<void> {
  if (victim.metadata.deletionTimestamp !== undefined) return
  const marked: Pod = { ...victim, status: { ...victim.status } }
  const scheduler = preemptor.spec?.schedulerName || 'default-scheduler'
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
    message: `${scheduler}: preempting to accommodate a higher priority pod`,
  }
  try {
    if (setPodCondition(marked, condition, clock.now()))
      await client.update('Pod', marked, { subresource: 'status' })
    await client.delete('Pod', nameOf(victim), { preconditions: { uid: victim.metadata.uid } })
  } catch (error) {
    if (isNotFound(error)) return
    throw error
  }
  const message = `Preempted by pod ${preemptor.metadata.uid} on node ${node}`
  await recorder.event(victim, 'Normal', 'Preempted', message, { action: 'Preempting' })
}

/** The pod's node is no longer held for it. */
export async function withdrawNomination(pod: Pod, { client }: ReconcileContext): Promise<void> {
  try {
    const patch = { status: { nominatedNodeName: null } }
    await client.patch('Pod', nameOf(pod), 'merge', patch, { subresource: 'status' })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
