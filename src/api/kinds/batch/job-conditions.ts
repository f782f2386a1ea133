/** What a job's conditions say. */
import type { Job } from '../../../generated/types.ts'

/** Whether the job has the condition with status `True`. */
export function isJobConditionTrue({ status }: Job, type: string): boolean {
  return status?.conditions?.find((condition) => condition.type === type)?.status === 'True'
}

/** Whether the job has come to its end: complete or failed. */
export function isJobFinished(job: Job): boolean {
  return isJobConditionTrue(job, 'Complete') || isJobConditionTrue(job, 'Failed')
}
