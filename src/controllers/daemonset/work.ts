/** Doing what the books say: making the pods that are missing, deleting those that are too many, rolling on. */
import { scaleIntOrPercent } from '../../apimachinery/int-or-string.ts'
import type { DaemonSet, Pod } from '../../generated/types.ts'
import { createPod, deletePod, slowStart } from '../pod-control.ts'
import type { Task, Verdict } from './daemon.ts'
import { nextBackoff } from './failed-pods.ts'
import { lookAt, type Round } from './survey.ts'
import { templateFor } from './template.ts'

/** Pods made or deleted in one round at most, as upstream's BurstReplicas; their own events lead to the next round. */
const BURST = 250

/** Gives the first failure. Where pods could not be made or deleted, the rollout does not go on. */
export async function work(round: Round): Promise<Error | undefined> {
  const missing = await round.ledger.places('create', BURST)
  const created = await slowStart(missing.length, (index) => perform(round, missing[index]!, 'create'))
  let failure = created
  for (const place of await round.ledger.places('delete', BURST)) {
    const error = await perform(round, place, 'delete')
    failure ??= error
  }
  return failure ?? rollOut(round)
}

/** Replaces old pods as far as the bounds allow. */
async function rollOut(round: Round): Promise<Error | undefined> {
  const { ledger, daemon, daemonSet } = round
  const { maxSurge, maxUnavailable } = boundsOf(daemonSet, ledger.totals.desired)
  const limit = daemon.surges ? maxSurge : maxUnavailable
  const failure = await performWhile(round, 'replace', () => ledger.totals.held < limit)
  return failure ?? performWhile(round, 'leave', () => ledger.totals.serving > ledger.totals.desired)
}

async function performWhile(round: Round, task: Task, allowed: () => boolean): Promise<Error | undefined> {
  let last: string | undefined
  for (let count = 0; count < BURST && allowed(); count++) {
    const [place] = await round.ledger.places(task, 1)
    if (place === undefined || place === last) return undefined
    const failure = await perform(round, place, task)
    if (failure !== undefined) return failure
    last = place
  }
  return undefined
}

interface Bounds {
  maxSurge: number
  maxUnavailable: number
}

/** In numbers of nodes; percentages are rounded up. If both came to nothing, one node may be unavailable. */
function boundsOf({ spec }: DaemonSet, desired: number): Bounds {
  const { maxSurge = 0, maxUnavailable = 0 } = spec?.updateStrategy?.rollingUpdate ?? {}
  const bounds = {
    maxSurge: scaleIntOrPercent(maxSurge, desired, true),
    maxUnavailable: scaleIntOrPercent(maxUnavailable, desired, true),
  }
  const isStuck = desired > 0 && bounds.maxSurge === 0 && bounds.maxUnavailable === 0
  return isStuck ? { ...bounds, maxUnavailable: 1 } : bounds
}

/** Does what is to be done at a place, if it still is, and looks at it again. */
async function perform(round: Round, place: string, task: Task): Promise<Error | undefined> {
  const verdict = await lookAt(round, place)
  if (verdict.task !== task) return undefined
  const failure = await act(round, place, verdict)
  await lookAt(round, place)
  return failure
}

async function act(
  { context, daemonSet, daemon, ledger }: Round,
  place: string,
  { removals }: Verdict,
): Promise<Error | undefined> {
  if (removals === undefined) return createPod(context, templateFor(daemon.template, place), daemonSet)
  let failure: Error | undefined
  for (const pod of removals) {
    const { phase } = pod.status ?? {}
    if (phase === 'Failed') await ledger.setBackoff(place, nextBackoff(daemon, await ledger.backoff(place)))
    await tellOfEnd(pod, place, daemonSet, context)
    const error = await deletePod(context, pod, daemonSet)
    failure ??= error
  }
  return failure
}

/** Daemons do not end; where one has, an event says so. */
async function tellOfEnd(
  { metadata, status }: Pod,
  place: string,
  daemonSet: DaemonSet,
  { recorder }: Round['context'],
): Promise<void> {
  const text = (what: string, end: string) =>
    `Found ${what} daemon pod ${metadata.namespace}/${metadata.name} on node ${place}, will try to ${end} it`
  if (status?.phase === 'Failed')
    await recorder.event(daemonSet, 'Warning', 'FailedDaemonPod', text('failed', 'kill'))
  if (status?.phase === 'Succeeded')
    await recorder.event(daemonSet, 'Normal', 'SucceededDaemonPod', text('succeeded', 'delete'))
}
