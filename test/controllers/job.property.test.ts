/** Whatever pods of jobs do: what the status says adds up, and all is let go at the end. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isJobFinished } from '../../src/api/kinds/batch/job-conditions.ts'
import type { Job, Pod } from '../../src/generated/types.ts'
import { failed, type JobWorld, openJobWorld, succeeded } from './job-world.ts'

const shape = fc.record({
  completions: fc.integer({ min: 1, max: 5 }),
  parallelism: fc.integer({ min: 1, max: 4 }),
  backoffLimit: fc.integer({ min: 0, max: 4 }),
  isIndexed: fc.boolean(),
  perIndex: fc.boolean(),
  podReplacementPolicy: fc.constantFrom('Failed', 'TerminatingOrFailed'),
})
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant('succeed' as const), pod: fc.nat(3) }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constant('fail' as const), pod: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('delete' as const), pod: fc.nat(3) }) },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('wait' as const), pod: fc.integer({ min: 1, max: 60 }) }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('suspend' as const), pod: fc.nat(1) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

function specOf({ isIndexed, perIndex, backoffLimit, ...rest }: Shape): object {
  if (!isIndexed) return { ...rest, backoffLimit }
  const limit = perIndex ? { backoffLimitPerIndex: backoffLimit } : { backoffLimit }
  return { ...rest, ...limit, completionMode: 'Indexed' }
}

async function take(world: JobWorld, { type, pod }: Step): Promise<void> {
  if (type === 'wait') return world.advance(pod)
  if (type === 'suspend') {
    await world.change('Job', 'work', { spec: { suspend: pod === 1 } })
    return
  }
  const chosen = (await world.running())[pod]
  if (chosen === undefined) return
  if (type === 'delete') {
    await world.client.delete('Pod', { namespace: 'default', name: chosen.metadata.name! })
    return world.converge()
  }
  await world.end(type === 'succeed' ? succeeded : failed, chosen)
}

/** Kubelets end pods that are deleted: those that a finalizer holds have come to their end by then. */
async function endDeleted(world: JobWorld): Promise<void> {
  for (const pod of await world.pods())
    if (pod.metadata.deletionTimestamp !== undefined && pod.status?.phase === 'Running')
      await world.end(failed, pod)
}

function check({ spec, status }: Job, pods: readonly Pod[]): void {
  const active = pods.filter(
    (pod) => pod.metadata.deletionTimestamp === undefined && pod.status?.phase === 'Running',
  )
  expect(status?.active ?? 0).toBe(active.length)
  expect(active.length).toBeLessThanOrEqual(spec?.parallelism ?? 1)
  expect(active.length + (status?.succeeded ?? 0)).toBeLessThanOrEqual(spec?.completions ?? 1)
  expect(status?.ready).toBe(active.length)
  expect(status?.uncountedTerminatedPods).toEqual({})
}

describe('jobs with random pods', () => {
  it('count all of them once, and let all of them go', async () => {
    await fc.assert(
      fc.asyncProperty(shape, fc.array(step, { maxLength: 12 }), async (jobShape, steps) => {
        const world = await openJobWorld()
        await world.start(specOf(jobShape))
        let successes = 0
        for (const each of steps) {
          const before = await world.running()
          await take(world, each)
          if (each.type === 'succeed' && before[each.pod] !== undefined) successes++
          await endDeleted(world)
          const job = await world.job()
          check(job, await world.pods())
          expect(job.status?.succeeded ?? 0).toBe(successes)
        }
        expect(await world.writesOfAnotherRound()).toBe(0)
        await world.change('Job', 'work', { spec: { suspend: false } })
        await world.endAll(() => succeeded)
        for (let round = 0; round < 8 && !isJobFinished(await world.job()); round++) {
          await world.advance(600)
          await world.endAll(() => succeeded)
        }
        expect(isJobFinished(await world.job())).toBe(true)
        for (const { metadata } of await world.pods()) expect(metadata.finalizers).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})
