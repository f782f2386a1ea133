/** Stateful sets under any sequence of changes, and kills in between: in the end all is as asked for. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Pod, StatefulSet } from '../../src/generated/types.ts'
import { CONVERGED_KEY } from '../../src/runtime/control-loop.ts'
import { named } from '../support/server.ts'
import { openStatefulWorld, statefulSet, template } from './stateful-world.ts'
import type { World } from './world.ts'

type Edit = (world: World) => Promise<unknown>

/** A change that is refused, because what it concerns is not there, is none. */
const attempt =
  (edit: Edit): Edit =>
  (world) =>
    edit(world).catch(() => undefined)

const patched = (spec: object) =>
  attempt(({ client }) => client.patch('StatefulSet', named('web'), 'strategic', { spec }))

const onPod = (index: number, edit: (pod: Pod, world: World) => Promise<unknown>) =>
  attempt(async (world) => {
    const { items } = await world.client.list('Pod', { namespace: 'default' })
    const pod = items[index % Math.max(items.length, 1)]
    return pod && edit(pod, world)
  })

const policies = fc.constantFrom('Retain', 'Delete')
const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.nat(4).map((replicas) => patched({ replicas })),
  fc.nat(2).map((start) => patched({ ordinals: { start } })),
  fc.constantFrom('1', '2', '3').map((tag) => patched({ template: template(`web:${tag}`) })),
  fc.nat(3).map((partition) => patched({ updateStrategy: { rollingUpdate: { partition } } })),
  fc
    .constantFrom(null, 1, '50%')
    .map((maxUnavailable) => patched({ updateStrategy: { rollingUpdate: { maxUnavailable } } })),
  fc
    .tuple(policies, policies)
    .map(([whenDeleted, whenScaled]) =>
      patched({ persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled } }),
    ),
  fc.constantFrom(0, 10).map((minReadySeconds) => patched({ minReadySeconds })),
  fc
    .nat(5)
    .map((index) => onPod(index, (pod, { client }) => client.delete('Pod', named(pod.metadata.name!)))),
  fc
    .nat(5)
    .map((index) =>
      onPod(index, (pod, { client }) =>
        client.update(
          'Pod',
          { ...pod, status: { ...pod.status, phase: 'Failed' } },
          { subresource: 'status' },
        ),
      ),
    ),
  fc.nat(12).map(
    (seconds): Edit =>
      (world) =>
        world.advance(seconds),
  ),
)

/** What happens before the controllers look again. */
const rounds = fc.array(edits, { minLength: 1, maxLength: 3 })

describe('a stateful set, whatever happens to it,', () => {
  it.each(['OrderedReady', 'Parallel'])(
    'ends with the pods it asks for (%s)',
    async (podManagementPolicy) => {
      await fc.assert(
        fc.asyncProperty(fc.array(rounds, { maxLength: 6 }), async (sequence) => {
          const world = await openStatefulWorld()
          await world.apply(statefulSet({ podManagementPolicy, revisionHistoryLimit: 1 }))
          for (const round of sequence) {
            for (const edit of round) await edit(world)
            await forgetProgress(world)
            await world.converge()
            await expectOneEach(world)
          }
          await world.advance(600)
          await expectAllAsAsked(world)
          expect(await world.writesOfAnotherRound()).toBe(0)
          await forgetProgress(world)
          const before = await world.store.revision()
          await world.converge()
          expect(await world.store.revision()).toBe(before)
        }),
        { numRuns: 20 },
      )
    },
    60_000,
  )
})

/** As after a kill before the loop noted how far it had come: all is looked at again. */
async function forgetProgress({ store }: World): Promise<void> {
  await store.txn({ ops: [], meta: new Map([[CONVERGED_KEY, 0]]) })
}

/** Never are there two pods in one place, and the status counts those that there are. */
async function expectOneEach({ client }: World): Promise<void> {
  const { items } = await client.list('Pod', { namespace: 'default' })
  const indexes = items.map(({ metadata }) => metadata.labels?.['apps.kubernetes.io/pod-index'])
  expect(new Set(indexes).size).toBe(items.length)
  const { status } = await client.get('StatefulSet', named('web'))
  expect(status?.replicas).toBe(items.length)
}

async function expectAllAsAsked({ client }: World): Promise<void> {
  const set = await client.get('StatefulSet', named('web'))
  const { items } = await client.list('Pod', { namespace: 'default' })
  const { replicas = 0, ordinals, updateStrategy } = set.spec!
  const start = ordinals?.start ?? 0
  expect(items.map(({ metadata }) => metadata.name)).toEqual(
    Array.from({ length: replicas }, (_, index) => `web-${start + index}`),
  )
  const partition = updateStrategy?.rollingUpdate?.partition ?? 0
  const updated = items.filter((_, index) => index >= partition)
  expect(updated.map(revisionOf)).toEqual(updated.map(() => set.status?.updateRevision))
  expect(set.status).toMatchObject({ replicas, availableReplicas: replicas, ...ready(replicas) })
  await expectHistory(set, items, client)
}

function ready(replicas: number): Partial<NonNullable<StatefulSet['status']>> {
  return replicas === 0 ? {} : { readyReplicas: replicas }
}

/** The revisions in use, and one more at most. */
async function expectHistory(
  { status }: StatefulSet,
  pods: readonly Pod[],
  client: World['client'],
): Promise<void> {
  const { items } = await client.list('ControllerRevision', { namespace: 'default' })
  const names = items.map(({ metadata }) => metadata.name)
  const used = new Set([status?.currentRevision, status?.updateRevision, ...pods.map(revisionOf)])
  expect([...used].filter((name) => !names.includes(name))).toEqual([])
  expect(names.length).toBeLessThanOrEqual(used.size + 1)
}

function revisionOf({ metadata }: Pod): string | undefined {
  return metadata.labels?.['controller-revision-hash']
}
