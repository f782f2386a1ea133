/** Jobs and cron jobs in a whole cluster: scheduler and kubelets run their pods, as annotations say how. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Job, Pod } from '../../src/generated/types.ts'
import { Cluster } from '../../src/index.ts'

let cluster: Cluster

beforeEach(async () => {
  cluster = await Cluster.open({ seed: 'jobs', now: '2026-01-01T00:00:00Z', nodes: 2 })
})
afterEach(() => cluster.close())

const behave = (behaviour: Record<string, string>) =>
  Object.fromEntries(Object.entries(behaviour).map(([name, value]) => [`kubelite.dev/${name}`, value]))

function jobSpec(behaviour: Record<string, string>, spec: object = {}, restartPolicy = 'Never') {
  const pod = { restartPolicy, containers: [{ name: 'c', image: 'work:1' }] }
  return { template: { metadata: { annotations: behave(behaviour) }, spec: pod }, ...spec }
}

function job(
  name: string,
  behaviour: Record<string, string>,
  spec: object = {},
  restartPolicy?: string,
): Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'default' },
    spec: jobSpec(behaviour, spec, restartPolicy),
  }
}

async function start(...objects: object[]): Promise<void> {
  await cluster.apply(objects as never)
}

async function statusOf(name: string) {
  return (await cluster.get('Job', name)).status
}

async function pods(): Promise<Pod[]> {
  return (await cluster.list('Pod', { namespace: 'default' })).items
}

async function runs(): Promise<string[]> {
  const { items } = await cluster.list('Job', { namespace: 'default' })
  return items.map(({ status, metadata }) => {
    const end = status?.conditions?.at(-1)?.type ?? 'Running'
    return `${status?.startTime?.slice(11, 16)} ${end} ${metadata.ownerReferences?.[0]?.name}`
  })
}

describe('in a cluster a job', () => {
  it('of many pods is done at once', async () => {
    await start(job('many', {}, { completions: 20, parallelism: 5 }))
    expect(await statusOf('many')).toMatchObject({ succeeded: 20, ready: 0, terminating: 0 })
    expect((await pods()).every(({ metadata }) => metadata.finalizers === undefined)).toBe(true)
  })

  it('takes as long as its pods', async () => {
    await start(job('slow', { 'exit-after': '90s' }, { completions: 2, parallelism: 1 }))
    await cluster.clock.advance('100s')
    expect(await statusOf('slow')).toMatchObject({ succeeded: 1, active: 1, ready: 1 })
    await cluster.clock.advance('80s')
    expect(await statusOf('slow')).toMatchObject({ succeeded: 2, completionTime: '2026-01-01T00:03:00Z' })
  })

  it('fails after its pods have failed too often, ever later', async () => {
    await start(job('bad', { 'exit-code': '3' }, { backoffLimit: 2 }))
    expect(await statusOf('bad')).toMatchObject({ failed: 1 })
    await cluster.clock.advance('29s')
    expect(await statusOf('bad')).toMatchObject({ failed: 2 })
    await cluster.clock.advance('1s')
    expect(await statusOf('bad')).toMatchObject({
      failed: 3,
      conditions: [{ type: 'FailureTarget' }, { type: 'Failed', reason: 'BackoffLimitExceeded' }],
    })
    expect((await pods()).map(({ status }) => status?.phase)).toEqual(['Failed', 'Failed', 'Failed'])
  })

  it('whose pods restart their containers fails by the number of restarts', async () => {
    await start(job('restart', { 'exit-code': '1' }, { backoffLimit: 3 }, 'OnFailure'))
    await cluster.clock.advance('5m')
    expect((await statusOf('restart'))?.conditions?.at(-1)).toMatchObject({
      type: 'Failed',
      reason: 'BackoffLimitExceeded',
    })
    expect(await pods()).toEqual([])
  })

  it('fails at once at the exit code that its policy names', async () => {
    const rule = { action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }
    await start(job('strict', { 'exit-code': '42' }, { podFailurePolicy: { rules: [rule] } }))
    expect((await statusOf('strict'))?.conditions?.at(-1)).toMatchObject({
      type: 'Failed',
      reason: 'PodFailurePolicy',
    })
  })

  it('ends pods that are at work when its deadline is over', async () => {
    await start(
      job('late', { 'exit-after': '1h' }, { activeDeadlineSeconds: 60, parallelism: 2, completions: 2 }),
    )
    await cluster.clock.advance('5m')
    expect(await statusOf('late')).toMatchObject({ failed: 2, terminating: 0 })
    expect(await pods()).toEqual([])
  })

  it('that replaces only what has ended waits for pods that take their time', async () => {
    const behaviour = { 'exit-after': '1h', termination: '20s' }
    await start(job('patient', behaviour, { podReplacementPolicy: 'Failed' }))
    const [pod] = await pods()
    await cluster.delete('Pod', pod!.metadata.name!)
    await cluster.clock.advance('10s')
    expect(await statusOf('patient')).toMatchObject({ terminating: 1 })
    expect(await pods()).toHaveLength(1)
    await cluster.clock.advance('1m')
    expect(await statusOf('patient')).toMatchObject({ active: 1, failed: 1, terminating: 0 })
  })

  it('goes with its pods while they are at work', async () => {
    await start(job('gone', { 'exit-after': '1h' }, { parallelism: 2, completions: 2 }))
    await cluster.delete('Job', 'gone', { propagationPolicy: 'Background' })
    await cluster.clock.advance('2m')
    expect(await pods()).toEqual([])
  })
})

describe('in a cluster a cron job', () => {
  const cronJob = (spec: object, behaviour: Record<string, string> = {}) => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'tick', namespace: 'default' },
    spec: { schedule: '*/5 * * * *', jobTemplate: { spec: jobSpec(behaviour) }, ...spec },
  })

  it('keeps its last three jobs, however long it runs', async () => {
    await start(cronJob({}))
    await cluster.clock.advance('6h')
    expect(await runs()).toEqual(['05:50', '05:55', '06:00'].map((time) => `${time} Complete tick`))
    expect((await cluster.get('CronJob', 'tick')).status).toEqual({
      lastScheduleTime: '2026-01-01T06:00:00Z',
      lastSuccessfulTime: '2026-01-01T06:00:00Z',
    })
    expect(await pods()).toHaveLength(3)
  })

  it('that forbids two at a time starts the next when the long one is done', async () => {
    await start(cronJob({ concurrencyPolicy: 'Forbid' }, { 'exit-after': '7m' }))
    await cluster.clock.advance('27m')
    expect(await runs()).toEqual(
      ['00:05 Complete tick', '00:12 Complete tick', '00:19 Complete tick', '00:26 Running tick'].slice(-4),
    )
  })

  it('that allows it has two at work', async () => {
    await start(cronJob({ concurrencyPolicy: 'Allow' }, { 'exit-after': '7m' }))
    await cluster.clock.advance('16m')
    expect(await runs()).toEqual(['00:05 Complete tick', '00:10 Running tick', '00:15 Running tick'])
  })

  it('that replaces never gets a long one done', async () => {
    await start(cronJob({ concurrencyPolicy: 'Replace' }, { 'exit-after': '7m' }))
    await cluster.clock.advance('26m')
    expect(await runs()).toEqual(['00:25 Running tick'])
    expect((await pods()).length).toBe(1)
  })
})
