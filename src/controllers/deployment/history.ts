/** Deletes old replica sets beyond revisionHistoryLimit. Source: sync.go, cleanupDeployment. */
import { nameOf } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import type { ReplicaSet } from '../../generated/types.ts'
import { byAge, desiredOf } from './replica-sets.ts'
import { revisionOf } from './revisions.ts'
import type { Round } from './round.ts'

/** Deletes the oldest revisions that are too many and have no pods. */
export async function cleanUpHistory(round: Round): Promise<void> {
  const { client } = round.context
  const surplus = surplusSets(round.oldSets, round.deployment.spec?.revisionHistoryLimit)
  for (const set of surplus) {
    const preconditions = { uid: set.metadata.uid }
    await unlessGone(() => client.delete('ReplicaSet', nameOf(set), { preconditions }))
  }
}

/** The sets to delete: the lowest revisions beyond the limit, but for those that still have or ask for pods. */
export function surplusSets(oldSets: readonly ReplicaSet[], limit: number | undefined): ReplicaSet[] {
  if (limit === undefined || limit === 2 ** 31 - 1) return []
  const alive = oldSets.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const byRevision = alive.sort((a, b) => revisionOf(a) - revisionOf(b) || byAge(a, b))
  return byRevision.slice(0, Math.max(alive.length - limit, 0)).filter(isEmpty)
}

function isEmpty(set: ReplicaSet): boolean {
  const isObserved = (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0)
  return isObserved && desiredOf(set) === 0 && (set.status?.replicas ?? 0) === 0
}
