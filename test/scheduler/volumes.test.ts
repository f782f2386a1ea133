/** Where pods can go with their volumes: zones, limits, conflicts, storage that is left. */
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import type { Pod, Volume } from '../../src/generated/types.ts'
import { createScheduler } from '../../src/scheduler/index.ts'
import { createWorld, node, pod, setStatus } from './world.ts'

const helpless =
  'no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.'
const noVictims =
  'no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.'
const ZONE = 'topology.kubernetes.io/zone'
const SELECTED = 'volume.kubernetes.io/selected-node'

interface Row {
  title: string
  objects: KubeObject[]
  pod: Pod
  node?: string
  says?: string
}

function run(rows: Row[]): void {
  it.each(rows)('$title', async ({ objects, pod: wanted, node: expected, says }) => {
    const world = await createWorld([...objects, wanted])
    await world.schedule()
    expect((await world.placement())[wanted.metadata.name!]).toBe(expected)
    if (says !== undefined) expect(await world.message(wanted.metadata.name!)).toBe(says)
  })
}

const on = (placed: Pod, name: string): Pod => ({ ...placed, spec: { ...placed.spec!, nodeName: name } })

function mounting(...sources: (string | Partial<Volume>)[]) {
  const volumes = sources.map((source, index): Volume => {
    const own = typeof source === 'string' ? { persistentVolumeClaim: { claimName: source } } : source
    return { name: `v${index}`, ...own }
  })
  return { volumes }
}

function claim(name: string, spec: object = {}, annotations?: Record<string, string>): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'default', ...(annotations && { annotations }) },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: '',
      ...spec,
    },
  } as KubeObject
}

function volume(name: string, spec: object = {}, labels?: Record<string, string>): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, ...(labels && { labels }) },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      csi: { driver: 'disk.example.com', volumeHandle: name },
      ...spec,
    },
  } as KubeObject
}

function storageClass(name: string, more: object = {}): KubeObject {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'disk.example.com',
    volumeBindingMode: 'WaitForFirstConsumer',
    ...more,
  } as KubeObject
}

function csiNode(name: string, count?: number): KubeObject {
  const driver = {
    name: 'disk.example.com',
    nodeID: name,
    ...(count !== undefined && { allocatable: { count } }),
  }
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: { name },
    spec: { drivers: [driver] },
  } as KubeObject
}

describe('VolumeRestrictions', () => {
  const exclusive = claim('data', { accessModes: ['ReadWriteOncePod'], volumeName: 'pv' })
  const pv = volume('pv', { accessModes: ['ReadWriteOncePod'] })
  const taken = 'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode'
  const disk = (pdName: string, readOnly = false) => ({ gcePersistentDisk: { pdName, readOnly } })
  const rbd = (monitors: string[], image: string, readOnly = false) => ({
    rbd: { monitors, image, readOnly },
  })
  run([
    {
      title: 'gives a claim of one pod to one pod',
      objects: [node('a'), pv, exclusive],
      pod: pod('p', mounting('data')),
      node: 'a',
    },
    {
      title: 'gives it to no other, on no node',
      objects: [node('a'), node('b'), pv, exclusive, on(pod('q', mounting('data')), 'a')],
      pod: pod('p', mounting('data')),
      says: `0/2 nodes are available: 2 ${taken}. no new claims to deallocate, preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.`,
    },
    {
      title: 'keeps a disk from two pods of one node',
      objects: [node('a'), on(pod('q', mounting(disk('d'))), 'a')],
      pod: pod('p', mounting(disk('d'))),
      says: `0/1 nodes are available: 1 node(s) had no available disk. ${noVictims}`,
    },
    {
      title: 'lets two pods read a disk',
      objects: [node('a'), on(pod('q', mounting(disk('d', true))), 'a')],
      pod: pod('p', mounting(disk('d', true))),
      node: 'a',
    },
    {
      title: 'lets nobody else have an EBS volume, not even to read',
      objects: [
        node('a'),
        on(pod('q', mounting({ awsElasticBlockStore: { volumeID: 'e', readOnly: true } })), 'a'),
      ],
      pod: pod('p', mounting({ awsElasticBlockStore: { volumeID: 'e', readOnly: true } })),
      says: `0/1 nodes are available: 1 node(s) had no available disk. ${noVictims}`,
    },
    {
      title: 'tells images of Ceph apart',
      objects: [node('a'), on(pod('q', mounting(rbd(['m1', 'm2'], 'one'))), 'a')],
      pod: pod('p', mounting(rbd(['m2'], 'two'))),
      node: 'a',
    },
    {
      title: 'knows one image of Ceph by any of its monitors',
      objects: [node('a'), on(pod('q', mounting(rbd(['m1', 'm2'], 'one'))), 'a')],
      pod: pod('p', mounting(rbd(['m2'], 'one'))),
      says: `0/1 nodes are available: 1 node(s) had no available disk. ${noVictims}`,
    },
  ])

  it('does not mind a pod that has ended', async () => {
    const world = await createWorld([node('a'), pv, exclusive, on(pod('q', mounting('data')), 'a')])
    await setStatus(world, 'q', { phase: 'Succeeded' })
    await world.client.create('Pod', pod('p', mounting('data')))
    await world.schedule()
    expect(await world.placement()).toEqual({ p: 'a', q: 'a' })
  })

  it('takes the claim from a pod of lower priority', async () => {
    const world = await createWorld([
      node('a'),
      node('b'),
      pv,
      exclusive,
      on(pod('low', mounting('data')), 'a'),
      on(pod('other', {}), 'b'),
      pod('vip', { ...mounting('data'), priority: 10 }),
    ])
    const scheduler = createScheduler()
    await world.schedule(scheduler)
    const low = await world.client.get('Pod', { namespace: 'default', name: 'low' })
    expect(low.metadata.deletionTimestamp).toBeDefined()
    expect(
      (await world.client.get('Pod', { namespace: 'default', name: 'other' })).metadata.deletionTimestamp,
    ).toBeUndefined()
    await world.client.delete('Pod', { namespace: 'default', name: 'low' }, { gracePeriodSeconds: 0 })
    await world.schedule(scheduler)
    expect(await world.placement()).toEqual({ other: 'b', vip: 'a' })
  })
})

