/** The strategy Recreate: all old pods are gone before the first new one comes. */
import { isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import type { Pod } from '../../generated/types.ts'
import { controlledBy } from '../ownership.ts'
import { cleanUpHistory } from './history.ts'
import { createNewSet } from './new-set.ts'
import { activeSets } from './replica-sets.ts'
import { type Round, scaleSet } from './round.ts'
import { isComplete } from './status.ts'

/** One step: down, then wait, then up. */
export async function recreate(round: Round): Promise<void> {
  const active = activeSets(round.oldSets)
  for (const set of active) await scaleSet(round, set, 0)
  if (active.length > 0 || (await oldPodsRun(round))) return
  if (round.newSet === undefined && !(await createNewSet(round))) return
  await scaleSet(round, round.newSet!, round.bounds.replicas)
  if (isComplete(round, round.deployment.status)) await cleanUpHistory(round)
}

async function oldPodsRun({ context, oldSets }: Round): Promise<boolean> {
  if (oldSets.some(({ status }) => (status?.replicas ?? 0) > 0)) return true
  for (const set of oldSets) {
    const pods: Pod[] = await controlledBy(context.client, set, 'Pod')
    if (pods.some((pod) => !isPodTerminal(pod))) return true
  }
  return false
}
