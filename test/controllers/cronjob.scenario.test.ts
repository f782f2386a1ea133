/** CronJobs on the virtual clock: schedules, concurrency, missed runs, history. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { CronJob, Job } from '../../src/generated/types.ts'
import { failed, type JobWorld, jobObject, openJobWorld, succeeded } from './job-world.ts'

let world: JobWorld
/** Minutes since 1970 of the moment at which the tests begin. */
const START = Date.UTC(2026, 0, 1) / 60_000
const name = { namespace: 'default', name: 'tick' }

beforeEach(async () => {
  world = await openJobWorld()
})

async function schedule(spec: object = {}, metadata: object = {}): Promise<void> {
  const jobTemplate = { spec: jobObject().spec }
  await world.apply({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { ...name, ...metadata },
    spec: { schedule: '*/5 * * * *', jobTemplate, ...spec },
  })
}

const minutes = (count: number) => world.advance(count * 60)
const cronJob = () => world.client.get('CronJob', name)
const change = (spec: object) => world.change('CronJob', 'tick', { spec })

async function told(): Promise<string[]> {
  return (await world.events(await cronJob())).map((text) =>
    text.replace(/\d{8,}/g, (time) => `+${Number(time) - START}`),
  )
}

async function jobs(): Promise<Job[]> {
  return (await world.client.list('Job', { namespace: 'default' })).items
}

/** The minutes after the beginning for which jobs were started. */
async function runs(): Promise<number[]> {
  return (await jobs()).map(({ metadata }) => Number(metadata.name?.split('-').at(-1)) - START)
}

function activeOf({ status }: CronJob): (string | undefined)[] {
  return (status?.active ?? []).map((reference) => reference.name)
}

