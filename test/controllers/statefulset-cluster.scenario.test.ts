/** StatefulSets with scheduler, kubelets and provisioner, as a user meets them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { openCluster } from '../../src/cluster/open.ts'
import type { KindMap, Pod } from '../../src/generated/types.ts'
import { image, statefulSet, template } from './stateful-world.ts'

const web = { namespace: 'default', name: 'web' }
let cluster: Cluster

beforeEach(async () => {
  cluster = await openCluster({ store: 'memory', seed: 'stateful', now: Date.UTC(2026, 0, 1) })
})

afterEach(() => cluster.close())

async function all<K extends keyof KindMap>(kind: K): Promise<KindMap[K][]> {
  return cluster.read(async (client) => (await client.list(kind)).items as KindMap[K][])
}

/** 'web-0 Running web:1', or Terminating. */
async function pods(): Promise<string[]> {
  return (await all('Pod')).map(({ metadata, spec, status }: Pod) => {
    const state = metadata.deletionTimestamp ? 'Terminating' : status?.phase
    return `${metadata.name} ${state} ${spec?.containers[0]?.image}`
  })
}

const running = (...names: string[]) => names.map((name) => `${name} Running web:1`)
const create = (spec: object = {}) =>
  cluster.write(async (client) => {
    await client.create('StatefulSet', statefulSet(spec))
  })
const patch = (change: object) =>
  cluster.write((client) => client.patch('StatefulSet', web, 'strategic', change))
const advance = (seconds: number) => cluster.advance(seconds * 1000)
const slowly = (seconds: string) => ({
  template: template('web:1', { annotations: { 'kubelite.dev/ready-after': seconds } }),
})

describe('a stateful set', () => {
  it('runs on volumes of its own', async () => {
    await create()
    expect(await pods()).toEqual(running('web-0', 'web-1', 'web-2'))
    const claims = await all('PersistentVolumeClaim')
    expect(claims.map(({ metadata, status }) => `${metadata.name} ${status?.phase}`)).toEqual([
      'www-web-0 Bound',
      'www-web-1 Bound',
      'www-web-2 Bound',
    ])
  })

  it('comes up as fast as its pods become ready', async () => {
    await create(slowly('10s'))
    expect(await pods()).toEqual(running('web-0'))
    await advance(10)
    expect(await pods()).toEqual(running('web-0', 'web-1'))
    await advance(10)
    expect(await pods()).toEqual(running('web-0', 'web-1', 'web-2'))
  })

  it('waits for each pod to have been ready for minReadySeconds, and says so', async () => {
    await create({ replicas: 2, minReadySeconds: 20 })
    const [next] = await cluster.due(1)
    expect(next).toMatchObject({ why: 'minReadySeconds of pod web-0 are over' })
    await advance(19)
    expect(await pods()).toEqual(running('web-0'))
    await advance(1)
    expect(await pods()).toEqual(running('web-0', 'web-1'))
  })

  it('leaves no volume behind where its claims are to go with it', async () => {
    await create({ persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } })
    expect(await all('PersistentVolume')).toHaveLength(3)
    await cluster.write((client) => client.delete('StatefulSet', web))
    expect([await pods(), await all('PersistentVolumeClaim'), await all('PersistentVolume')]).toEqual([
      [],
      [],
      [],
    ])
  })

  it.each(['Background', 'Foreground'] as const)('goes when deleted in the %s', async (propagationPolicy) => {
    await create()
    await cluster.write((client) => client.delete('StatefulSet', web, { propagationPolicy }))
    expect([await pods(), await all('StatefulSet'), await all('ControllerRevision')]).toEqual([[], [], []])
  })

  it('goes with its namespace, claims and all', async () => {
    await cluster.write((client) =>
      client.create('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }),
    )
    await cluster.write((client) =>
      client.create('StatefulSet', { ...statefulSet(), metadata: { name: 'web', namespace: 'shop' } }),
    )
    await cluster.write((client) => client.delete('Namespace', { namespace: '', name: 'shop' }))
    expect(await cluster.read((client) => client.find('Namespace', { namespace: '', name: 'shop' }))).toBe(
      undefined,
    )
  })

  it('waits for the volumes of its pods where they are made for the node of each', async () => {
    await cluster.write((client) =>
      client.create('StorageClass', {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: 'local' },
        provisioner: 'example.com/local',
        volumeBindingMode: 'WaitForFirstConsumer',
      }),
    )
    const claim = {
      metadata: { name: 'www' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        storageClassName: 'local',
      },
    }
    await create({ volumeClaimTemplates: [claim] })
    expect(await pods()).toEqual(running('web-0', 'web-1', 'web-2'))
    expect((await all('PersistentVolumeClaim')).map(({ status }) => status?.phase)).toEqual([
      'Bound',
      'Bound',
      'Bound',
    ])
  })
})

