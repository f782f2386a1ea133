/** Making, mending and deleting the pods of a stateful set, and telling of it. Source: stateful_pod_control.go. */
import { revisionTemplate } from '../../api/kinds/apps/revision-data.ts'
import { firstOrdinal, withIdentity, withStorage } from '../../api/kinds/apps/stateful-set.pod.ts'
import { isAlreadyExists, isConflict } from '../../apimachinery/status-error.ts'
import { formatTime } from '../../apimachinery/time.ts'
import { nameOf } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import type { Pod, StatefulSet } from '../../generated/types.ts'
import { podFromTemplate } from '../pod-control.ts'
import { createClaims, ownClaims } from './claims.ts'
import { hasIdentity, hasStorage, withRevision } from './identity.ts'
import { isLeaving, type Replica, type Round } from './round.ts'

/** Makes the pod of a replica, its claims first. Throws what the API server refuses it with. */
export async function createReplica(round: Round, replica: Replica): Promise<void> {
  const { client } = round.context
  await telling(round, 'create', replica, async () => {
    await createClaims(round, replica)
    replica.pod = await client.create('Pod', draftPod(round, replica))
    await ownClaims(round, replica, replica.pod, true)
  })
}

function draftPod({ set, current, update }: Round, { ordinal, name }: Replica): Pod {
  const revision = startsAtCurrent(set, ordinal) ? current : update
  const template = revisionTemplate(revision) ?? set.spec!.template
  const pod = withStorage(set, podFromTemplate(template, set), ordinal)
  const subdomain = set.spec?.serviceName
  const spec = { ...pod.spec!, hostname: name, ...(subdomain && { subdomain }) }
  return withRevision(withIdentity({ ...pod, spec }, name, ordinal), revision.metadata.name ?? '')
}

/** Whether a pod that is missing comes back as it was before the rollout: it is below the partition. */
function startsAtCurrent(set: StatefulSet, ordinal: number): boolean {
  const { type, rollingUpdate } = set.spec?.updateStrategy ?? {}
  const index = ordinal - firstOrdinal(set)
  if (rollingUpdate !== undefined) return index < (rollingUpdate.partition ?? 0)
  return type === 'RollingUpdate' && index < (set.status?.currentReplicas ?? 0)
}

/** Gives a pod what makes it this replica, where it lacks that: it may have been adopted, or the policy has changed. */
export async function mendReplica(round: Round, replica: Replica, pod: Pod): Promise<void> {
  const { set, context } = round
  const identified = hasIdentity(pod) ? pod : withIdentity(pod, replica.name, replica.ordinal)
  const isMounted = hasStorage(set, pod, replica.ordinal)
  const wanted = isMounted ? identified : withStorage(set, identified, replica.ordinal)
  if (!isMounted) await telling(round, 'update', replica, () => createClaims(round, replica), 'failure')
  const hasMoved = await ownClaims(round, replica, pod)
  if (wanted === pod && !hasMoved) return
  await telling(round, 'update', replica, async () => {
    if (wanted !== pod) replica.pod = await context.client.update('Pod', wanted)
  })
}

/** Deletes the pod of a replica, unless it is on its way out. */
export async function deleteReplica(round: Round, replica: Replica): Promise<void> {
  const { pod } = replica
  if (pod === undefined || isLeaving(pod)) return
  const { client, clock } = round.context
  await telling(round, 'delete', replica, async () => {
    await unlessGone(() => client.delete('Pod', nameOf(pod), { preconditions: { uid: pod.metadata.uid } }))
  })
  const deletionTimestamp = formatTime(clock.now())
  replica.pod = { ...pod, metadata: { ...pod.metadata, deletionTimestamp } }
}

/** Tells how the act ended, or only that it failed; a race that was lost is tried again without a word. */
async function telling(
  { set, context }: Round,
  verb: 'create' | 'update' | 'delete',
  { name }: Replica,
  act: () => Promise<unknown>,
  scope: 'end' | 'failure' = 'end',
): Promise<void> {
  const reason = verb[0]!.toUpperCase() + verb.slice(1)
  const subject = `${verb} Pod ${name} in StatefulSet ${set.metadata.name}`
  try {
    await act()
  } catch (error) {
    if (error instanceof Error && !isConflict(error) && !isAlreadyExists(error)) {
      const message = `${subject} failed error: ${error.message}`
      await context.recorder.event(set, 'Warning', `Failed${reason}`, message)
    }
    throw error
  }
  if (scope === 'failure') return
  await context.recorder.event(set, 'Normal', `Successful${reason}`, `${subject} successful`)
}
