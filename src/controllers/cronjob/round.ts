/** What a cron job's controller knows in one round. */
import type { CronJob, CronJobStatus, Job } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'

/** One look at a cron job. */
export interface Round {
  context: ReconcileContext
  cronJob: CronJob
  /** All jobs that it controls. */
  jobs: readonly Job[]
  /** The status that this round writes. */
  status: CronJobStatus & { active: NonNullable<CronJobStatus['active']> }
  /** Cluster time, ms. */
  now: number
}
