/**
 * Remembers since when a cron job has its schedule. What a new schedule would have started before it came is not made
 * good: upstream waits for its next time then (cronjob_controllerv2.go, updateCronJob).
 */
import type { NamespacedName } from '../../apimachinery/object.ts'
import { nameOf } from '../../apiserver/client.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import type { Round } from './round.ts'

/** A schedule that was seen, and since when it holds if it was not the first. */
interface Seen {
  uid: string
  schedule: string
  since: number
}

function keyOf({ namespace, name }: NamespacedName): string {
  return `schedule/${namespace}/${name}`
}

/** Since when the cron job has this schedule, ms; long ago for its first one. */
export async function scheduledSince({ cronJob, context, now }: Round): Promise<number> {
  const { metadata, spec } = cronJob
  const uid = metadata.uid ?? ''
  const schedule = `${spec.timeZone ?? ''} ${spec.schedule}`
  const key = keyOf(nameOf(cronJob))
  const seen = (await context.state.get(key)) as Seen | undefined
  if (seen?.uid === uid && seen.schedule === schedule) return seen.since
  const next: Seen = { uid, schedule, since: seen?.uid === uid ? now : 0 }
  await context.state.set(key, next)
  return next.since
}

/** Forgets the schedule of a cron job that is gone. */
export async function forgetSchedule(name: NamespacedName, { state }: ReconcileContext): Promise<void> {
  await state.set(keyOf(name), undefined)
}