describe('a stateful set on nodes that fail', () => {
  const nodeOf = async (name: string) =>
    (await all('Pod')).find(({ metadata }) => metadata.name === name)?.spec?.nodeName ?? ''

  it('has no second pod of a name while the first may still run', async () => {
    await create()
    const node = { namespace: '', name: await nodeOf('web-1') }
    await cluster.write((client) =>
      client.patch('Node', node, 'merge', {
        metadata: { annotations: { 'kubelite.dev/kubelet': 'stopped' } },
      }),
    )
    await advance(3600)
    expect(await pods()).toContain('web-1 Terminating web:1')
    expect((await all('Pod')).map(({ metadata }) => metadata.name)).toEqual(['web-0', 'web-1', 'web-2'])
    await cluster.write((client) =>
      client.delete('Pod', { namespace: 'default', name: 'web-1' }, { gracePeriodSeconds: 0 }),
    )
    expect(await pods()).toContain('web-1 Running web:1')
    expect(await nodeOf('web-1')).not.toBe(node.name)
  })

  it('comes up elsewhere, under the same names, when the node is deleted', async () => {
    await create()
    const node = await nodeOf('web-1')
    await cluster.write((client) => client.delete('Node', { namespace: '', name: node }))
    expect(await pods()).toEqual(running('web-0', 'web-1', 'web-2'))
    expect((await all('Pod')).map(({ spec }) => spec?.nodeName)).not.toContain(node)
  })
})

describe('a rolling update', () => {
  it('takes its time for each pod', async () => {
    await create(slowly('10s'))
    await advance(30)
    await patch({ spec: { template: template('web:2') } })
    const updated = async () => (await pods()).map((text) => text.split(' ').at(-1))
    expect(await updated()).toEqual(['web:1', 'web:1', 'web:2'])
    await advance(10)
    expect(await updated()).toEqual(['web:1', 'web:2', 'web:2'])
    await advance(20)
    expect(await updated()).toEqual(['web:2', 'web:2', 'web:2'])
    const { status } = await cluster.read((client) => client.get('StatefulSet', web))
    expect(status?.currentRevision).toBe(status?.updateRevision)
  })

  it('is stuck at an image that cannot be pulled, until the pod is deleted after the way back', async () => {
    await create()
    const bad = { annotations: { 'kubelite.dev/images-missing': 'web:bad' } }
    await patch({ spec: { template: template('web:bad', bad) } })
    expect(await pods()).toEqual([...running('web-0', 'web-1'), 'web-2 Pending web:bad'])
    await cluster.write((client) => client.update('StatefulSet', { ...statefulSet(), metadata: web }))
    await advance(3600)
    expect(await pods()).toEqual([...running('web-0', 'web-1'), 'web-2 Pending web:bad'])
    await cluster.write((client) => client.delete('Pod', { namespace: 'default', name: 'web-2' }))
    expect(await pods()).toEqual(running('web-0', 'web-1', 'web-2'))
    await patch(image('web:1'))
  })
})
