/** The status of a daemon set: how many nodes there are for it, and how far it has come on them. */
import { deepEqual } from '../../base/json.ts'
import type { DaemonSet, DaemonSetStatus } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import type { Counts } from './daemon.ts'

/** Writes the status where it has changed. Numbers that the API leaves out are left out where they are zero. */
export async function writeStatus(
  daemonSet: DaemonSet,
  totals: Counts,
  collisionCount: number | undefined,
  { client }: ReconcileContext,
): Promise<void> {
  const { desired, current, misscheduled, ready, updated, available } = totals
  const status: DaemonSetStatus = {
    ...daemonSet.status,
    currentNumberScheduled: current,
    desiredNumberScheduled: desired,
    numberAvailable: nonZero(available),
    numberMisscheduled: misscheduled,
    numberReady: ready,
    numberUnavailable: nonZero(desired - available),
    observedGeneration: daemonSet.metadata.generation,
    updatedNumberScheduled: nonZero(updated),
    collisionCount,
  }
  if (deepEqual(status, daemonSet.status)) return
  await client.update('DaemonSet', { ...daemonSet, status }, { subresource: 'status' })
}

function nonZero(number: number): number | undefined {
  return number === 0 ? undefined : number
}
