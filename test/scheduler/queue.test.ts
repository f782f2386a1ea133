/** Which pods are tried, in which order, and what wakes those that found no node. */
import { describe, expect, it } from 'vitest'
import type { Pod } from '../../src/generated/types.ts'
import { createScheduler } from '../../src/scheduler/index.ts'
import { createWorld, node, pod, type World } from './world.ts'

const key = (name: string) => ({ namespace: 'default', name })

async function events({ client }: World, name: string): Promise<string[]> {
  const { items } = await client.list('Event')
  return items
    .filter(({ involvedObject }) => involvedObject.name === name)
    .map(({ type, reason, message, count }) => `${type} ${reason} ${count} ${message}`)
}

async function condition({ client }: World, name: string) {
  const { status } = await client.get('Pod', key(name))
  return status?.conditions?.find(({ type }) => type === 'PodScheduled')
}

describe('what is said of a pod', () => {
  it('tells where it went', async () => {
    const world = await createWorld([node('a'), pod('p')])
    await world.schedule()
    expect(await events(world, 'p')).toEqual(['Normal Scheduled 1 Successfully assigned default/p to a'])
    expect(await condition(world, 'p')).toMatchObject({ status: 'True' })
  })

  it('counts reasons and sorts them as text', async () => {
    const taint = { taints: [{ key: 'k', effect: 'NoSchedule' }] }
    const tainted = Array.from({ length: 10 }, (_, index) => node(`t${index}`, { spec: taint }))
    const small = [node('s1', { cpu: '100m' }), node('s2', { cpu: '100m', memory: '1Mi' })]
    const world = await createWorld([
      ...tainted,
      ...small,
      pod('p', { requests: { cpu: '1', memory: '1Gi' } }),
    ])
    await world.schedule()
    const message =
      '0/12 nodes are available: 1 Insufficient memory, 10 node(s) had untolerated taint(s), 2 Insufficient cpu. ' +
      'no new claims to deallocate, preemption: 0/12 nodes are available: 12 Preemption is not helpful for scheduling.'
    expect(await events(world, 'p')).toEqual([`Warning FailedScheduling 1 ${message}`])
    expect(await condition(world, 'p')).toMatchObject({ status: 'False', reason: 'Unschedulable', message })
  })

  it('knows that there are no nodes at all', async () => {
    const world = await createWorld([pod('p')])
    await world.schedule()
    expect(await world.message('p')).toBe('no nodes available to schedule pods')
  })

  it('does not look for victims where the pod must not preempt', async () => {
    const world = await createWorld([
      node('a'),
      pod('p', { preemptionPolicy: 'Never', requests: { cpu: '9' } }),
    ])
    await world.schedule()
    expect(await world.message('p')).toBe(
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
    )
  })
})

describe('the order', () => {
  it('takes pods of higher priority first, then older ones, then by name', async () => {
    const world = await createWorld([node('a', { pods: '2' })])
    const make = (name: string, priority: number) => ({
      ...pod(name),
      spec: { ...pod(name).spec!, priority },
    })
    for (const each of [make('c', 0), make('b', 0), make('d', 5)]) await world.client.create('Pod', each)
    await world.schedule()
    expect(await world.placement()).toEqual({ b: 'a', c: undefined, d: 'a' })
  })

  it('leaves pods alone that have gates, another scheduler, or are being deleted', async () => {
    const held = pod('held')
    held.metadata.finalizers = ['example.com/hold']
    const world = await createWorld([
      node('a'),
      pod('gated', { schedulingGates: [{ name: 'g' }] }),
      pod('other', { schedulerName: 'other' }),
      held,
    ])
    await world.client.delete('Pod', key('held'))
    await world.schedule()
    expect(await world.placement()).toEqual({ gated: undefined, held: undefined, other: undefined })
    expect(await condition(world, 'gated')).toMatchObject({ status: 'False', reason: 'SchedulingGated' })

    await world.client.patch('Pod', key('gated'), 'merge', { spec: { schedulingGates: null } })
    await world.schedule()
    expect((await world.placement()).gated).toBe('a')
  })
})

interface Wake {
  title: string
  pod: Partial<Parameters<typeof pod>[1]>
  /** What there is besides before the pod comes. */
  before?(world: World): Promise<unknown>
  happens(world: World): Promise<unknown>
  node?: string
  onlySame?: boolean
}

const nodeA = { namespace: '', name: 'a' }
const nodeB = { namespace: '', name: 'b' }

