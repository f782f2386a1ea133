/** The rolling update: the new set grows and the old ones shrink, step by step within the bounds. */
import type { ReplicaSet } from '../../generated/types.ts'
import { newSetSize, oldSetSizes, type SetSize } from './arithmetic.ts'
import { cleanUpHistory } from './history.ts'
import { createNewSet } from './new-set.ts'
import { activeSets, byAge, desiredOf, desiredTotal } from './replica-sets.ts'
import { allSets, type Round, scaleSet } from './round.ts'
import { isComplete } from './status.ts'

/** One step: up if there is room, else down, else tidying up. */
export async function rollingUpdate(round: Round): Promise<void> {
  if (round.newSet === undefined && !(await createNewSet(round))) return
  const newSet = round.newSet!
  const size = newSetSize(round.bounds, desiredOf(newSet), desiredTotal(allSets(round)))
  if (size !== desiredOf(newSet)) {
    await scaleSet(round, newSet, size)
    return
  }
  if (await shrinkOldSets(round, newSet)) return
  if (isComplete(round, round.deployment.status)) await cleanUpHistory(round)
}

async function shrinkOldSets(round: Round, newSet: ReplicaSet): Promise<boolean> {
  const oldSets = activeSets(round.oldSets).sort(byAge)
  const sizes = oldSetSizes(round.bounds, sizeOf(newSet), oldSets.map(sizeOf))
  let hasShrunk = false
  for (const [index, set] of oldSets.entries()) {
    if (sizes[index] === desiredOf(set)) continue
    await scaleSet(round, set, sizes[index]!)
    hasShrunk = true
  }
  return hasShrunk
}

function sizeOf(set: ReplicaSet): SetSize {
  return { desired: desiredOf(set), available: set.status?.availableReplicas ?? 0 }
}
