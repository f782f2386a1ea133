/** Indexed jobs, limits per index, failure and success policies. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Job, Pod } from '../../src/generated/types.ts'
import { failed, type JobWorld, type Outcome, openJobWorld, succeeded } from './job-world.ts'

let world: JobWorld

beforeEach(async () => {
  world = await openJobWorld()
})

const INDEX = 'batch.kubernetes.io/job-completion-index'
const FAILURES = 'batch.kubernetes.io/job-index-failure-count'
const indexed = { completionMode: 'Indexed', completions: 4, parallelism: 4 }

function indexOf({ metadata }: Pod): number {
  return Number(metadata.annotations?.[INDEX])
}

async function runningAt(index: number): Promise<Pod | undefined> {
  return (await world.running()).find((pod) => indexOf(pod) === index)
}

function exit(exitCode: number): Outcome {
  return { phase: 'Failed', exitCode }
}

async function verdict(): Promise<string> {
  const { status }: Job = await world.job()
  const { type, reason, message } = status?.conditions?.at(-1) ?? {}
  return `${type} ${reason} ${message}`
}

describe('the pods of an indexed job', () => {
  it('know their index by annotation, label, variable and hostname', async () => {
    await world.start({ ...indexed, completions: 2, parallelism: 2 })
    const pods = (await world.running()).sort((a, b) => indexOf(a) - indexOf(b))
    for (const [index, pod] of pods.entries()) {
      expect(pod.metadata).toMatchObject({
        generateName: `work-${index}-`,
        annotations: { [INDEX]: `${index}` },
        labels: { [INDEX]: `${index}` },
      })
      expect(pod.spec?.hostname).toBe(`work-${index}`)
      expect(pod.spec?.containers[0]?.env).toEqual([
        {
          name: 'JOB_COMPLETION_INDEX',
          valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX}']` } },
        },
      ])
    }
    expect(pods).toHaveLength(2)
  })

  it('are made for the first indexes that are not done, and those are written as intervals', async () => {
    await world.start({ ...indexed, completions: 8, parallelism: 5 })
    await world.end(succeeded, await runningAt(1), await runningAt(2), await runningAt(3))
    expect((await world.running()).map(indexOf).sort()).toEqual([0, 4, 5, 6, 7])
    expect((await world.job()).status).toMatchObject({ completedIndexes: '1-3', succeeded: 3 })
    await world.end(succeeded, await runningAt(5))
    expect((await world.job()).status).toMatchObject({ completedIndexes: '1-3,5', succeeded: 4, active: 4 })
    await world.endAll(() => succeeded)
    expect((await world.job()).status).toMatchObject({ completedIndexes: '0-7', succeeded: 8 })
    expect(await verdict()).toBe('Complete CompletionsReached Reached expected number of succeeded pods')
  })

  it('come again for an index that failed', async () => {
    await world.start({ ...indexed, completions: 2, parallelism: 2 })
    await world.end(failed, await runningAt(1))
    await world.advance(10)
    expect(indexOf((await world.running())[1]!)).toBe(1)
    expect((await world.job()).status).toMatchObject({ failed: 1, active: 2 })
  })

  it('are given up where two have one index, or the job has no such index any more', async () => {
    await world.start({ ...indexed })
    const shrunk = await world.change('Job', 'work', { spec: { completions: 2, parallelism: 2 } })
    expect((await world.running()).map(indexOf).sort()).toEqual([0, 1])
    expect(shrunk.status).toMatchObject({ active: 2 })
    await world.change('Pod', (await runningAt(1))!.metadata.name!, {
      metadata: { annotations: { [INDEX]: '0' } },
    })
    expect((await world.running()).map(indexOf).sort()).toEqual([0, 1])
  })
})

describe('a limit for each index', () => {
  it('counts the failures of each index by itself', async () => {
    await world.start({ ...indexed, completions: 2, parallelism: 2, backoffLimitPerIndex: 1 })
    expect((await world.job()).status?.failedIndexes).toBe('')
    await world.end(failed, await runningAt(0))
    expect(await runningAt(0)).toBeUndefined()
    expect((await world.job()).status).toMatchObject({ active: 1 })
    await world.advance(10)
    expect((await runningAt(0))?.metadata.annotations).toMatchObject({ [FAILURES]: '1' })
    expect((await world.job()).status).toMatchObject({ active: 2, failed: 1, failedIndexes: '' })
    await world.end(failed, await runningAt(0))
    expect((await world.job()).status).toMatchObject({ active: 1, failed: 2, failedIndexes: '0' })
    await world.end(succeeded, await runningAt(1))
    expect((await world.job()).status).toMatchObject({ completedIndexes: '1', failedIndexes: '0' })
    expect(await verdict()).toBe('Failed FailedIndexes Job has failed indexes')
    expect((await world.pods()).every(({ metadata }) => metadata.finalizers === undefined)).toBe(true)
  })

  it('lets each index wait for itself', async () => {
    await world.start({ ...indexed, completions: 2, parallelism: 2, backoffLimitPerIndex: 5 })
    await world.end(failed, await runningAt(0))
    await world.advance(10)
    await world.end(failed, await runningAt(0))
    await world.advance(5)
    await world.end(failed, await runningAt(1))
    await world.advance(10)
    expect((await world.running()).map(indexOf)).toEqual([1])
    await world.advance(5)
    expect((await world.running()).map(indexOf).sort()).toEqual([0, 1])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('ends the job when too many indexes have failed', async () => {
    await world.start({ ...indexed, backoffLimitPerIndex: 0, maxFailedIndexes: 1 })
    await world.end(failed, await runningAt(2))
    expect((await world.job()).status).toMatchObject({ failedIndexes: '2', active: 3 })
    await world.end(failed, await runningAt(3))
    expect((await world.job()).status).toMatchObject({ failedIndexes: '2,3', terminating: 0 })
    expect(await verdict()).toBe(
      'Failed MaxFailedIndexesExceeded Job has exceeded the specified maximal number of failed indexes',
    )
  })
})

describe('a failure policy', () => {
  const rule = (action: string, ...values: number[]) => ({ action, onExitCodes: { operator: 'In', values } })
  const disrupted = {
    phase: 'Failed' as const,
    exitCode: 137,
    conditions: [{ type: 'DisruptionTarget', status: 'True' }],
  }

  it('fails the job at the exit code that says so', async () => {
    await world.start({
      backoffLimit: 6,
      podFailurePolicy: { rules: [rule('Ignore', 1), rule('FailJob', 42)] },
    })
    const [pod] = await world.running()
    await world.end(exit(42), pod)
    expect(await verdict()).toBe(
      `Failed PodFailurePolicy Container c for pod default/${pod?.metadata.name} failed with exit code 42 matching FailJob rule at index 1`,
    )
    expect((await world.job()).status).toMatchObject({ failed: 1 })
  })

  it('does not count what it ignores', async () => {
    const onPodConditions = [{ type: 'DisruptionTarget', status: 'True' }]
    await world.start({
      backoffLimit: 0,
      podFailurePolicy: { rules: [{ action: 'Ignore', onPodConditions }] },
    })
    await world.end(disrupted, (await world.running())[0])
    await world.advance(10)
    expect(await world.running()).toHaveLength(1)
    expect((await world.job()).status?.failed).toBeUndefined()
    await world.end(failed, (await world.running())[0])
    expect(await verdict()).toBe('Failed BackoffLimitExceeded Job has reached the specified backoff limit')
  })

  it('names the condition at which it fails the job', async () => {
    const onPodConditions = [{ type: 'DisruptionTarget', status: 'True' }]
    await world.start({ podFailurePolicy: { rules: [{ action: 'FailJob', onPodConditions }] } })
    const [pod] = await world.running()
    await world.end(disrupted, pod)
    expect(await verdict()).toBe(
      `Failed PodFailurePolicy Pod default/${pod?.metadata.name} has condition DisruptionTarget matching FailJob rule at index 0`,
    )
  })

  it('fails an index at once, or ignores its failure, where it says so', async () => {
    const podFailurePolicy = { rules: [rule('FailIndex', 7), rule('Ignore', 8)] }
    await world.start({
      ...indexed,
      completions: 2,
      parallelism: 2,
      backoffLimitPerIndex: 3,
      podFailurePolicy,
    })
    await world.end(exit(7), await runningAt(0))
    expect((await world.job()).status).toMatchObject({ failedIndexes: '0', failed: 1 })
    await world.end(exit(8), await runningAt(1))
    await world.advance(10)
    expect((await runningAt(1))?.metadata.annotations).toMatchObject({
      [FAILURES]: '0',
      'batch.kubernetes.io/job-index-ignored-failure-count': '1',
    })
    expect((await world.job()).status).toMatchObject({ failed: 1 })
  })
})

describe('a success policy', () => {
  const rows: Record<string, [rules: object[], done: number[], met: string | undefined]> = {
    'one of the indexes': [[{ succeededIndexes: '0,2', succeededCount: 1 }], [2], '0'],
    'all of the indexes': [[{ succeededIndexes: '0,2' }], [2, 0], '0'],
    'any so many': [[{ succeededIndexes: '3' }, { succeededCount: 2 }], [1, 2], '1'],
    'not yet': [[{ succeededIndexes: '0,2' }], [2, 1], undefined],
  }
  it.each(Object.entries(rows))('is met by %s', async (_title, [rules, done, met]) => {
    await world.start({ ...indexed, successPolicy: { rules } })
    for (const index of done) await world.end(succeeded, await runningAt(index))
    if (met === undefined) return expect(await world.running()).toHaveLength(2)
    expect((await world.job()).status?.conditions?.map(({ type }) => type)).toEqual([
      'SuccessCriteriaMet',
      'Complete',
    ])
    expect(await verdict()).toBe(`Complete SuccessPolicy Matched rules at index ${met}`)
    expect((await world.job()).status).toMatchObject({ succeeded: done.length })
    expect((await world.job()).status?.failed).toBeUndefined()
    expect(await world.running()).toEqual([])
  })
})
