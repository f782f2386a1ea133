/** Services' endpoints, nodes and their pods, volumes, and Events' end. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { EndpointSlice, Pod } from '../../src/generated/types.ts'
import { deployment, openWorld, type World } from './world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default', labels: { tier: 'front' } },
  spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
}
const web = { namespace: 'default', name: 'web' }

async function slices(): Promise<EndpointSlice[]> {
  return (await world.client.list('EndpointSlice', { namespace: 'default' })).items
}

async function podIps(): Promise<string[]> {
  const { items } = await world.client.list('Pod', { namespace: 'default' })
  return items.map(({ status }) => status?.podIP ?? '').toSorted()
}

describe('a service', () => {
  it('finds its pods as they come and go', async () => {
    await world.apply(service)
    expect((await slices()).map(({ endpoints }) => endpoints)).toEqual([[]])
    await world.apply(deployment('web', 'web:1'))
    const [slice] = await slices()
    expect(slice?.endpoints?.map(({ addresses }) => addresses[0]).toSorted()).toEqual(await podIps())
    expect(slice?.endpoints?.map(({ zone, nodeName }) => zone === `zone-${nodeName}`)).toEqual([
      true,
      true,
      true,
    ])
    expect(slice?.ports).toEqual([{ name: '', port: 8080, protocol: 'TCP' }])
    const endpoints = await world.client.get('Endpoints', web)
    expect(endpoints.subsets?.[0]?.addresses?.map(({ ip }) => ip)).toEqual(await podIps())
    expect(await world.writesOfAnotherRound()).toBe(0)
    await world.change('Deployment', 'web', { spec: { replicas: 0 } })
    expect((await slices()).map(({ metadata, endpoints }) => [metadata.name, endpoints])).toEqual([
      [slice?.metadata.name, []],
    ])
    expect((await world.client.get('Endpoints', web)).subsets).toBeUndefined()
  })

  it('made after its pods finds them, too, and takes its endpoints along when it goes', async () => {
    await world.apply(deployment('web', 'web:1'), service)
    expect((await slices())[0]?.endpoints).toHaveLength(3)
    await world.client.delete('Service', web)
    await world.converge()
    expect([await slices(), await world.client.find('Endpoints', web)]).toEqual([[], undefined])
  })

  it('with many pods fills slices of a hundred and rewrites one for one pod', async () => {
    await world.apply(service, deployment('web', 'web:1', { replicas: 230 }))
    const before = await slices()
    expect(before.map(({ endpoints }) => endpoints?.length).toSorted()).toEqual([100, 100, 30].toSorted())
    const [pod] = (await world.client.list('Pod', { namespace: 'default' })).items
    const status = { ...pod!.status, conditions: [{ type: 'Ready', status: 'False' }] }
    await world.client.update('Pod', { ...pod!, status }, { subresource: 'status' })
    await world.converge()
    const versions = new Map(before.map(({ metadata }) => [metadata.name, metadata.resourceVersion]))
    const rewritten = (await slices()).filter(
      ({ metadata }) => versions.get(metadata.name) !== metadata.resourceVersion,
    )
    expect(rewritten).toHaveLength(1)
  })

  it('without a selector has no endpoints but those that a user makes, which slices mirror', async () => {
    const { selector: _none, ...spec } = service.spec
    await world.apply({ ...service, spec })
    expect([await slices(), await world.client.find('Endpoints', web)]).toEqual([[], undefined])
    const subsets = [
      { addresses: [{ ip: '192.0.2.7' }], notReadyAddresses: [{ ip: '192.0.2.8' }], ports: [{ port: 9376 }] },
    ]
    await world.apply({
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'web', namespace: 'default' },
      subsets,
    })
    const [mirror, ...others] = await slices()
    expect(others).toEqual([])
    expect(mirror).toMatchObject({
      metadata: {
        labels: {
          'kubernetes.io/service-name': 'web',
          'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
        },
        ownerReferences: [{ kind: 'Endpoints', name: 'web' }],
      },
      addressType: 'IPv4',
      endpoints: [
        { addresses: ['192.0.2.7'], conditions: { ready: true } },
        { addresses: ['192.0.2.8'], conditions: { ready: false } },
      ],
      ports: [{ name: '', port: 9376, protocol: 'TCP' }],
    })
    expect(await world.writesOfAnotherRound()).toBe(0)
    await world.client.delete('Endpoints', web)
    await world.converge()
    expect(await slices()).toEqual([])
  })
})

describe('nodes', () => {
  it('get a range of pod addresses each, which is given again when they go', async () => {
    const cidrs = async () => (await world.client.list('Node')).items.map(({ spec }) => spec?.podCIDR)
    expect(await cidrs()).toEqual(['10.244.0.0/24', '10.244.1.0/24'])
    await world.client.delete('Node', { namespace: '', name: 'node-1' })
    await world.apply({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'node-3' },
      spec: { podCIDR: '10.244.2.0/24', podCIDRs: ['10.244.2.0/24'] },
    })
    await world.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-4' } })
    await world.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-5' } })
    expect(await cidrs()).toEqual(['10.244.1.0/24', '10.244.2.0/24', '10.244.0.0/24', '10.244.3.0/24'])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('carry the labels that older selectors ask for', async () => {
    const labels = {
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'arm64',
      'beta.kubernetes.io/arch': 'amd64',
    }
    await world.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'node-9', labels } })
    const node = await world.client.get('Node', { namespace: '', name: 'node-9' })
    expect(node.metadata.labels).toEqual({
      ...labels,
      'beta.kubernetes.io/arch': 'arm64',
      'beta.kubernetes.io/os': 'linux',
    })
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('are greeted and missed', async () => {
    const node = await world.client.get('Node', { namespace: '', name: 'node-1' })
    await world.client.delete('Node', { namespace: '', name: 'node-1' })
    await world.converge()
    expect(await world.events(node)).toEqual([
      'Normal RegisteredNode Node node-1 event: Registered Node node-1 in Controller',
      'Normal RemovingNode Node node-1 event: Removing Node node-1 from Controller',
    ])
  })

  it('that are deleted lose their pods, which come up elsewhere', async () => {
    await world.apply(deployment('web', 'web:1', { replicas: 4 }))
    await world.client.delete('Node', { namespace: '', name: 'node-1' })
    await world.converge()
    const { items } = await world.client.list('Pod', { namespace: 'default' })
    expect(items.map(({ spec, status }) => `${spec?.nodeName} ${status?.phase}`)).toEqual(
      Array(4).fill('node-2 Running'),
    )
  })

  it('that never were keep a pod for 40 s', async () => {
    const spec = { nodeName: 'nowhere', containers: [{ name: 'c', image: 'c:1' }] }
    await world.apply({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'lost', namespace: 'default' },
      spec,
    })
    await world.advance(39)
    expect(await world.names('Pod')).toEqual(['lost'])
    await world.advance(1)
    expect(await world.names('Pod')).toEqual([])
  })
})

describe('a claim', () => {
  const claim = (spec: object = {}) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'x',
      resources: { requests: { storage: '3Gi' } },
      ...spec,
    },
  })
  const volume = {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'disk' },
    spec: {
      capacity: { storage: '7Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'x',
      persistentVolumeReclaimPolicy: 'Retain',
      hostPath: { path: '/x' },
    },
  }
  const storageClass = (more: object = {}) => ({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'x' },
    provisioner: 'example.com/disks',
    ...more,
  })
  const data = { namespace: 'default', name: 'data' }
  const disk = { namespace: '', name: 'disk' }

  it('is bound to a volume that suits, made before or after it; the volume is released with it', async () => {
    await world.apply(claim())
    expect((await world.client.get('PersistentVolumeClaim', data)).status?.phase).toBe('Pending')
    await world.apply(volume)
    const bound = await world.client.get('PersistentVolumeClaim', data)
    expect(bound.metadata.annotations).toEqual({
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
    })
    expect(bound.spec?.volumeName).toBe('disk')
    expect(bound.status).toEqual({
      phase: 'Bound',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '7Gi' },
    })
    const taken = await world.client.get('PersistentVolume', disk)
    expect(taken.spec?.claimRef).toMatchObject({ name: 'data', uid: bound.metadata.uid })
    expect(taken.status?.phase).toBe('Bound')
    expect(await world.writesOfAnotherRound()).toBe(0)
    await world.client.delete('PersistentVolumeClaim', data)
    await world.converge()
    expect(await world.client.find('PersistentVolumeClaim', data)).toBeUndefined()
    expect((await world.client.get('PersistentVolume', disk)).status?.phase).toBe('Released')
  })

  it('of a class with a provisioner gets a volume made, which goes with it', async () => {
    await world.apply(storageClass(), claim())
    const bound = await world.client.get('PersistentVolumeClaim', data)
    const name = `pvc-${bound.metadata.uid}`
    expect([bound.status?.phase, bound.spec?.volumeName]).toEqual(['Bound', name])
    expect((await world.events(bound)).at(-1)).toBe(
      `Normal ProvisioningSucceeded Successfully provisioned volume ${name}`,
    )
    expect(await world.writesOfAnotherRound()).toBe(0)
    await world.client.delete('PersistentVolumeClaim', data)
    await world.converge()
    expect(await world.names('PersistentVolume')).toEqual([])
  })

  it('waits for its first pod where the class says so', async () => {
    await world.apply(storageClass({ volumeBindingMode: 'WaitForFirstConsumer' }), claim())
    const waiting = await world.client.get('PersistentVolumeClaim', data)
    expect(waiting.status?.phase).toBe('Pending')
    expect(await world.events(waiting)).toContainEqual(
      'Normal WaitForFirstConsumer waiting for first consumer to be created before binding',
    )
    const chosen = { metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'node-1' } } }
    expect((await world.change('PersistentVolumeClaim', 'data', chosen)).status?.phase).toBe('Bound')
  })

  it('without a class or a volume says that there is none', async () => {
    await world.apply(claim({ storageClassName: '' }))
    const pending = await world.client.get('PersistentVolumeClaim', data)
    expect((await world.events(pending))[0]).toContain(
      'Normal FailedBinding no persistent volumes available for this claim and no storage class is set',
    )
  })

  it('is lost with its volume', async () => {
    await world.apply(volume, claim())
    await world.client.patch('PersistentVolume', disk, 'merge', { metadata: { finalizers: null } })
    await world.client.delete('PersistentVolume', disk)
    await world.converge()
    expect((await world.client.get('PersistentVolumeClaim', data)).status?.phase).toBe('Lost')
  })

  it('stays while a pod uses it, and so does its volume', async () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'user', namespace: 'default' },
      spec: {
        containers: [{ name: 'c', image: 'c:1' }],
        volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }],
      },
    }
    await world.apply(volume, claim(), pod)
    await world.client.delete('PersistentVolumeClaim', data)
    await world.client.delete('PersistentVolume', disk)
    await world.converge()
    expect(await world.names('PersistentVolumeClaim')).toEqual(['data'])
    await world.client.delete('Pod', { namespace: 'default', name: 'user' })
    await world.converge()
    expect([await world.names('PersistentVolumeClaim'), await world.names('PersistentVolume')]).toEqual([
      [],
      [],
    ])
  })

  it('of an ephemeral volume is made for its pod, and goes with it', async () => {
    const template = {
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'x',
        resources: { requests: { storage: '1Gi' } },
      },
    }
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'user', namespace: 'default' },
      spec: {
        containers: [{ name: 'c', image: 'c:1' }],
        volumes: [{ name: 'd', ephemeral: { volumeClaimTemplate: template } }],
      },
    }
    await world.apply(storageClass(), pod)
    const made = await world.client.get('PersistentVolumeClaim', { namespace: 'default', name: 'user-d' })
    expect(made.status?.phase).toBe('Bound')
    await world.client.delete('Pod', { namespace: 'default', name: 'user' })
    await world.converge()
    expect(await world.names('PersistentVolumeClaim')).toEqual([])
  })
})

describe('events', () => {
  it('go an hour after they were last seen, within a minute', async () => {
    await world.apply(deployment('web', 'web:1'))
    const count = (await world.names('Event')).length
    expect(count).toBeGreaterThan(3)
    await world.advance(3590)
    expect(await world.names('Event')).toHaveLength(count)
    await world.advance(70)
    expect(await world.names('Event')).toEqual([])
  })
})

describe('pods', () => {
  it('of a replica set come back at once, whoever deletes them', async () => {
    await world.apply(deployment('web', 'web:1'))
    await world.client.deleteCollection('Pod', { namespace: 'default' })
    await world.converge()
    const { items } = await world.client.list('Pod', { namespace: 'default' })
    expect(items.map((pod: Pod) => pod.status?.phase)).toEqual(['Running', 'Running', 'Running'])
  })
})
