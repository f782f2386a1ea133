/** Ends pods that others must make room for, or that their node has lost: the pod tells why before it goes (KEP-3329). */
import { setPodCondition } from '../api/kinds/core/pod/conditions.ts'
import { nameOf } from '../apiserver/client.ts'
import { unlessGone } from '../apiserver/unless-gone.ts'
import type { Pod } from '../generated/types.ts'
import type { ReconcileContext } from './reconciler.ts'

/**
 * Marks the pod with the condition DisruptionTarget, so that whoever counts failures can tell them apart, and deletes it.
 * False if it is gone already.
 */
export function disruptPod(
  pod: Pod,
  { reason, message }: { reason: string; message: string },
  { client, clock }: Pick<ReconcileContext, 'client' | 'clock'>,
): Promise<boolean> {
  const marked: Pod = { ...pod, status: { ...pod.status } }
  const condition = { type: 'DisruptionTarget', status: 'True', reason, message }
  return unlessGone(async () => {
    if (setPodCondition(marked, condition, clock.now()))
      await client.update('Pod', marked, { subresource: 'status' })
    await client.delete('Pod', nameOf(pod), { preconditions: { uid: pod.metadata.uid } })
  })
}