const wakes: Wake[] = [
  {
    title: 'a node comes',
    pod: { requests: { cpu: '5' } },
    happens: ({ client }) => client.create('Node', node('z', { cpu: '8' })),
    node: 'z',
  },
  {
    title: 'a pod goes',
    pod: { requests: { cpu: '2' } },
    happens: ({ client }) => client.delete('Pod', key('big'), { gracePeriodSeconds: 0 }),
    node: 'a',
  },
  {
    title: 'a pod ends',
    pod: { requests: { cpu: '2' } },
    async happens({ client }) {
      const big = (await client.get('Pod', key('big'))) as Pod
      await client.update(
        'Pod',
        { ...big, status: { ...big.status, phase: 'Succeeded' } },
        { subresource: 'status' },
      )
    },
    node: 'a',
  },
  {
    title: 'a node gets the label',
    pod: { nodeSelector: { disk: 'ssd' } },
    happens: ({ client }) =>
      client.patch('Node', { namespace: '', name: 'a' }, 'merge', { metadata: { labels: { disk: 'ssd' } } }),
    node: 'a',
  },
  {
    title: 'the pod that it wants to be near comes',
    pod: {
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'kubernetes.io/hostname' },
          ],
        },
      },
    },
    happens: ({ client }) => client.create('Pod', pod('db', { labels: { app: 'db' } })),
    node: 'a',
  },
  {
    title: 'a node is uncordoned',
    pod: { nodeSelector: { 'kubernetes.io/hostname': 'b' } },
    happens: ({ client }) => client.patch('Node', nodeB, 'merge', { spec: { unschedulable: false } }),
    node: 'b',
  },
  {
    title: 'a node gets more of what it lacks',
    pod: { requests: { cpu: '2' } },
    happens: ({ client }) =>
      client.patch(
        'Node',
        nodeA,
        'merge',
        { status: { allocatable: { cpu: '8' } } },
        { subresource: 'status' },
      ),
    node: 'a',
  },
  {
    title: 'a host port is free again',
    pod: { container: { ports: [{ containerPort: 70, hostPort: 70 }] } },
    happens: ({ client }) => client.delete('Pod', key('big'), { gracePeriodSeconds: 0 }),
    node: 'a',
  },
  {
    title: 'its claim comes',
    pod: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
    async happens({ client }) {
      await client.create('PersistentVolume', {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: 'pv' },
        spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/x' } },
      })
      await client.create('PersistentVolumeClaim', {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'data', namespace: 'default' },
        spec: {
          accessModes: ['ReadWriteOnce'],
          resources: { requests: { storage: '1Gi' } },
          storageClassName: '',
          volumeName: 'pv',
        },
      })
    },
    node: 'a',
  },
  {
    title: 'the pod that held its node loses it',
    pod: { requests: { cpu: '1' } },
    before: async (world) => {
      const vip = { ...pod('vip', { requests: { cpu: '3' }, priority: 9 }) }
      await world.client.create('Pod', vip)
      await world.schedule()
    },
    happens: ({ client }) => client.delete('Pod', key('vip'), { gracePeriodSeconds: 0 }),
    node: 'a',
  },
  {
    title: 'labels of a node change that it does not ask for',
    // Another process does not know which plugin rejected the pod: it may have been any.
    onlySame: true,
    pod: { nodeSelector: { disk: 'ssd' } },
    happens: ({ client }) => client.patch('Node', nodeA, 'merge', { metadata: { labels: { disk: 'hdd' } } }),
  },
  {
    title: 'a node gets more of what it does not lack',
    pod: { requests: { cpu: '2' } },
    happens: ({ client }) =>
      client.patch(
        'Node',
        nodeA,
        'merge',
        { status: { allocatable: { memory: '99Gi' } } },
        { subresource: 'status' },
      ),
  },
  {
    title: 'a claim of another name comes',
    pod: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] },
    happens: ({ client }) =>
      client.create('PersistentVolumeClaim', {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: 'other', namespace: 'default' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      }),
  },
  {
    title: 'a pod is told to go, but is still there',
    pod: { requests: { cpu: '2' } },
    happens: ({ client }) => client.delete('Pod', key('big'), { gracePeriodSeconds: 30 }),
  },
  {
    title: 'nothing that helps happens',
    pod: { requests: { cpu: '2' } },
    happens: ({ client }) => client.create('Pod', pod('small')),
  },
]

describe('a pod that waits is tried again when', () => {
  for (const fresh of [true, false])
    it.each(wakes.filter(({ onlySame }) => !fresh || !onlySame))(
      `$title (${fresh ? 'another' : 'the same'} process)`,
      async ({ pod: shape, before: prepare, happens, node: expected }) => {
        const ports = [{ containerPort: 70, hostPort: 70 }]
        const big = pod('big', { requests: { cpu: '3' }, container: { ports } })
        const world = await createWorld([
          node('a'),
          node('b', { spec: { unschedulable: true } }),
          { ...big, spec: { ...big.spec!, nodeName: 'a' } } as Pod,
        ])
        await prepare?.(world)
        const scheduler = createScheduler()
        await world.client.create('Pod', pod('p', shape as Parameters<typeof pod>[1]))
        await world.schedule(scheduler)
        expect((await world.placement()).p).toBeUndefined()
        const before = await events(world, 'p')
        await happens(world)
        await world.schedule(fresh ? createScheduler() : scheduler)
        expect((await world.placement()).p).toBe(expected)
        if (expected === undefined) expect(await events(world, 'p')).toEqual(before)
      },
    )
})

it('writes nothing when it has nothing new to say', async () => {
  const world = await createWorld([node('a'), pod('p'), pod('q', { requests: { cpu: '9' } })])
  await world.schedule()
  const revision = await world.store.revision()
  await world.schedule()
  expect(await world.store.revision()).toBe(revision)
})

it('reads about as many nodes as it needs to place one pod among many, not all of them', async () => {
  const world = await createWorld(Array.from({ length: 1000 }, (_, index) => node(`n${index}`)))
  await world.schedule()
  await world.client.create('Pod', pod('p'))
  let reads = 0
  const { client } = world
  const find = client.find.bind(client)
  client.find = ((kind: string, name: never) => {
    if (kind === 'Node') reads++
    return find(kind, name)
  }) as typeof client.find
  await world.schedule()
  expect((await world.placement()).p).toBeDefined()
  expect(reads).toBeLessThanOrEqual(420)
})
