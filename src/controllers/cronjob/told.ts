/** Tells things about a cron job once that hold on: upstream repeats them whenever it looks at the cron job. */
import type { NamespacedName } from '../../apimachinery/object.ts'
import { nameOf } from '../../apiserver/client.ts'
import type { CronJob } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'

function keyOf({ namespace, name }: NamespacedName): string {
  return `told/${namespace}/${name}`
}

/**
 * Records an Event unless it was recorded before for the same occasion.
 * @param occasion what the Event is about: the time of a run, a schedule, a job
 */
export async function tellOnce(
  { state, recorder }: ReconcileContext,
  cronJob: CronJob,
  {
    type,
    reason,
    message,
    occasion,
  }: { type: 'Normal' | 'Warning' } & Record<'reason' | 'message' | 'occasion', string>,
): Promise<void> {
  const key = keyOf(nameOf(cronJob))
  const mark = `${cronJob.metadata.uid} ${occasion}`
  const told = (await state.get(key)) as Record<string, string> | undefined
  if (told?.[reason] === mark) return
  await state.set(key, { ...told, [reason]: mark })
  await recorder.event(cronJob, type, reason, message)
}

/** Forgets what was told about a cron job that is gone. */
export async function forgetTold(name: NamespacedName, { state }: ReconcileContext): Promise<void> {
  await state.set(keyOf(name), undefined)
}
