/** Whether a job has come to its end, and by which condition. Source: job_controller.go, syncJob. */
import { isJobConditionTrue } from '../../api/kinds/batch/job-conditions.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Job, JobCondition, Pod } from '../../generated/types.ts'
import { trueCondition } from './conditions.ts'
import { countIndexes } from './index-intervals.ts'
import { judgeFailure } from './pod-failure-policy.ts'
import { hasFailed } from './pods.ts'
import type { Round } from './round.ts'
import { metSuccessPolicy } from './success-policy.ts'

/**
 * The condition that says how the job ends: SuccessCriteriaMet or FailureTarget, an old one before a new one, failures
 * before successes. Undefined while the job goes on; then the moment of its deadline is noted.
 */
export function findEnd(round: Round): JobCondition | undefined {
  return (
    noted(round.job, 'SuccessCriteriaMet') ??
    noted(round.job, 'FailureTarget') ??
    failureByPolicy(round) ??
    failureByLimit(round) ??
    failureByIndexes(round) ??
    successByPolicy(round)
  )
}

/** The end of a job all of whose work is done: enough successes, and nothing at work any more. */
export function findCompletion({ job, succeeded, active, now }: Round): JobCondition | undefined {
  const needed = job.spec?.completions ?? 1
  if (succeeded < needed || active > 0) return undefined
  const message = 'Reached expected number of succeeded pods'
  return trueCondition('SuccessCriteriaMet', 'CompletionsReached', message, now)
}

function noted(job: Job, type: string): JobCondition | undefined {
  if (!isJobConditionTrue(job, type)) return undefined
  return job.status?.conditions?.find((condition) => condition.type === type)
}

function failure({ now }: Round, reason: string, message: string): JobCondition {
  return trueCondition('FailureTarget', reason, message, now)
}

function failureByPolicy(round: Round): JobCondition | undefined {
  const { job, pods } = round
  if (job.spec?.podFailurePolicy === undefined) return undefined
  for (const pod of pods) {
    const message = hasFailed(pod, job) ? judgeFailure(job, pod).failure : undefined
    if (message !== undefined) return failure(round, 'PodFailurePolicy', message)
  }
  return undefined
}

function failureByLimit(round: Round): JobCondition | undefined {
  const { job, pods, failed, now, status } = round
  const { backoffLimit = 6, activeDeadlineSeconds, suspend } = job.spec ?? {}
  if (failed > backoffLimit || isRestartedTooOften(job, pods, backoffLimit))
    return failure(round, 'BackoffLimitExceeded', 'Job has reached the specified backoff limit')
  const start = parseTime(status.startTime)
  if (activeDeadlineSeconds === undefined || start === undefined || suspend) return undefined
  const deadline = start + activeDeadlineSeconds * 1000
  if (deadline <= now)
    return failure(round, 'DeadlineExceeded', 'Job was active longer than specified deadline')
  round.wakeUps.push({
    requeueAt: deadline,
    why: `activeDeadlineSeconds of job ${job.metadata.name} are over`,
  })
  return undefined
}

/** Where containers are restarted in their pods, all their restarts together have the limit. */
function isRestartedTooOften({ spec }: Job, pods: readonly Pod[], limit: number): boolean {
  if (spec?.template.spec?.restartPolicy !== 'OnFailure') return false
  const restarts = pods
    .filter(({ status }) => status?.phase === 'Running' || status?.phase === 'Pending')
    .reduce((sum, pod) => sum + restartsOf(pod), 0)
  return limit === 0 ? restarts > 0 : restarts >= limit
}

/** How often the containers of a pod were restarted, all together. */
export function restartsOf({ status }: Pod): number {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  return statuses.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0)
}

function failureByIndexes(round: Round): JobCondition | undefined {
  const { indexes, job } = round
  if (indexes?.failed === undefined) return undefined
  const { maxFailedIndexes, completions = 0 } = job.spec ?? {}
  const failed = countIndexes(indexes.failed)
  if (maxFailedIndexes !== undefined && failed > maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes'
    return failure(round, 'MaxFailedIndexesExceeded', message)
  }
  if (failed === 0 || failed + countIndexes(indexes.succeeded) < completions) return undefined
  return failure(round, 'FailedIndexes', 'Job has failed indexes')
}

function successByPolicy({ indexes, job, now }: Round): JobCondition | undefined {
  const message = indexes && metSuccessPolicy(job, indexes.succeeded)
  return message === undefined
    ? undefined
    : trueCondition('SuccessCriteriaMet', 'SuccessPolicy', message, now)
}
