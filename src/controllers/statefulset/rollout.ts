/** The rolling update: pods of other revisions are deleted, the highest ordinal first, and come back updated. Source: stateful_set_control.go. */
import { countPods } from '../../api/kinds/apps/stateful-set.pod.ts'
import { scaleIntOrPercent } from '../../apimachinery/int-or-string.ts'
import { revisionOf } from './identity.ts'
import { deleteReplica } from './pods.ts'
import { isLeaving, isSettled, isUnavailable, type Replica, type Round } from './round.ts'

/** One step, once all replicas are in place: as many deletions as may be unavailable at a time. */
export async function rollOut(round: Round): Promise<void> {
  const { type, rollingUpdate } = round.set.spec?.updateStrategy ?? {}
  if (type === 'OnDelete') return
  const targets = round.replicas.slice(rollingUpdate?.partition ?? 0).reverse()
  if (rollingUpdate?.maxUnavailable === undefined) await updateNext(round, targets)
  else await updateSeveral(round, targets)
}

/** Without maxUnavailable: the next one, when those above it are available. */
async function updateNext(round: Round, targets: readonly Replica[]): Promise<void> {
  for (const replica of targets) {
    if (isOutdated(round, replica)) return deleteReplica(round, replica)
    if (isUnavailable(round, replica)) return
  }
}

/**
 * With maxUnavailable: as many as are left of it. In a Parallel set those of old revisions that are not available
 * anyway go at once: waiting for them could last for ever, and their loss costs nothing.
 */
async function updateSeveral(round: Round, targets: readonly Replica[]): Promise<void> {
  const outdated = targets.filter((replica) => isOutdated(round, replica))
  const lost = round.isOrdered ? [] : outdated.filter(({ pod }) => !isSettled(round, pod!))
  const unavailable = round.replicas.filter((replica) => isUnavailable(round, replica)).length
  const left = Math.max(maxUnavailable(round) - unavailable, 0)
  const others = outdated.filter((replica) => !lost.includes(replica))
  for (const replica of [...lost, ...others.slice(0, left)]) await deleteReplica(round, replica)
}

/** The pod is to be replaced by one of the newest revision. */
function isOutdated({ update }: Round, { pod }: Replica): boolean {
  return pod !== undefined && revisionOf(pod) !== update.metadata.name && !isLeaving(pod)
}

/** At least one, of percentages rounded down. */
function maxUnavailable({ set }: Round): number {
  const bound = set.spec?.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1
  return Math.max(scaleIntOrPercent(bound, countPods(set), false), 1)
}