describe('NodeVolumeLimits', () => {
  const bound = (name: string) => [volume(`pv-${name}`), claim(name, { volumeName: `pv-${name}` })]
  const full = `0/1 nodes are available: 1 node(s) exceed max volume count. ${noVictims}`
  run([
    {
      title: 'lets as many volumes onto the node as it takes',
      objects: [node('a'), csiNode('a', 2), ...bound('x'), ...bound('y'), on(pod('q', mounting('x')), 'a')],
      pod: pod('p', mounting('y')),
      node: 'a',
    },
    {
      title: 'lets no more onto it',
      objects: [node('a'), csiNode('a', 1), ...bound('x'), ...bound('y'), on(pod('q', mounting('x')), 'a')],
      pod: pod('p', mounting('y')),
      says: full,
    },
    {
      title: 'counts volumes also for pods that want a host port',
      objects: [node('a'), csiNode('a', 1), ...bound('x'), ...bound('y'), on(pod('q', mounting('x')), 'a')],
      pod: pod('p', { ...mounting('y'), container: { ports: [{ containerPort: 80, hostPort: 80 }] } }),
      says: full,
    },
    {
      title: 'counts a volume once that two pods use',
      objects: [node('a'), csiNode('a', 1), ...bound('x'), on(pod('q', mounting('x')), 'a')],
      pod: pod('p', mounting('x')),
      node: 'a',
    },
    {
      title: 'counts claims whose volumes are still to be made',
      objects: [
        node('a'),
        csiNode('a', 1),
        storageClass('late'),
        ...bound('x'),
        claim('y', { storageClassName: 'late' }),
        on(pod('q', mounting('x')), 'a'),
      ],
      pod: pod('p', mounting('y')),
      says: full,
    },
    {
      title: 'does not mind volumes of other drivers',
      objects: [
        node('a'),
        csiNode('a', 1),
        ...bound('x'),
        volume('other', { csi: { driver: 'other.example.com', volumeHandle: 'o' } }),
        claim('y', { volumeName: 'other' }),
        on(pod('q', mounting('x')), 'a'),
      ],
      pod: pod('p', mounting('y')),
      node: 'a',
    },
    {
      title: 'knows no limit where the CSINode tells none',
      objects: [node('a'), csiNode('a'), ...bound('x'), ...bound('y'), on(pod('q', mounting('x')), 'a')],
      pod: pod('p', mounting('y')),
      node: 'a',
    },
  ])
})

describe('VolumeZone', () => {
  const zoned = (name: string, zone: string) => node(name, { labels: { [ZONE]: zone } })
  const inZone = (zone: string, label = ZONE) => [
    volume('pv', {}, { [label]: zone }),
    claim('data', { volumeName: 'pv' }),
  ]
  run([
    {
      title: 'goes to the zone of the volume',
      objects: [zoned('a', 'x'), zoned('b', 'y'), ...inZone('y')],
      pod: pod('p', mounting('data')),
      node: 'b',
    },
    {
      title: 'goes to no other',
      objects: [zoned('a', 'x'), ...inZone('y')],
      pod: pod('p', mounting('data')),
      says: `0/1 nodes are available: 1 node(s) had no available volume zone. ${helpless}`,
    },
    {
      title: 'knows several zones by one label',
      objects: [zoned('a', 'x'), ...inZone('w__x')],
      pod: pod('p', mounting('data')),
      node: 'a',
    },
    {
      title: 'understands the old label of a volume',
      objects: [zoned('a', 'x'), zoned('b', 'y'), ...inZone('y', 'failure-domain.beta.kubernetes.io/zone')],
      pod: pod('p', mounting('data')),
      node: 'b',
    },
    {
      title: 'goes to any node that names no zone',
      objects: [node('a'), ...inZone('y')],
      pod: pod('p', mounting('data')),
      node: 'a',
    },
  ])
})

