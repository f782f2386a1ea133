/** Jobs and cron jobs from the first command to the last: retries, deadlines, overlaps, clean-up. */
import { describe, it } from 'vitest'
import { job, type Shape } from './objects.ts'
import { expectStory } from './story.ts'

const cronJob = (name: string, shape: Shape, jobSpec: object = {}) => {
  const { spec } = job(name, { ...shape, spec: jobSpec })
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: { ...shape.spec, jobTemplate: { spec } },
  }
}

describe('a job', () => {
  it('does its completions, as many at a time as it may', () =>
    expectStory(
      { 'sum.yaml': job('sum', { spec: { completions: 5, parallelism: 2 }, fate: { 'exit-after': '10s' } }) },
      `
      > apply -f sum.yaml
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/sum Running 0/5 0s 0s
      NAME READY STATUS RESTARTS AGE
      2x pod/sum-POD 1/1 Running 0 0s
      > clock advance 10s
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/sum Running 2/5 10s 10s
      NAME READY STATUS RESTARTS AGE
      2x pod/sum-POD 0/1 Completed 0 10s
      2x pod/sum-POD 1/1 Running 0 0s
      $ wait --for=condition=Complete job/sum
      job.batch/sum condition met
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/sum Complete 5/5 30s 30s
      NAME READY STATUS RESTARTS AGE
      pod/sum-POD 0/1 Completed 0 10s
      2x pod/sum-POD 0/1 Completed 0 20s
      2x pod/sum-POD 0/1 Completed 0 30s
      $ events --for job/sum
      LAST SEEN TYPE REASON OBJECT MESSAGE
      2x 30s Normal SuccessfulCreate Job/sum Created pod: sum-POD
      2x 20s Normal SuccessfulCreate Job/sum Created pod: sum-POD
      10s Normal SuccessfulCreate Job/sum Created pod: sum-POD
      0s Normal Completed Job/sum Job completed
      `,
    ))

  it('whose pods fail tries again, ever later, and gives up', () =>
    expectStory(
      {
        'bad.yaml': job('bad', { spec: { backoffLimit: 2 }, fate: { 'exit-code': '3' } }),
        'once.yaml': job('once', {
          spec: { backoffLimit: 2 },
          fate: { 'exit-code': '3', 'exit-after': '1s' },
          pod: { restartPolicy: 'OnFailure' },
        }),
      },
      `
      > apply -f bad.yaml
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/bad Running 0/1 0s 0s
      NAME READY STATUS RESTARTS AGE
      pod/bad-POD 0/1 Error 0 0s
      > clock advance 10s
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/bad Running 0/1 10s 10s
      NAME READY STATUS RESTARTS AGE
      pod/bad-POD 0/1 Error 0 0s
      pod/bad-POD 0/1 Error 0 10s
      > clock advance 20s
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/bad Failed 0/1 30s 30s
      NAME READY STATUS RESTARTS AGE
      pod/bad-POD 0/1 Error 0 0s
      pod/bad-POD 0/1 Error 0 20s
      pod/bad-POD 0/1 Error 0 30s
      $ get job bad -o 'jsonpath={range .status.conditions[*]}{.type}={.status}:{.reason} {end}'
      FailureTarget=True:BackoffLimitExceeded Failed=True:BackoffLimitExceeded
      $ wait --for=condition=Complete job/bad --timeout=10s
      [stderr] error: timed out waiting for the condition on jobs/bad
      [exit 1]
      > delete job bad
      > apply -f once.yaml
      > clock advance 60s
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/once Failed 0/1 60s 60s
      $ events --for job/once
      LAST SEEN TYPE REASON OBJECT MESSAGE
      60s Normal SuccessfulCreate Job/once Created pod: once-POD
      48s Normal SuccessfulDelete Job/once Deleted pod: once-POD
      48s Warning BackoffLimitExceeded Job/once Job has reached the specified backoff limit
      `,
    ))

  it('is stopped at its deadline, or for a while, and goes when its time to live is over', () =>
    expectStory(
      {
        'late.yaml': job('late', {
          spec: { activeDeadlineSeconds: 30 },
          fate: { 'exit-after': '1h', termination: '2s' },
        }),
        'slow.yaml': job('slow', { spec: { ttlSecondsAfterFinished: 60 }, fate: { 'exit-after': '20s' } }),
        'paused.yaml': job('slow', {
          spec: { ttlSecondsAfterFinished: 60, suspend: true },
          fate: { 'exit-after': '20s' },
        }),
      },
      `
      > apply -f late.yaml
      > apply -f slow.yaml
      > clock advance 10s
      > apply -f paused.yaml
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/late Running 0/1 10s 10s
      job.batch/slow Suspended 0/1 10s
      NAME READY STATUS RESTARTS AGE
      pod/late-POD 1/1 Running 0 10s
      > clock advance 22s
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/late Failed 0/1 32s 32s
      job.batch/slow Suspended 0/1 32s
      $ get job late -o 'jsonpath={range .status.conditions[*]}{.type}={.status}:{.reason} {end}'
      FailureTarget=True:DeadlineExceeded Failed=True:DeadlineExceeded
      > apply -f slow.yaml
      > clock advance 20s
      $ get job slow --no-headers
      slow Complete 1/1 20s 52s
      > clock advance 1m
      $ get job,pods --no-headers
      job.batch/late Failed 0/1 112s 112s
      `,
    ))

  it('goes on on other nodes when one is lost', () =>
    expectStory(
      { 'sum.yaml': job('sum', { spec: { completions: 2, parallelism: 2 }, fate: { 'exit-after': '20m' } }) },
      `
      > apply -f sum.yaml
      $ get pods -o custom-columns=NODE:.spec.nodeName --no-headers
      worker-1
      worker-2
      $ fail node worker-1
      node/worker-1 failed: NotReady at 12:00:50 (in 50s), its pods are evicted from 12:05:50 on (in 5m50s)
      > clock advance 6m
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/sum Running 0/2 6m 6m
      NAME READY STATUS RESTARTS AGE
      pod/sum-POD 1/1 Running 0 10s
      pod/sum-POD 1/1 Running 0 6m
      pod/sum-POD 1/1 Terminating 0 6m
      > recover node worker-1
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/sum Running 0/2 6m 6m
      NAME READY STATUS RESTARTS AGE
      pod/sum-POD 1/1 Running 0 10s
      pod/sum-POD 1/1 Running 0 6m
      $ wait --for=condition=Complete job/sum --timeout=1h
      job.batch/sum condition met
      $ get job
      NAME STATUS COMPLETIONS DURATION AGE
      sum Complete 2/2 25m 25m
      `,
    ))
})

