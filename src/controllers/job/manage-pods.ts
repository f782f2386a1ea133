/** Makes and deletes pods so that as many are at work as the job asks for. Source: job_controller.go, manageJob. */
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import type { Pod } from '../../generated/types.ts'
import { removeFinalizer } from '../finalizers.ts'
import { createPod, deletePod, slowStart } from '../pod-control.ts'
import { mayReplaceAt, mayReplaceIndexAt } from './back-off.ts'
import { pendingIndexes } from './index-progress.ts'
import { isTracked, replacesOnlyFailed, TRACKING_FINALIZER } from './pods.ts'
import { podsToRemove } from './removal.ts'
import type { Round } from './round.ts'
import { indexedPrefix, indexedTemplate, trackedTemplate } from './template.ts'

/** Pods made or deleted in one round at most. */
const BURST = 500

/** Brings the number of active pods to what is wanted. Gives the first refusal. */
export async function managePods(round: Round): Promise<Error | undefined> {
  const { job, activePods } = round
  if (job.spec?.suspend) return removePods(round, activePods)
  const wanted = wantedActive(round)
  const surplus = podsToRemove(job, activePods, Math.max(round.active - wanted, 0))
  // Pods are either deleted or made in one round.
  if (surplus.length > 0) return removePods(round, surplus.slice(0, BURST))
  const leaving = replacesOnlyFailed(job) ? round.terminating : 0
  const missing = wanted - leaving - round.active
  return missing > 0 ? addPods(round, Math.min(missing, BURST)) : undefined
}

/** Stops everything that is at work for a job that has come to its end. The pods are still counted. */
export async function stopPods(round: Round): Promise<Error | undefined> {
  let failure: Error | undefined
  for (const pod of round.activePods) {
    const error = await deletePod(round.context, pod, round.job)
    failure ??= error
    if (error === undefined) noteRemoval(round, pod)
  }
  return failure
}

/** No more than there are completions left; where any success is enough, none is added after the first. */
function wantedActive({ job, active, succeeded }: Round): number {
  const { completions, parallelism = 1 } = job.spec ?? {}
  if (completions === undefined) return succeeded > 0 ? active : parallelism
  return Math.max(Math.min(completions - succeeded, parallelism), 0)
}

/** Deletes pods that nobody shall count. */
async function removePods(round: Round, pods: readonly Pod[]): Promise<Error | undefined> {
  const { context, job } = round
  let failure: Error | undefined
  for (const pod of pods) {
    if (isTracked(pod)) await removeFinalizer(context.client, 'Pod', pod, TRACKING_FINALIZER)
    const error = await deletePod(context, pod, job)
    failure ??= error
    if (error === undefined) noteRemoval(round, pod)
  }
  return failure
}

function noteRemoval(round: Round, pod: Pod): void {
  round.active--
  round.terminating++
  if (isPodReady(pod)) round.ready--
}

async function addPods(round: Round, missing: number): Promise<Error | undefined> {
  const { context, job, now, indexes, streak } = round
  const template = trackedTemplate(job)
  if (mayReplaceAt(streak) > now) {
    wait(round, mayReplaceAt(streak))
    return undefined
  }
  if (indexes === undefined)
    return slowStart(missing, () => noteCreation(round, createPod(context, template, job)))
  const ready = readyIndexes(round, missing)
  return slowStart(ready.length, (position) => {
    const index = ready[position]!
    const own = indexedTemplate(job, template, index, indexes.awaitingReplacement.get(index))
    return noteCreation(round, createPod(context, own, job, indexedPrefix(job, index)))
  })
}

/** The indexes that may get a pod now; for the others the job is woken up. */
function readyIndexes(round: Round, missing: number): number[] {
  const { job, now, pods, activePods, indexes } = round
  const pending = pendingIndexes(job, indexes!, pods, activePods, missing)
  const replaceAt = (index: number) => mayReplaceIndexAt(indexes?.awaitingReplacement.get(index))
  const later = pending.map(replaceAt).filter((time) => time > now)
  if (later.length > 0) wait(round, Math.min(...later))
  return pending.filter((index) => replaceAt(index) <= now)
}

function wait({ job, wakeUps }: Round, until: number): void {
  wakeUps.push({ requeueAt: until, why: `the back-off of failed pods of job ${job.metadata.name} is over` })
}

async function noteCreation(round: Round, creation: Promise<Error | undefined>): Promise<Error | undefined> {
  const failure = await creation
  if (failure === undefined) round.active++
  return failure
}