describe('VolumeBinding', () => {
  const late = storageClass('late')
  const driver = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIDriver',
    metadata: { name: 'disk.example.com' },
    spec: { storageCapacity: true },
  } as KubeObject
  const capacity = (amount: string, zone: string) =>
    ({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSIStorageCapacity',
      metadata: { name: `c-${zone}`, namespace: 'default' },
      storageClassName: 'late',
      capacity: amount,
      nodeTopology: { matchLabels: { [ZONE]: zone } },
    }) as KubeObject
  const wish = (storage = '1Gi') =>
    claim('data', { storageClassName: 'late', resources: { requests: { storage } } })
  run([
    {
      title: 'misses the volume of a bound claim',
      objects: [node('a'), claim('data', { volumeName: 'gone' })],
      pod: pod('p', mounting('data')),
      says: `0/1 nodes are available: persistentvolume "gone" not found. not found`,
    },
    {
      title: 'finds no volume where none is there and none can be made',
      objects: [node('a'), storageClass('late', { provisioner: 'kubernetes.io/no-provisioner' }), wish()],
      pod: pod('p', mounting('data')),
      says: `0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind. ${helpless}`,
    },
    {
      title: 'stays away from nodes for which the volume is not made',
      objects: [node('a'), late, claim('data', { storageClassName: 'late' }, { [SELECTED]: 'b' })],
      pod: pod('p', mounting('data')),
      says: `0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind. ${helpless}`,
    },
    {
      title: 'minds the topologies of the class',
      objects: [
        node('a', { labels: { [ZONE]: 'x' } }),
        storageClass('late', {
          allowedTopologies: [{ matchLabelExpressions: [{ key: ZONE, values: ['y'] }] }],
        }),
        wish(),
      ],
      pod: pod('p', mounting('data')),
      says: `0/1 nodes are available: 1 node(s) didn't find available persistent volumes to bind. ${helpless}`,
    },
    {
      title: 'minds how much storage the driver has left',
      objects: [node('a', { labels: { [ZONE]: 'x' } }), late, driver, capacity('1Gi', 'x'), wish('2Gi')],
      pod: pod('p', mounting('data')),
      says: `0/1 nodes are available: 1 node(s) did not have enough free storage. ${helpless}`,
    },
    {
      title: 'finds no storage where the driver tells of none',
      objects: [node('a', { labels: { [ZONE]: 'x' } }), late, driver, capacity('9Gi', 'y'), wish()],
      pod: pod('p', mounting('data')),
      says: `0/1 nodes are available: 1 node(s) did not have enough free storage. ${helpless}`,
    },
  ])

  it('takes the smallest free volume of the class that the node reaches, one for each claim', async () => {
    const free = (name: string, storage: string, zone = 'x') =>
      volume(name, {
        capacity: { storage },
        storageClassName: 'late',
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: [zone] }] }],
          },
        },
      })
    const world = await createWorld([
      node('a', { labels: { [ZONE]: 'x' } }),
      node('b', { labels: { [ZONE]: 'y' } }),
      storageClass('late', { provisioner: 'kubernetes.io/no-provisioner' }),
      free('large', '9Gi'),
      free('small', '2Gi'),
      free('away', '1Gi', 'y'),
      volume('other', { storageClassName: 'other' }),
      claim('big', { storageClassName: 'late', resources: { requests: { storage: '2Gi' } } }),
      claim('data', { storageClassName: 'late' }),
    ])
    for (const { metadata } of (await world.client.list('PersistentVolume')).items) {
      const found = await world.client.get('PersistentVolume', { namespace: '', name: metadata.name! })
      const available = { ...found, status: { phase: 'Available' } }
      await world.client.update('PersistentVolume', available, { subresource: 'status' })
    }
    await world.client.create('Pod', pod('p', mounting('big', 'data')))
    await world.schedule()
    const reserved = (await world.client.list('PersistentVolume')).items.map(
      ({ metadata, spec }) => `${metadata.name} ${spec?.claimRef?.name}`,
    )
    expect(reserved).toEqual(['away undefined', 'large big', 'other undefined', 'small data'])
  })

  it('makes the volume where there is storage, and holds the node until it is there', async () => {
    const world = await createWorld([
      node('a', { labels: { [ZONE]: 'x' } }),
      node('b', { labels: { [ZONE]: 'y' } }),
      late,
      driver,
      capacity('1Gi', 'x'),
      capacity('9Gi', 'y'),
      wish('2Gi'),
      pod('p', mounting('data')),
    ])
    await world.schedule()
    const found = await world.client.get('PersistentVolumeClaim', { namespace: 'default', name: 'data' })
    expect(found.metadata.annotations).toMatchObject({ [SELECTED]: 'b' })
    const { status } = await world.client.get('Pod', { namespace: 'default', name: 'p' })
    expect(status?.nominatedNodeName).toBe('b')
  })
})
