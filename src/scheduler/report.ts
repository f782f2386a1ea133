/** Writes down what became of a pod: its condition PodScheduled and its events. */
import { getCondition, setPodCondition } from '../api/kinds/core/pod/conditions.ts'
import { nameOf } from '../apiserver/client.ts'
import type { Pod } from '../generated/types.ts'
import type { ReconcileContext } from '../runtime/reconciler.ts'
import { schedulerOf } from './framework.ts'

/** Longer messages do not fit into an event (schedule_one.go, truncateMessage). */
const MAX_MESSAGE = 1024

/** The pod has its node. */
export async function reportScheduled(pod: Pod, node: string, { recorder }: ReconcileContext): Promise<void> {
  const { namespace, name } = pod.metadata
  await recorder.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${node}`, {
    action: 'Binding',
    component: schedulerOf(pod),
  })
}

/** The pod has none, and why. `nominatedNode`: where room is held for it, '' for nowhere; left out: as before. */
export async function reportFailure(
  pod: Pod,
  reason: 'Unschedulable' | 'SchedulerError',
  message: string,
  context: ReconcileContext,
  nominatedNode?: string,
): Promise<void> {
  const note = message.length <= MAX_MESSAGE ? message : `${message.slice(0, MAX_MESSAGE - 4)} ...`
  const said = { action: 'Scheduling', component: schedulerOf(pod) }
  await context.recorder.event(pod, 'Warning', 'FailedScheduling', note, said)
  await reportCondition(pod, reason, message, context, nominatedNode)
}

/** The node holds room for the pod until what it waits for is there (KEP-5278). */
export async function reportNomination(pod: Pod, node: string, { client }: ReconcileContext): Promise<void> {
  const patch = { status: { nominatedNodeName: node } }
  await client.patch('Pod', nameOf(pod), 'merge', patch, { subresource: 'status' })
}

/** Sets the condition PodScheduled to False, and the nominated node; writes nothing where it is so already. */
export async function reportCondition(
  pod: Pod,
  reason: string,
  message: string,
  { client, clock }: ReconcileContext,
  nominatedNode = pod.status?.nominatedNodeName ?? '',
): Promise<void> {
  const known = getCondition(pod, 'PodScheduled')
  const isSaid = known?.status === 'False' && known.reason === reason && known.message === message
  if (isSaid && (pod.status?.nominatedNodeName ?? '') === nominatedNode) return
  const { resourceVersion: _, ...metadata } = pod.metadata
  const { nominatedNodeName: __, ...status } = pod.status ?? {}
  const changed: Pod = {
    ...pod,
    metadata,
    status: { ...status, ...(nominatedNode && { nominatedNodeName: nominatedNode }) },
  }
  setPodCondition(changed, { type: 'PodScheduled', status: 'False', reason, message }, clock.now())
  await client.update('Pod', changed, { subresource: 'status' })
}
