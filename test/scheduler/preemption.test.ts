/** Who has to go for whom, on which node, and what becomes of both. */
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import type { Node, Pod } from '../../src/generated/types.ts'
import { createScheduler } from '../../src/scheduler/index.ts'
import { createWorld, node, pod, setStatus, type World } from './world.ts'

const key = (name: string) => ({ namespace: 'default', name })
const HOST = 'kubernetes.io/hostname'

interface Placed {
  priority?: number
  cpu?: string
  start?: string
  labels?: Record<string, string>
  more?: object
}

/** A pod that runs on the node, with 2 of its 4 cores. */
function on(name: string, place: string, { priority = 0, cpu = '2', start, labels, more }: Placed = {}): Pod {
  const placed = pod(name, { requests: { cpu }, priority, ...(labels && { labels }), ...more })
  return {
    ...placed,
    spec: { ...placed.spec!, nodeName: place },
    ...(start && { status: { phase: 'Running', startTime: `2025-12-31T${start}:00Z` } }),
  } as Pod
}

const vip = (cpu = '2', more: object = {}) => pod('vip', { requests: { cpu }, priority: 100, ...more })

async function victims({ client }: World): Promise<string[]> {
  const { items } = await client.list('Pod')
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    .map(({ metadata }) => metadata.name!)
}

async function nominated({ client }: World, name = 'vip'): Promise<string | undefined> {
  return (await client.get('Pod', key(name))).status?.nominatedNodeName
}

async function remove({ client }: World, name: string): Promise<void> {
  await client.delete('Pod', key(name), { gracePeriodSeconds: 0 })
}

function budget(name: string, app: string, disruptionsAllowed: number): KubeObject {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name, namespace: 'default' },
    spec: { minAvailable: 1, selector: { matchLabels: { app } } },
    status: { disruptionsAllowed, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
  } as KubeObject
}

describe('a pod of higher priority', () => {
  it('makes a lower one go, waits for its node, and gets it', async () => {
    const world = await createWorld([node('a'), on('low', 'a', { cpu: '4' }), vip()])
    const scheduler = createScheduler()
    await world.schedule(scheduler)
    expect(await world.placement()).toEqual({ low: 'a', vip: undefined })
    expect(await nominated(world)).toBe('a')
    expect(await world.message('vip')).toBe('0/1 nodes are available: 1 Insufficient cpu.')

    const low = await world.client.get('Pod', key('low'))
    expect(low.metadata.deletionTimestamp).toBeDefined()
    expect(low.status?.conditions).toContainEqual(
      expect.objectContaining({
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: 'default-scheduler: preempting to accommodate a higher priority pod',
      }),
    )
    const { items } = await world.client.list('Event')
    const { uid } = (await world.client.get('Pod', key('vip'))).metadata
    expect(items.filter(({ reason }) => reason === 'Preempted')).toMatchObject([
      { type: 'Normal', involvedObject: { name: 'low' }, message: `Preempted by pod ${uid} on node a` },
    ])

    await remove(world, 'low')
    await world.schedule(scheduler)
    expect(await world.placement()).toEqual({ vip: 'a' })
    expect(await nominated(world)).toBeUndefined()
  })

  it('makes nobody else go while its victims are still there', async () => {
    const world = await createWorld([
      node('a'),
      node('b'),
      on('low', 'a', { cpu: '4' }),
      on('more', 'b', { cpu: '4', priority: 1 }),
      vip(),
    ])
    await world.schedule()
    expect(await victims(world)).toEqual(['low'])
    await world.retry()
    expect(await victims(world)).toEqual(['low'])
    expect(await nominated(world)).toBe('a')
    expect(await world.message('vip')).toBe(
      '0/2 nodes are available: 2 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to a terminating pod on the nominated node.',
    )
  })

  it('looks for another node where its own has become impossible', async () => {
    const world = await createWorld([
      node('a'),
      node('b'),
      on('low', 'a', { cpu: '4' }),
      on('more', 'b', { cpu: '4', priority: 1 }),
      vip(),
    ])
    const scheduler = createScheduler()
    await world.schedule(scheduler)
    await world.client.patch('Node', { namespace: '', name: 'a' }, 'merge', { spec: { unschedulable: true } })
    await world.retry()
    expect(await nominated(world)).toBe('b')
    expect(await victims(world)).toEqual(['low', 'more'])
  })
})

/** A claim that asks for nothing. */
const deviceClaim = {
  apiVersion: 'resource.k8s.io/v1',
  kind: 'ResourceClaim',
  metadata: { name: 'gpu', namespace: 'default' },
  spec: { devices: {} },
} as KubeObject

interface Row {
  title: string
  objects: KubeObject[]
  pod: Pod
  goes: string[]
  says?: string
}

