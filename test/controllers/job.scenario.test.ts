/** Jobs: completions, back-off, limits, suspension, tracking of pods. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Job } from '../../src/generated/types.ts'
import { failed, type JobWorld, jobObject, openJobWorld, succeeded } from './job-world.ts'

let world: JobWorld

beforeEach(async () => {
  world = await openJobWorld()
})

function conditions({ status }: Job): string[] {
  return (status?.conditions ?? []).map(({ type, status: value, reason }) => `${type}=${value} ${reason}`)
}

describe('a job', () => {
  it('runs one pod, counts it, and is complete', async () => {
    const job = await world.start()
    expect(job.status).toEqual({
      active: 1,
      ready: 1,
      startTime: '2026-01-01T00:00:00Z',
      terminating: 0,
      uncountedTerminatedPods: {},
    })
    const [pod] = await world.pods()
    expect(pod?.metadata).toMatchObject({
      generateName: 'work-',
      finalizers: ['batch.kubernetes.io/job-tracking'],
      labels: {
        'batch.kubernetes.io/controller-uid': job.metadata.uid,
        'batch.kubernetes.io/job-name': 'work',
      },
      ownerReferences: [{ kind: 'Job', name: 'work', controller: true, blockOwnerDeletion: true }],
    })
    await world.end(succeeded, pod)
    const time = '2026-01-01T00:00:00Z'
    const reached = {
      status: 'True',
      lastProbeTime: time,
      lastTransitionTime: time,
      reason: 'CompletionsReached',
      message: 'Reached expected number of succeeded pods',
    }
    expect((await world.job()).status).toEqual({
      completionTime: time,
      conditions: [
        { type: 'SuccessCriteriaMet', ...reached },
        { type: 'Complete', ...reached },
      ],
      ready: 0,
      startTime: time,
      succeeded: 1,
      terminating: 0,
      uncountedTerminatedPods: {},
    })
    expect((await world.pods())[0]?.metadata.finalizers).toBeUndefined()
    expect(await world.jobEvents()).toEqual([
      'Normal SuccessfulCreate Created pod: work-*',
      'Normal Completed Job completed',
    ])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('never has more pods at work than completions are left', async () => {
    await world.start({ completions: 5, parallelism: 3 })
    const seen: number[] = []
    for (let pods = await world.running(); pods.length > 0; pods = await world.running()) {
      seen.push(pods.length)
      await world.end(succeeded, pods[0])
    }
    expect(seen).toEqual([3, 3, 3, 2, 1])
    expect((await world.job()).status).toMatchObject({ succeeded: 5 })
  })

  it('without completions ends with its first success, when the others are done', async () => {
    await world.start({ parallelism: 3 })
    const [first, second, third] = await world.running()
    await world.end(succeeded, first)
    expect(await world.running()).toHaveLength(2)
    expect(conditions(await world.job())).toEqual([])
    await world.end(failed, second)
    expect(await world.running()).toHaveLength(1)
    await world.end(succeeded, third)
    expect(await world.job()).toMatchObject({ status: { succeeded: 2, failed: 1 } })
    expect(conditions(await world.job())).toContain('Complete=True CompletionsReached')
  })

  it('makes more pods, or gives up the least useful, when its parallelism changes', async () => {
    await world.start({ completions: 10, parallelism: 2 })
    await world.change('Job', 'work', { spec: { parallelism: 4 } })
    expect(await world.running()).toHaveLength(4)
    await world.change('Job', 'work', { spec: { parallelism: 1 } })
    expect(await world.pods()).toHaveLength(1)
    expect((await world.job()).status).toMatchObject({ active: 1, terminating: 0 })
    expect((await world.job()).status?.failed).toBeUndefined()
    expect((await world.jobEvents()).filter((text) => text.includes('SuccessfulDelete'))).toHaveLength(3)
  })

  it('is complete at once where nothing is asked of it', async () => {
    await world.start({ completions: 0 })
    expect(conditions(await world.job())).toContain('Complete=True CompletionsReached')
    expect(await world.pods()).toEqual([])
  })

  it('is left alone where another controller manages it', async () => {
    await world.start({ managedBy: 'example.com/other' })
    expect(await world.pods()).toEqual([])
    expect((await world.job()).status).toEqual({})
  })
})

describe('the pods of a job', () => {
  it('that fail are replaced after 10 s, 20 s, 40 s, up to the limit', async () => {
    await world.start({ backoffLimit: 3 })
    for (const seconds of [10, 20, 40]) {
      await world.end(failed, (await world.running())[0])
      await world.advance(seconds - 1)
      expect(await world.running()).toHaveLength(0)
      await world.advance(1)
      expect(await world.running()).toHaveLength(1)
    }
    await world.end(failed, (await world.running())[0])
    expect(await world.job()).toMatchObject({ status: { failed: 4, ready: 0, terminating: 0 } })
    expect(conditions(await world.job())).toEqual([
      'FailureTarget=True BackoffLimitExceeded',
      'Failed=True BackoffLimitExceeded',
    ])
    expect((await world.jobEvents()).at(-1)).toBe(
      'Warning BackoffLimitExceeded Job has reached the specified backoff limit',
    )
  })

  it('wait at most ten minutes for their replacement', async () => {
    await world.start({ backoffLimit: 20 })
    for (let count = 0; count < 10; count++) {
      await world.end(failed, (await world.running())[0])
      await world.advance(600)
      expect(await world.running()).toHaveLength(1)
    }
  })

  it('start anew with the back-off after a success', async () => {
    await world.start({ completions: 3, backoffLimit: 10 })
    for (const seconds of [10, 20]) {
      await world.end(failed, (await world.running())[0])
      await world.advance(seconds)
    }
    await world.end(succeeded, (await world.running())[0])
    await world.end(failed, (await world.running())[0])
    await world.advance(10)
    expect(await world.running()).toHaveLength(1)
  })

  it('that run on are counted while a failed one waits for its replacement', async () => {
    await world.start({ completions: 4, parallelism: 2 })
    await world.end(failed, (await world.running())[0])
    expect((await world.job()).status).toMatchObject({ active: 1, ready: 1, failed: 1 })
  })

  it('count as failed when they are deleted, and are replaced', async () => {
    await world.start()
    const [pod] = await world.running()
    await world.client.delete('Pod', { namespace: 'default', name: pod!.metadata.name! })
    await world.advance(10)
    expect((await world.job()).status).toMatchObject({ active: 1, failed: 1 })
    expect(await world.pods()).toHaveLength(1)
  })

  it('that are deleted are replaced only when they have ended, where the job says so', async () => {
    await world.start({ podReplacementPolicy: 'Failed' })
    const [pod] = await world.running()
    await world.client.delete('Pod', { namespace: 'default', name: pod!.metadata.name! })
    await world.advance(60)
    expect((await world.job()).status).toMatchObject({ terminating: 1 })
    expect(await world.running()).toHaveLength(0)
    await world.end(failed, (await world.pods())[0])
    await world.advance(10)
    expect((await world.job()).status).toMatchObject({ active: 1, failed: 1, terminating: 0 })
  })

  it('are adopted with the finalizer, and let go without it', async () => {
    const selector = { matchLabels: { app: 'work' } }
    const template = { metadata: { labels: { app: 'work' } }, ...jobObject().spec?.template }
    await world.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'bare', namespace: 'default', labels: { app: 'work' } },
      spec: template.spec,
    })
    await world.start({ manualSelector: true, selector, template })
    expect((await world.pods()).map(({ metadata }) => metadata)).toMatchObject([
      { name: 'bare', finalizers: ['batch.kubernetes.io/job-tracking'], ownerReferences: [{ name: 'work' }] },
    ])
    const released = await world.change('Pod', 'bare', { metadata: { labels: { app: 'other' } } })
    expect(released.metadata.finalizers).toBeUndefined()
    expect(released.metadata.ownerReferences).toBeUndefined()
    expect(await world.pods()).toHaveLength(2)
  })

  it.each(['Background', 'Foreground'] as const)('go with the job (%s)', async (propagationPolicy) => {
    await world.start({ completions: 4, parallelism: 2 })
    await world.end(succeeded, (await world.running())[0])
    await world.client.delete('Job', { namespace: 'default', name: 'work' }, { propagationPolicy })
    await world.converge()
    expect(await world.names('Job')).toEqual([])
    expect(await world.pods()).toEqual([])
  })

  it('lose their finalizer where the job leaves them behind', async () => {
    await world.start()
    await world.client.delete('Job', { namespace: 'default', name: 'work' }, { propagationPolicy: 'Orphan' })
    await world.converge()
    const [pod] = await world.pods()
    expect(pod?.metadata.ownerReferences).toBeUndefined()
    expect(pod?.metadata.finalizers).toBeUndefined()
  })
})

describe('a job with a deadline', () => {
  it('fails when its time is over, and its pods go', async () => {
    await world.start({ activeDeadlineSeconds: 100, completions: 2, parallelism: 2 })
    await world.advance(99)
    expect(await world.running()).toHaveLength(2)
    await world.advance(1)
    expect(await world.pods()).toEqual([])
    expect(await world.job()).toMatchObject({ status: { failed: 2, terminating: 0 } })
    expect(conditions(await world.job())).toEqual([
      'FailureTarget=True DeadlineExceeded',
      'Failed=True DeadlineExceeded',
    ])
    expect((await world.jobEvents()).at(-1)).toBe(
      'Warning DeadlineExceeded Job was active longer than specified deadline',
    )
  })

  it('is not woken up any more when it is complete', async () => {
    await world.start({ activeDeadlineSeconds: 100 })
    await world.end(succeeded, (await world.running())[0])
    await world.advance(200)
    expect(conditions(await world.job()).at(-1)).toBe('Complete=True CompletionsReached')
  })

  it('has its whole time again after it was suspended', async () => {
    await world.start({ activeDeadlineSeconds: 100 })
    await world.advance(90)
    await world.change('Job', 'work', { spec: { suspend: true } })
    await world.advance(500)
    await world.change('Job', 'work', { spec: { suspend: false } })
    await world.advance(99)
    expect(await world.running()).toHaveLength(1)
    await world.advance(1)
    expect(conditions(await world.job()).at(-1)).toBe('Failed=True DeadlineExceeded')
  })
})

describe('a suspended job', () => {
  it('has no pods until it is resumed', async () => {
    await world.start({ suspend: true })
    expect(await world.pods()).toEqual([])
    expect((await world.job()).status?.startTime).toBeUndefined()
    expect(conditions(await world.job())).toEqual(['Suspended=True JobSuspended'])
    await world.advance(60)
    const resumed = await world.change('Job', 'work', { spec: { suspend: false } })
    expect(resumed.status).toMatchObject({ active: 1, startTime: '2026-01-01T00:01:00Z' })
    expect(conditions(resumed)).toEqual(['Suspended=False JobResumed'])
    expect(await world.jobEvents()).toEqual([
      'Normal Suspended Job suspended',
      'Normal SuccessfulCreate Created pod: work-*',
      'Normal Resumed Job resumed',
    ])
  })

  it('loses the pods that were at work, and they do not count as failed', async () => {
    await world.start({ completions: 3, parallelism: 2 })
    await world.end(succeeded, (await world.running())[0])
    const suspended = await world.change('Job', 'work', { spec: { suspend: true } })
    expect(suspended.status).toMatchObject({ succeeded: 1, ready: 0, terminating: 0 })
    expect(suspended.status?.active).toBeUndefined()
    expect(suspended.status?.failed).toBeUndefined()
    expect(suspended.status?.startTime).toBeUndefined()
    expect(await world.running()).toEqual([])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })
})

describe('a job whose pods restart their containers', () => {
  it('fails when all restarts together reach the limit', async () => {
    const spec = { restartPolicy: 'OnFailure', containers: [{ name: 'c', image: 'c:1' }] }
    await world.start({ backoffLimit: 3, template: { spec } })
    const restart = async (restartCount: number) => {
      const [pod] = await world.running()
      const container = { name: 'c', image: 'c:1', imageID: '', ready: true, restartCount, state: {} }
      const status = { ...pod!.status, containerStatuses: [container] }
      await world.client.update('Pod', { ...pod!, status }, { subresource: 'status' })
      await world.converge()
    }
    await restart(2)
    expect(conditions(await world.job())).toEqual([])
    await restart(3)
    expect(conditions(await world.job()).at(-1)).toBe('Failed=True BackoffLimitExceeded')
    expect(await world.pods()).toEqual([])
  })
})
