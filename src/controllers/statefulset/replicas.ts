/** The set's replicas: made in order, kept, replaced when they have ended, removed from the end. Source: stateful_set_control.go. */
import { isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import { slowStart } from '../pod-control.ts'
import { createClaims, hasStaleClaim, ownClaims } from './claims.ts'
import { createReplica, deleteReplica, mendReplica } from './pods.ts'
import { isLeaving, isSettled, isUnavailable, type Replica, type Round } from './round.ts'

/** Pods of a Parallel set that one round makes or deletes at most; the next round follows at once. */
const BURST = 500

/** Whether the round is over: somebody must do something first, or the next round goes on. */
type IsOver = boolean

/** Makes, mends and replaces the replicas that the set asks for. */
export async function keepReplicas(round: Round): Promise<IsOver> {
  return forEach(round, round.replicas, (replica) => keepReplica(round, replica))
}

async function keepReplica(round: Round, replica: Replica): Promise<IsOver> {
  const { pod } = replica
  if (pod === undefined) {
    // The event of what is made, or of the claim that goes, starts the next round.
    if (!(await hasStaleClaim(round, replica))) await createReplica(round, replica)
    return true
  }
  // Whether it has failed or succeeded: a replica runs for ever, so its place is to be free for another pod.
  if (isPodTerminal(pod)) {
    await deleteReplica(round, replica)
    return true
  }
  if (pod.status?.phase === 'Pending') {
    await createClaims(round, replica)
    await ownClaims(round, replica, pod)
  }
  if (round.isOrdered && isUnavailable(round, replica)) return true
  await mendReplica(round, replica, pod)
  return false
}

/** Removes the replicas that are too many; where order is kept one at a time, from the highest ordinal down. */
export async function removeCondemned(round: Round): Promise<IsOver> {
  const { condemned } = round
  const isOver = await forEach(round, condemned, async (replica) => {
    await ownClaims(round, replica, replica.pod!)
    return false
  })
  if (isOver) return true
  const firstUnavailable = condemned.findLast((replica) => isUnavailable(round, replica))
  return forEach(round, condemned, (replica) => removeReplica(round, replica, firstUnavailable))
}

/** One that is not available holds the others up, unless it is the one that is to be removed first. */
async function removeReplica(
  round: Round,
  replica: Replica,
  firstUnavailable: Replica | undefined,
): Promise<IsOver> {
  const pod = replica.pod!
  if (isLeaving(pod)) return round.isOrdered
  if (round.isOrdered && !isSettled(round, pod) && replica !== firstUnavailable) return true
  await deleteReplica(round, replica)
  return true
}

/** Acts on one after another until the round is over; where no order is kept on all, as long as that does not fail. */
async function forEach(
  { isOrdered }: Round,
  replicas: readonly Replica[],
  act: (replica: Replica) => Promise<IsOver>,
): Promise<IsOver> {
  if (isOrdered) {
    for (const replica of replicas) if (await act(replica)) return true
    return false
  }
  let acted = 0
  const failure = await slowStart(replicas.length, async (index) => {
    try {
      if (acted < BURST && (await act(replicas[index]!))) acted++
      return undefined
    } catch (error) {
      if (error instanceof Error) return error
      throw error
    }
  })
  if (failure !== undefined) throw failure
  return acted >= BURST
}