const rows: Row[] = [
  {
    title: 'leaves pods of its own priority alone',
    objects: [node('a'), on('same', 'a', { cpu: '4', priority: 100 })],
    pod: vip(),
    goes: [],
    says: '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
  },
  {
    title: 'frees no claims for devices',
    objects: [node('a'), on('low', 'a', { cpu: '4' }), deviceClaim],
    pod: vip('2', {
      preemptionPolicy: 'Never',
      resourceClaims: [{ name: 'gpu', resourceClaimName: 'gpu' }],
    }),
    goes: [],
    says: '0/1 nodes are available: 1 Insufficient cpu. still not schedulable, preemption: not eligible due to preemptionPolicy=Never.',
  },
  {
    title: 'leaves all alone with preemptionPolicy Never',
    objects: [node('a'), on('low', 'a', { cpu: '4' })],
    pod: vip('2', { preemptionPolicy: 'Never' }),
    goes: [],
    says: '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: not eligible due to preemptionPolicy=Never.',
  },
  {
    title: 'says where there was nobody and where it would not have helped',
    objects: [
      ...['a', 'b'].map((name) => node(name)),
      ...['c', 'd', 'e'].map((name) => node(name, { cpu: '1' })),
      on('x', 'a', { priority: 100, cpu: '4' }),
      on('y', 'b', { priority: 100, cpu: '4' }),
    ],
    pod: vip(),
    goes: [],
    says: '0/5 nodes are available: 5 Insufficient cpu. no new claims to deallocate, preemption: 0/5 nodes are available: 2 No preemption victims found for incoming pod, 3 Preemption is not helpful for scheduling.',
  },
  {
    title: 'says what still stands against it when all lower ones are gone',
    objects: [node('a'), on('low', 'a', { cpu: '1' }), on('high', 'a', { cpu: '3', priority: 200 })],
    pod: vip(),
    goes: [],
    says: '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Insufficient cpu.',
  },
  {
    title: 'spares the more important one',
    objects: [node('a'), on('low', 'a', { priority: 1 }), on('mid', 'a', { priority: 2 })],
    pod: vip(),
    goes: ['low'],
  },
  {
    title: 'spares that which runs longer',
    objects: [node('a'), on('z-old', 'a', { start: '10:00' }), on('young', 'a', { start: '11:00' })],
    pod: vip(),
    goes: ['young'],
  },
  {
    title: 'lets as few go as it needs',
    objects: [node('a'), ...['p', 'q', 'r', 's'].map((name) => on(name, 'a', { cpu: '1' }))],
    pod: vip('1'),
    goes: ['s'],
  },
  {
    title: 'spares that which a budget keeps',
    objects: [
      node('a'),
      on('kept', 'a', { labels: { app: 'kept' } }),
      on('other', 'a', { priority: 5 }),
      budget('b', 'kept', 0),
    ],
    pod: vip(),
    goes: ['other'],
  },
  {
    title: 'breaks a budget where nothing else helps',
    objects: [node('a'), on('kept', 'a', { cpu: '4', labels: { app: 'kept' } }), budget('b', 'kept', 0)],
    pod: vip(),
    goes: ['kept'],
  },
  {
    title: 'counts how much of a budget it would take',
    objects: [
      node('a'),
      on('k1', 'a', { labels: { app: 'kept' } }),
      on('k2', 'a', { labels: { app: 'kept' } }),
      node('b'),
      on('o1', 'b', { priority: 5 }),
      on('o2', 'b', { priority: 5 }),
      budget('b', 'kept', 1),
    ],
    pod: vip('4'),
    goes: ['o1', 'o2'],
  },
  {
    title: 'goes first by broken budgets',
    objects: [
      node('a'),
      on('kept', 'a', { cpu: '4', labels: { app: 'kept' } }),
      node('b'),
      on('other', 'b', { cpu: '4', priority: 50 }),
      budget('b', 'kept', 0),
    ],
    pod: vip(),
    goes: ['other'],
  },
  {
    title: 'then by the highest priority among the victims',
    objects: [
      node('a'),
      on('nine', 'a', { cpu: '4', priority: 9 }),
      node('b'),
      on('b1', 'b', { priority: 8 }),
      on('b2', 'b', { priority: 8 }),
    ],
    pod: vip('4'),
    goes: ['b1', 'b2'],
  },
  {
    title: 'then by the sum of priorities',
    objects: [
      node('a'),
      on('a1', 'a', { priority: 8 }),
      on('a2', 'a', { priority: 8 }),
      node('b'),
      on('b1', 'b', { priority: 8 }),
      on('b2', 'b', { priority: 3 }),
    ],
    pod: vip('4'),
    goes: ['b1', 'b2'],
  },
  {
    title: 'then by the number of victims, also with negative priorities',
    objects: [
      node('a'),
      on('a1', 'a', { priority: -1 }),
      on('a2', 'a', { priority: -5 }),
      node('b'),
      on('b1', 'b', { priority: -1, cpu: '4' }),
    ],
    pod: vip('4'),
    goes: ['b1'],
  },
  {
    title: 'then by which has run for less long',
    objects: [
      node('a'),
      on('a-old', 'a', { cpu: '4', start: '10:00' }),
      node('b'),
      on('young', 'b', { cpu: '4', start: '11:00' }),
    ],
    pod: vip(),
    goes: ['young'],
  },
  {
    title: 'frees a host port',
    objects: [
      node('a'),
      on('web', 'a', { cpu: '1', more: { container: { ports: [{ containerPort: 80, hostPort: 80 }] } } }),
      on('other', 'a', { cpu: '1' }),
    ],
    pod: vip('1', { container: { ports: [{ containerPort: 80, hostPort: 80 }] } }),
    goes: ['web'],
  },
  {
    title: 'takes away what it must not be near to',
    objects: [node('a'), on('web', 'a', { cpu: '1', labels: { app: 'web' } }), on('x', 'a', { cpu: '1' })],
    pod: vip('1', {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: { matchLabels: { app: 'web' } }, topologyKey: HOST },
          ],
        },
      },
    }),
    goes: ['web'],
  },
  {
    title: 'takes away what keeps it away',
    objects: [
      node('a'),
      on('shy', 'a', {
        cpu: '1',
        more: {
          affinity: {
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                { labelSelector: { matchLabels: { app: 'vip' } }, topologyKey: HOST },
              ],
            },
          },
        },
      }),
      on('x', 'a', { cpu: '1' }),
    ],
    pod: vip('1', { labels: { app: 'vip' } }),
    goes: ['shy'],
  },
  {
    title: 'does not take away that which it wants to be near to',
    objects: [node('a'), on('friend', 'a', { cpu: '4', labels: { app: 'friend' } })],
    pod: vip('1', {
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { labelSelector: { matchLabels: { app: 'friend' } }, topologyKey: HOST },
          ],
        },
      },
    }),
    goes: [],
    says: "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 node(s) didn't match pod affinity rules.",
  },
  {
    title: 'mends a skew',
    objects: [
      node('a', { labels: { zone: 'a' } }),
      node('b', { labels: { zone: 'b' }, cpu: '1' }),
      on('web', 'a', { cpu: '1', labels: { app: 'web' } }),
      on('x', 'a', { cpu: '1' }),
    ],
    pod: vip('2', {
      labels: { app: 'web' },
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'zone',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { app: 'web' } },
        },
      ],
    }),
    goes: ['web'],
  },
]