describe('a cron job', () => {
  it('starts a job at each time of its schedule, lists it, and notes its success', async () => {
    await schedule({ jobTemplate: { metadata: { labels: { team: 'a' } }, spec: jobObject().spec } })
    await minutes(4)
    expect(await jobs()).toEqual([])
    await minutes(1)
    const [job] = await jobs()
    const { metadata } = await cronJob()
    expect(job?.metadata).toMatchObject({
      name: `tick-${START + 5}`,
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T00:05:00Z' },
      labels: { team: 'a' },
      ownerReferences: [
        { kind: 'CronJob', name: 'tick', uid: metadata.uid, controller: true, blockOwnerDeletion: true },
      ],
    })
    expect((await cronJob()).status).toEqual({
      active: [
        {
          apiVersion: 'batch/v1',
          kind: 'Job',
          name: job?.metadata.name,
          namespace: 'default',
          resourceVersion: expect.any(String),
          uid: job?.metadata.uid,
        },
      ],
      lastScheduleTime: '2026-01-01T00:05:00Z',
    })
    await minutes(1)
    await world.endAll(() => succeeded)
    expect((await cronJob()).status).toEqual({
      lastScheduleTime: '2026-01-01T00:05:00Z',
      lastSuccessfulTime: '2026-01-01T00:06:00Z',
    })
    expect(await told()).toEqual([
      'Normal SuccessfulCreate Created job tick-+5',
      'Normal SawCompletedJob Saw completed job: tick-+5, status: Complete',
    ])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('keeps three jobs that went well and one that failed', async () => {
    await schedule({ schedule: '* * * * *', jobTemplate: { spec: { ...jobObject().spec, backoffLimit: 0 } } })
    for (let run = 1; run <= 8; run++) {
      await minutes(1)
      await world.endAll(() => (run % 2 === 0 ? failed : succeeded))
    }
    expect(await runs()).toEqual([3, 5, 7, 8])
    expect(await told()).toContain('Normal SuccessfulDelete Deleted job tick-+1')
    expect((await world.pods()).length).toBe(4)
  })

  it('keeps none where its limits are zero, and still notes the success', async () => {
    await schedule({ successfulJobsHistoryLimit: 0 })
    await minutes(5)
    await world.endAll(() => succeeded)
    expect(await jobs()).toEqual([])
    expect(await world.pods()).toEqual([])
    expect((await cronJob()).status?.lastSuccessfulTime).toBe('2026-01-01T00:05:00Z')
  })

  it('takes its jobs and their pods with it', async () => {
    await schedule()
    await minutes(5)
    await world.client.delete('CronJob', name, { propagationPolicy: 'Background' })
    await minutes(30)
    expect(await jobs()).toEqual([])
    expect(await world.pods()).toEqual([])
  })

  it('tells of an active job that somebody deleted', async () => {
    await schedule()
    await minutes(5)
    await world.client.delete(
      'Job',
      { namespace: 'default', name: `tick-${START + 5}` },
      { propagationPolicy: 'Background' },
    )
    await world.converge()
    expect(activeOf(await cronJob())).toEqual([])
    expect((await told()).at(-1)).toBe('Normal MissingJob Active job went missing: tick-+5')
  })

  it('tells once of a job that somebody started in its name', async () => {
    await schedule()
    const { metadata } = await cronJob()
    const owner = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      name: 'tick',
      uid: metadata.uid,
      controller: true,
    }
    await world.apply(jobObject({}, { name: 'manual', ownerReferences: [owner] }))
    await minutes(5)
    expect((await told()).filter((text) => text.includes('UnexpectedJob'))).toEqual([
      'Warning UnexpectedJob Saw a job that the controller did not create or forgot: manual',
    ])
    expect(activeOf(await cronJob())).toEqual([`tick-${START + 5}`])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('goes by its new schedule from the moment on at which that changes', async () => {
    await schedule({ schedule: '0 * * * *' })
    await minutes(3)
    await change({ schedule: '*/2 * * * *' })
    expect(await runs()).toEqual([])
    await minutes(1)
    expect(await runs()).toEqual([4])
    await change({ schedule: '*/3 * * * *' })
    await minutes(2)
    expect(await runs()).toEqual([4, 6])
  })

  it('never runs on a day that no month has, and says so', async () => {
    await schedule({ schedule: '59 23 31 2 *' })
    await minutes(10)
    expect(await told()).toEqual([
      'Warning InvalidSchedule invalid schedule: 59 23 31 2 * : time difference between two schedules is less than 1 second',
    ])
  })

  it('runs at constant delays from its creation on', async () => {
    await minutes(1)
    await schedule({ schedule: '@every 7m' })
    await minutes(22)
    expect(await runs()).toEqual([8, 15, 22])
  })
})

describe('a run that finds the one before at work', () => {
  it('begins beside it where the policy is Allow', async () => {
    await schedule({ concurrencyPolicy: 'Allow' })
    await minutes(10)
    expect(activeOf(await cronJob())).toEqual([`tick-${START + 5}`, `tick-${START + 10}`])
    expect(await world.running()).toHaveLength(2)
  })

  it('waits until that has ended where the policy is Forbid', async () => {
    await schedule({ concurrencyPolicy: 'Forbid' })
    await minutes(17)
    expect(await runs()).toEqual([5])
    const notice =
      'Normal JobAlreadyActive Not starting job because prior execution is running and concurrency policy is Forbid'
    // Told for 00:10 and again for 00:15.
    expect((await told()).at(-1)).toBe(`${notice} (x2)`)
    expect(await world.writesOfAnotherRound()).toBe(0)
    await world.endAll((pod) => (pod.metadata.name?.includes(`${START + 5}`) ? succeeded : failed))
    expect((await runs()).slice(0, 2)).toEqual([5, 15])
  })

  it('is left out where the policy is Forbid and its starting deadline is over', async () => {
    await schedule({ concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 60 })
    await minutes(12)
    await world.end(succeeded, (await world.running())[0])
    expect(await runs()).toEqual([5])
    await minutes(3)
    expect(await runs()).toEqual([5, 15])
  })

  it('replaces it where the policy is Replace', async () => {
    await schedule({ concurrencyPolicy: 'Replace' })
    await minutes(10)
    expect(await runs()).toEqual([10])
    expect(await world.running()).toHaveLength(1)
    expect(activeOf(await cronJob())).toEqual([`tick-${START + 10}`])
    expect(await told()).toEqual([
      'Normal SuccessfulCreate Created job tick-+5',
      'Normal SuccessfulDelete Deleted job tick-+5',
      'Normal SuccessfulCreate Created job tick-+10',
    ])
  })
})

describe('runs that nobody started, as after an outage of the control plane,', () => {
  /** The clock goes on, and nothing acts meanwhile. */
  async function outage(count: number): Promise<void> {
    world.clock.setOffset(world.clock.offset + count * 60_000)
    world.clock.refresh()
    await world.store.txn({ ops: [], meta: new Map([['loop/time', world.clock.now()]]) })
    await forgetTimers()
    await change({ jobTemplate: { metadata: { annotations: { after: 'outage' } } } })
  }

  async function forgetTimers(): Promise<void> {
    const timers = await world.store.metaRange({ start: 'timer/', end: 'timer0' })
    const meta = new Map(
      timers.filter(({ key }) => key.includes('cronjob-controller')).map(({ key }) => [key, undefined]),
    )
    await world.store.txn({ ops: [], meta })
  }

  it('are made good by the latest of them', async () => {
    await schedule()
    await outage(33)
    expect(await runs()).toEqual([30])
    await minutes(2)
    expect(await runs()).toEqual([30, 35])
  })

  it('are left out where the starting deadline is over', async () => {
    await schedule({ startingDeadlineSeconds: 120 })
    await outage(33)
    expect(await runs()).toEqual([])
    await minutes(2)
    expect(await runs()).toEqual([35])
  })

  it('are made good within the starting deadline', async () => {
    await schedule({ startingDeadlineSeconds: 240 })
    await outage(33)
    expect(await runs()).toEqual([30])
  })

  it('are a warning where they are more than a hundred, and the latest is started all the same', async () => {
    await schedule()
    await outage(24 * 60 + 1)
    expect(await runs()).toEqual([24 * 60])
    expect(await told()).toEqual([
      'Warning TooManyMissedTimes too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
      'Normal SuccessfulCreate Created job tick-+1440',
    ])
  })

  it('are no warning where the starting deadline leaves few', async () => {
    await schedule({ startingDeadlineSeconds: 600 })
    await outage(24 * 60 + 1)
    expect(await told()).toEqual(['Normal SuccessfulCreate Created job tick-+1440'])
  })
})

describe('a suspended cron job', () => {
  it('starts nothing, and makes the latest missed run good when it is resumed', async () => {
    await schedule()
    await minutes(5)
    await change({ suspend: true })
    await minutes(18)
    expect(await runs()).toEqual([5])
    await change({ suspend: false })
    expect(await runs()).toEqual([5, 20])
    await minutes(2)
    expect(await runs()).toEqual([5, 20, 25])
  })

  it('still clears away and strikes off what ends', async () => {
    await schedule()
    await minutes(5)
    await change({ suspend: true })
    await world.endAll(() => succeeded)
    expect((await cronJob()).status?.active).toBeUndefined()
    expect((await told()).at(-1)).toBe('Normal SawCompletedJob Saw completed job: tick-+5, status: Complete')
  })
})

describe('a cron job in a time zone', () => {
  it('goes by the clocks there over the change to summer time', async () => {
    await world.advance((Date.UTC(2026, 2, 28, 6) - world.clock.now()) / 1000)
    await schedule({ schedule: '0 9 * * *', timeZone: 'Europe/Berlin' })
    for (let day = 0; day < 3; day++) {
      await world.advance(24 * 3600)
      await world.endAll(() => succeeded)
    }
    expect(
      (await jobs()).map(({ metadata }) => [
        metadata.creationTimestamp,
        metadata.annotations?.['batch.kubernetes.io/cronjob-scheduled-timestamp'],
      ]),
    ).toEqual([
      ['2026-03-28T08:00:00Z', '2026-03-28T09:00:00+01:00'],
      ['2026-03-29T07:00:00Z', '2026-03-29T09:00:00+02:00'],
      ['2026-03-30T07:00:00Z', '2026-03-30T09:00:00+02:00'],
    ])
  })
})

describe('a finished job with ttlSecondsAfterFinished', () => {
  it('goes with its pods when the time is over', async () => {
    await world.start({ ttlSecondsAfterFinished: 60 })
    await minutes(10)
    expect(await jobs()).toHaveLength(1)
    await world.endAll(() => succeeded)
    await world.advance(59)
    expect(await jobs()).toHaveLength(1)
    await world.advance(1)
    expect(await jobs()).toEqual([])
    expect(await world.pods()).toEqual([])
  })

  it('goes at once where it is zero, and stays where that is taken back', async () => {
    await world.start({ ttlSecondsAfterFinished: 0 })
    await world.endAll(() => succeeded)
    expect(await jobs()).toEqual([])
    await world.start({ ttlSecondsAfterFinished: 60 })
    await world.endAll(() => succeeded)
    await world.change('Job', 'work', { spec: { ttlSecondsAfterFinished: null } })
    await minutes(10)
    expect(await jobs()).toHaveLength(1)
  })
})
