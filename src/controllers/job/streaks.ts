/** Remembers a job's failures in a row between rounds: no field of the job holds them. Source: backoff_utils.go. */
import type { NamespacedName } from '../../apimachinery/object.ts'
import { nameOf } from '../../apiserver/client.ts'
import type { Job } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import type { FailureStreak } from './back-off.ts'

/** What is kept: a job of the same name may follow, so the uid tells whose it is. */
interface KeptStreak extends FailureStreak {
  uid: string
}

function keyOf({ namespace, name }: NamespacedName): string {
  return `streak/${namespace}/${name}`
}

/** The streak as of the last round. */
export async function readStreak(
  job: Job,
  { state }: Pick<ReconcileContext, 'state'>,
): Promise<FailureStreak | undefined> {
  const kept = (await state.get(keyOf(nameOf(job)))) as KeptStreak | undefined
  return kept?.uid === job.metadata.uid ? kept : undefined
}

/** Keeps the streak for the next round. */
export async function keepStreak(
  job: Job,
  streak: FailureStreak | undefined,
  context: Pick<ReconcileContext, 'state'>,
): Promise<void> {
  const before = await readStreak(job, context)
  if (before?.count === streak?.count && before?.last === streak?.last) return
  if (streak === undefined) return forgetStreak(nameOf(job), context)
  const kept: KeptStreak = { uid: job.metadata.uid ?? '', count: streak.count, last: streak.last }
  await context.state.set(keyOf(nameOf(job)), kept)
}

/** Forgets the streak of a job that has come to its end or is gone. */
export async function forgetStreak(
  name: NamespacedName,
  { state }: Pick<ReconcileContext, 'state'>,
): Promise<void> {
  await state.set(keyOf(name), undefined)
}
