/** Changes of spec.replicas outside of rollout steps: on the one active set, or on several in proportion. */
import type { ReplicaSet } from '../../generated/types.ts'
import { proportion } from './arithmetic.ts'
import { activeSets, byAge, bySizeNewer, bySizeOlder, desiredOf, desiredTotal } from './replica-sets.ts'
import { annotatedDesired, annotatedMax } from './revisions.ts'
import { allSets, type Round, scaleSet } from './round.ts'

/** Whether the deployment's number of pods has changed since its active sets were last scaled. */
export function isScaled(round: Round): boolean {
  return activeSets(allSets(round)).some((set) => {
    const desired = annotatedDesired(set)
    return desired !== undefined && desired !== round.bounds.replicas
  })
}

/** Brings the sets to the deployment's new number of pods, whatever stage its rollout is at. */
export async function scaleSets(round: Round): Promise<void> {
  const only = onlyActiveOrLatest(round)
  if (only !== undefined) {
    await scaleSet(round, only, round.bounds.replicas)
  } else if (isSaturated(round)) {
    for (const set of activeSets(round.oldSets)) await scaleSet(round, set, 0)
  } else if (round.deployment.spec?.strategy?.type !== 'Recreate') {
    await scaleInProportion(round)
  }
}

/** The only set with pods; the newest one where none has any; undefined where several have. */
function onlyActiveOrLatest(round: Round): ReplicaSet | undefined {
  const active = activeSets(allSets(round))
  if (active.length > 0) return active.length === 1 ? active[0] : undefined
  return round.newSet ?? [...round.oldSets].sort(byAge).at(-1)
}

/** The new set has all the pods that it should have, and all are available. */
function isSaturated({ newSet, bounds }: Round): boolean {
  if (newSet === undefined) return false
  const { replicas } = bounds
  return (
    desiredOf(newSet) === replicas &&
    annotatedDesired(newSet) === replicas &&
    (newSet.status?.availableReplicas ?? 0) === replicas
  )
}

async function scaleInProportion(round: Round): Promise<void> {
  for (const [set, size] of proportionalSizes(round)) await scaleSet(round, set, size)
}

/** The new size of each active set; what rounding leaves over goes to the largest. */
export function proportionalSizes(round: Round): Map<ReplicaSet, number> {
  const { bounds, deployment } = round
  const allowed = bounds.replicas > 0 ? bounds.replicas + bounds.maxSurge : 0
  const active = activeSets(allSets(round))
  const toAdd = allowed - desiredTotal(active)
  active.sort(toAdd > 0 ? bySizeNewer : bySizeOlder)
  const sizes = new Map<ReplicaSet, number>()
  let added = 0
  for (const set of active) {
    const max = annotatedMax(set) || (deployment.status?.replicas ?? 0)
    const share = proportion(bounds, desiredOf(set), max, toAdd, added)
    sizes.set(set, desiredOf(set) + share)
    added += share
  }
  const largest = active[0]
  if (largest !== undefined) sizes.set(largest, Math.max(sizes.get(largest)! + toAdd - added, 0))
  return sizes
}