describe('preemption', () => {
  it.each(rows)('$title', async ({ objects, pod: wanted, goes, says }) => {
    const world = await createWorld([
      ...objects.filter(isNode),
      ...objects.filter((each) => !isNode(each)),
      wanted,
    ])
    for (const { kind, metadata, status } of objects as Pod[])
      if (kind === 'Pod' && status) await setStatus(world, metadata.name!, status)
    await world.schedule()
    expect(await victims(world)).toEqual(goes)
    if (says !== undefined) expect(await world.message('vip')).toBe(says)
    const { vip: place } = await world.placement()
    expect((place ?? (await nominated(world))) === undefined).toBe(goes.length === 0)
  })
})

function isNode(object: KubeObject): object is Node {
  return object.kind === 'Node'
}

describe('a node that is held for a pod', () => {
  async function held(): Promise<World> {
    const world = await createWorld([node('a'), on('low', 'a', { cpu: '3' }), vip('3')])
    await world.schedule()
    expect(await nominated(world)).toBe('a')
    return world
  }

  it.each([
    ['a lower one', 50],
    ['one of the same priority', 100],
  ])('is not given to %s', async (_who, priority) => {
    const world = await held()
    await world.client.create('Pod', pod('late', { requests: { cpu: '1' }, priority }))
    await world.schedule()
    expect(await world.placement()).toMatchObject({ late: undefined, vip: undefined })
  })

  it('goes to a more important one', async () => {
    const world = await held()
    await world.client.create('Pod', pod('late', { requests: { cpu: '1' }, priority: 300 }))
    await world.schedule()
    expect(await world.placement()).toMatchObject({ late: 'a', vip: undefined })
  })

  it('is free again when the pod goes', async () => {
    const world = await held()
    const scheduler = createScheduler()
    await world.client.create('Pod', pod('late', { requests: { cpu: '1' }, priority: 50 }))
    await world.schedule(scheduler)
    await remove(world, 'vip')
    await world.schedule(scheduler)
    expect(await world.placement()).toMatchObject({ late: 'a' })
  })

  it('is taken from a lower pod that waited for it', async () => {
    const world = await createWorld([node('a'), on('low', 'a', { cpu: '4' }), vip('4')])
    const scheduler = createScheduler()
    await world.schedule(scheduler)
    await world.client.create('Pod', pod('king', { requests: { cpu: '4' }, priority: 1000 }))
    await world.schedule(scheduler)
    expect(await nominated(world, 'king')).toBe('a')
    expect(await nominated(world, 'vip')).toBeUndefined()
    await remove(world, 'low')
    await world.schedule(scheduler)
    expect(await world.placement()).toEqual({ king: 'a', vip: undefined })
  })
})