describe('an indexed job', () => {
  it('tries each index again by itself, and fails when too many have failed', () => {
    const spec = {
      completionMode: 'Indexed',
      completions: 4,
      parallelism: 2,
      backoffLimitPerIndex: 1,
      maxFailedIndexes: 1,
    }
    return expectStory(
      { 'idx.yaml': job('idx', { spec, fate: { 'exit-code': '1', 'exit-after': '5s' } }) },
      `
      > apply -f idx.yaml
      > clock advance 5s
      $ get job,pods
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/idx Running 0/4 5s 5s
      NAME READY STATUS RESTARTS AGE
      pod/idx-0-POD 0/1 Error 0 5s
      pod/idx-1-POD 0/1 Error 0 5s
      > clock advance 1m
      $ get job
      NAME STATUS COMPLETIONS DURATION AGE
      idx Failed 0/4 65s 65s
      $ get pods --no-headers
      idx-0-POD 0/1 Error 0 50s
      idx-0-POD 0/1 Error 0 65s
      idx-1-POD 0/1 Error 0 50s
      idx-1-POD 0/1 Error 0 65s
      $ get job idx -o 'jsonpath={.status.failedIndexes} {range .status.conditions[*]}{.type}={.status}:{.reason} {end}'
      0,1 FailureTarget=True:MaxFailedIndexesExceeded Failed=True:MaxFailedIndexesExceeded
      `,
    )
  })
})

