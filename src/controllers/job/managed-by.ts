/** Which controller a job belongs to. Source: job_controller.go, managedByExternalController (KEP-4368). */
import type { Job } from '../../generated/types.ts'

/** Whether another controller looks after the job: this one leaves it and its pods alone. */
export function isManagedElsewhere({ spec }: Job): boolean {
  return spec?.managedBy !== undefined && spec.managedBy !== 'kubernetes.io/job-controller'
}
