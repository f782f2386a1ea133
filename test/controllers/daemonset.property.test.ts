/** Daemon sets under any sequence of changes: the books agree with what a recount of nodes and pods finds. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DaemonSet, Node, Pod } from '../../src/generated/types.ts'
import { CONVERGED_KEY } from '../../src/runtime/control-loop.ts'
import { openWorld, type World } from './world.ts'

const node = fc.constantFrom('node-1', 'node-2', 'node-3', 'late')
const daemons = fc.constantFrom('a', 'b')

type Edit = (world: World) => Promise<unknown>

/** A change that is refused, because what it concerns is not there or there already, is none. */
const attempt =
  (edit: Edit): Edit =>
  (world) =>
    edit(world).catch(() => undefined)

const edits: fc.Arbitrary<Edit> = fc.oneof(
  node.map((name) => attempt(({ client }) => client.create('Node', nodeObject(name)))),
  node.map((name) => attempt(({ client }) => client.delete('Node', { namespace: '', name }))),
  fc.tuple(node, fc.constantFrom('NoSchedule', 'NoExecute', undefined)).map(([name, effect]) =>
    attempt(({ client }) => {
      const taints = effect ? [{ key: 'team', value: 'x', effect }] : null
      return client.patch('Node', { namespace: '', name }, 'merge', { spec: { taints } })
    }),
  ),
  fc
    .tuple(node, fc.constantFrom('ssd', 'hdd'))
    .map(([name, disk]) =>
      attempt(({ client }) =>
        client.patch('Node', { namespace: '', name }, 'merge', { metadata: { labels: { disk } } }),
      ),
    ),
  daemons.map((name) => attempt(({ client }) => client.create('DaemonSet', daemonSet(name)))),
  daemons.map((name) => attempt(({ client }) => client.delete('DaemonSet', named(name)))),
  fc
    .tuple(daemons, fc.constantFrom('1', '2', '3'))
    .map(([name, tag]) =>
      patched(name, { template: { spec: { containers: [{ name: 'c', image: `c:${tag}` }] } } }),
    ),
  fc
    .tuple(daemons, fc.constantFrom('ssd', null))
    .map(([name, disk]) => patched(name, { template: { spec: { nodeSelector: { disk } } } })),
  fc
    .tuple(daemons, fc.constantFrom(0, 1))
    .map(([name, maxSurge]) =>
      patched(name, { updateStrategy: { rollingUpdate: { maxSurge, maxUnavailable: 1 - maxSurge } } }),
    ),
  fc
    .tuple(daemons, fc.constantFrom(0, 20))
    .map(([name, minReadySeconds]) => patched(name, { minReadySeconds })),
  fc
    .nat(10)
    .map((index) => onPod(index, (pod, { client }) => client.delete('Pod', named(pod.metadata.name!)))),
  fc
    .nat(10)
    .map((index) =>
      onPod(index, (pod, { client }) =>
        client.update(
          'Pod',
          { ...pod, status: { ...pod.status, phase: 'Failed' } },
          { subresource: 'status' },
        ),
      ),
    ),
  fc.nat(15).map(
    (seconds): Edit =>
      (world) =>
        world.advance(seconds),
  ),
)

/** What happens before the controllers look again. */
const rounds = fc.array(edits, { minLength: 1, maxLength: 4 })

function named(name: string) {
  return { namespace: 'default', name }
}

function nodeObject(name: string): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name } }
}

function daemonSet(name: string): DaemonSet {
  const labels = { app: name }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'c:1' }] } }
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: named(name),
    spec: { selector: { matchLabels: labels }, template },
  }
}

function patched(name: string, spec: object): Edit {
  return attempt(({ client }) => client.patch('DaemonSet', named(name), 'strategic', { spec }))
}

function onPod(index: number, edit: (pod: Pod, world: World) => Promise<unknown>): Edit {
  return attempt(async (world) => {
    const { items } = await world.client.list('Pod', { namespace: 'default' })
    const pod = items[index % items.length]
    if (pod) await edit(pod, world)
  })
}

/** Taints and labels as the edits above make them. */
function suits({ metadata, spec }: Node, { spec: wanted }: DaemonSet): boolean {
  const disk = wanted!.template.spec?.nodeSelector?.disk
  return spec?.taints === undefined && (disk === undefined || metadata.labels?.disk === disk)
}

function isReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false
}

async function expectTrueBooks(world: World): Promise<void> {
  const { items: nodes } = await world.client.list('Node')
  const { items: pods } = await world.client.list('Pod', { namespace: 'default' })
  for (const set of (await world.client.list('DaemonSet', { namespace: 'default' })).items) {
    const own = pods.filter(({ metadata }) => metadata.ownerReferences?.[0]?.uid === set.metadata.uid)
    const on = ({ metadata }: Node) => own.filter(({ spec }) => spec?.nodeName === metadata.name)
    const suited = nodes.filter((each) => suits(each, set))
    expect(set.status).toMatchObject({
      desiredNumberScheduled: suited.length,
      currentNumberScheduled: suited.filter((each) => on(each).length > 0).length,
      numberReady: suited.filter((each) => on(each).some(isReady)).length,
      numberMisscheduled: nodes.filter((each) => !suits(each, set) && on(each).length > 0).length,
      observedGeneration: set.metadata.generation,
    })
    for (const each of suited) expect(on(each).length).toBeGreaterThan(0)
  }
}

/** What is written but Events when all that ever happened is looked at again, as after a kill. */
async function writesOfReplay(world: World): Promise<string[]> {
  const before = await world.store.revision()
  await world.store.txn({ ops: [], meta: new Map([[CONVERGED_KEY, 0]]) })
  await world.converge()
  const { events } = await world.store.events(before)
  return events.map(({ key }) => key).filter((key) => !key.startsWith('/registry/events/'))
}

describe('daemon sets', () => {
  it('count truly, and come to rest with one new pod on each node that suits', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rounds, { maxLength: 12 }), async (sequence) => {
        const world = await openWorld({ nodes: 3 })
        await world.apply(daemonSet('a'))
        for (const round of sequence) {
          for (const edit of round) await edit(world)
          await world.converge()
          await expectTrueBooks(world)
        }
        await world.advance(4000)
        await expectTrueBooks(world)
        expect(await writesOfReplay(world)).toEqual([])
        expect(await world.writesOfAnotherRound()).toBe(0)
        for (const { status } of (await world.client.list('DaemonSet')).items) {
          expect(status!.updatedNumberScheduled ?? 0).toBe(status!.desiredNumberScheduled)
          expect(status!.numberAvailable ?? 0).toBe(status!.desiredNumberScheduled)
        }
      }),
      { numRuns: 60 },
    )
  })
})
