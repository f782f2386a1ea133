/** Deletes jobs some time after they have come to their end. Source: ttlafterfinished_controller.go. */
import { parseTime } from '../apimachinery/time.ts'
import { nameOf } from '../apiserver/client.ts'
import { unlessGone } from '../apiserver/unless-gone.ts'
import type { Job } from '../generated/types.ts'
import { type Change, keyOf, parseKey, type Reconciler } from '../runtime/reconciler.ts'

/** Deletes finished jobs when their ttlSecondsAfterFinished are over, with their pods. */
export const ttlAfterFinishedController: Reconciler = {
  name: 'ttl-after-finished-controller',
  about: 'Job',
  watches: [{ kind: 'Job', keys: jobWithTtl }],
  async reconcile(key, { client, clock }) {
    const job = await client.find('Job', parseKey(key))
    const expiresAt = job && expiryOf(job)
    if (job === undefined || expiresAt === undefined) return undefined
    if (expiresAt > clock.now())
      return { requeueAt: expiresAt, why: `ttlSecondsAfterFinished of job ${job.metadata.name} are over` }
    const preconditions = { uid: job.metadata.uid }
    await unlessGone(() =>
      client.delete('Job', nameOf(job), { propagationPolicy: 'Foreground', preconditions }),
    )
    return undefined
  },
}

/** A job that had a time to live is looked at once more when it has none, so that its timer goes. */
function jobWithTtl({ object, previous }: Change): string[] {
  const isTimed = [object, previous].some((job) => job !== undefined && expiryOf(job as Job) !== undefined)
  return isTimed ? [keyOf(object)] : []
}

/** When a finished job is to go, ms; undefined for all others. */
function expiryOf({ metadata, spec, status }: Job): number | undefined {
  const ttl = spec?.ttlSecondsAfterFinished
  if (ttl === undefined || metadata.deletionTimestamp !== undefined) return undefined
  const end = status?.conditions?.find(
    ({ type, status: value }) => value === 'True' && (type === 'Complete' || type === 'Failed'),
  )
  const finishedAt = parseTime(end?.lastTransitionTime)
  return finishedAt === undefined ? undefined : finishedAt + ttl * 1000
}