describe('a cron job', () => {
  it('that forbids two at a time leaves out what falls into a long run', () =>
    expectStory(
      {
        'tick.yaml': cronJob('tick', {
          spec: { schedule: '* * * * *', concurrencyPolicy: 'Forbid' },
          fate: { 'exit-after': '150s' },
        }),
      },
      `
      > apply -f tick.yaml
      $ get cronjob tick --no-headers
      tick * * * * * <none> False 0 <none> 0s
      > clock advance 60s
      $ get cronjob,jobs
      NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST SCHEDULE AGE
      cronjob.batch/tick * * * * * <none> False 1 0s 60s
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/tick-29922481 Running 0/1 0s 0s
      > clock advance 149s
      $ get cronjob,jobs
      NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST SCHEDULE AGE
      cronjob.batch/tick * * * * * <none> False 1 2m29s 3m29s
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/tick-29922481 Running 0/1 2m29s 2m29s
      > clock advance 1s
      $ get cronjob,jobs
      NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST SCHEDULE AGE
      cronjob.batch/tick * * * * * <none> False 1 30s 3m30s
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/tick-29922481 Complete 1/1 2m30s 2m30s
      job.batch/tick-29922483 Running 0/1 0s 0s
      > clock advance 30s
      $ get cronjob,jobs
      NAME SCHEDULE TIMEZONE SUSPEND ACTIVE LAST SCHEDULE AGE
      cronjob.batch/tick * * * * * <none> False 1 60s 4m
      NAME STATUS COMPLETIONS DURATION AGE
      job.batch/tick-29922481 Complete 1/1 2m30s 3m
      job.batch/tick-29922483 Running 0/1 30s 30s
      $ events --for cronjob/tick
      LAST SEEN TYPE REASON OBJECT MESSAGE
      3m Normal SuccessfulCreate CronJob/tick Created job tick-29922481
      30s Normal SawCompletedJob CronJob/tick Saw completed job: tick-29922481, status: Complete
      30s Normal SuccessfulCreate CronJob/tick Created job tick-29922483
      0s (x3 over 2m) Normal JobAlreadyActive CronJob/tick Not starting job because prior execution is running and concurrency policy is Forbid
      `,
    ))

  it('is suspended and resumed, and keeps as many jobs as it shall', () =>
    expectStory(
      {
        'tick.yaml': cronJob('tick', { spec: { schedule: '*/5 * * * *', successfulJobsHistoryLimit: 1 } }),
        'off.yaml': cronJob('tick', {
          spec: { schedule: '*/5 * * * *', successfulJobsHistoryLimit: 1, suspend: true },
        }),
      },
      `
      > apply -f tick.yaml
      > clock advance 16m
      $ get cronjob,jobs,pods --no-headers
      cronjob.batch/tick */5 * * * * <none> False 0 60s 16m
      job.batch/tick-29922495 Complete 1/1 0s 60s
      pod/tick-29922495-POD 0/1 Completed 0 60s
      > apply -f off.yaml
      > clock advance 1h
      $ get cronjob,jobs --no-headers
      cronjob.batch/tick */5 * * * * <none> True 0 61m 76m
      job.batch/tick-29922495 Complete 1/1 0s 61m
      > apply -f tick.yaml
      $ get cronjob,jobs --no-headers
      cronjob.batch/tick */5 * * * * <none> False 0 60s 76m
      job.batch/tick-29922555 Complete 1/1 0s 0s
      > delete cronjob tick
      $ get cronjob,jobs,pods --no-headers
      [stderr] No resources found in default namespace.
      `,
    ))
})
