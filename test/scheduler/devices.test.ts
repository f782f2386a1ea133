/** Pods that want devices: they wait until their claims are there and can be met, and get the devices with their node. */
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import type { Device, Pod, ResourceClaim } from '../../src/generated/types.ts'
import { createWorld, node, pod, setStatus, type World } from './world.ts'

const DRIVER = 'gpu.example.com'
const helpless = (count: number) =>
  `preemption: 0/${count} nodes are available: ${count} Preemption is not helpful for scheduling.`

const api = (kind: string, name: string, spec: object, metadata: object = {}): KubeObject =>
  ({ apiVersion: 'resource.k8s.io/v1', kind, metadata: { name, ...metadata }, spec }) as KubeObject

const deviceClass = api('DeviceClass', 'gpu', {
  selectors: [{ cel: { expression: `device.driver == "${DRIVER}"` } }],
})

/** A slice of one node's devices. */
const slice = (nodeName: string, devices: (string | Device)[], pool: object = {}): KubeObject =>
  api('ResourceSlice', `${nodeName}-slice`, {
    driver: DRIVER,
    nodeName,
    pool: { name: nodeName, generation: 1, resourceSliceCount: 1, ...pool },
    devices: devices.map((device) => (typeof device === 'string' ? { name: device } : device)),
  })

const claim = (name: string, request: object = {}, more: object = {}): KubeObject =>
  api(
    'ResourceClaim',
    name,
    { devices: { requests: [{ name: 'gpu', exactly: { deviceClassName: 'gpu', ...request } }], ...more } },
    { namespace: 'default' },
  )

const selecting = (expression: string) => ({ selectors: [{ cel: { expression } }] })

const wanting = (name: string, ...claims: string[]): Pod =>
  pod(name, { resourceClaims: claims.map((each, index) => ({ name: `c${index}`, resourceClaimName: each })) })

async function claimNamed({ client }: World, name: string): Promise<ResourceClaim> {
  return client.get('ResourceClaim', { namespace: 'default', name })
}

/** The devices that a claim got: `request=pool/device`. */
async function devicesOf(world: World, name: string): Promise<string[] | undefined> {
  const { status } = await claimNamed(world, name)
  return status?.allocation?.devices?.results?.map(
    ({ request, pool, device }) => `${request}=${pool}/${device}`,
  )
}

const memory = (name: string, value: string): Device => ({
  name,
  capacity: { memory: { value } },
  attributes: {
    model: { string: 'a100' },
    [`${DRIVER}/index`]: { int: Number(name.slice(-1)) },
    numa: { int: 0 },
  },
})

describe('a pod with claims', () => {
  it('gets devices with its node, and the claims are held for it', async () => {
    const world = await createWorld([
      node('n1'),
      node('n2'),
      deviceClass,
      slice('n2', ['gpu-0', 'gpu-1']),
      claim('one'),
      wanting('p', 'one'),
    ])
    await world.schedule()
    expect(await world.placement()).toEqual({ p: 'n2' })
    const { metadata, status } = await claimNamed(world, 'one')
    const { uid } = (await world.client.get('Pod', { namespace: 'default', name: 'p' })).metadata
    expect(metadata.finalizers).toEqual(['resource.kubernetes.io/delete-protection'])
    expect(status).toEqual({
      allocation: {
        devices: { results: [{ request: 'gpu', driver: DRIVER, pool: 'n2', device: 'gpu-0' }] },
        nodeSelector: {
          nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n2'] }] }],
        },
      },
      reservedFor: [{ resource: 'pods', name: 'p', uid }],
    })
  })

  it.each<[string, KubeObject[], string[] | undefined]>([
    [
      'the first that are free',
      [slice('n1', ['gpu-0', 'gpu-1']), claim('x', { count: 2 })],
      ['gpu=n1/gpu-0', 'gpu=n1/gpu-1'],
    ],
    [
      'all',
      [slice('n1', ['gpu-0', 'gpu-1']), claim('x', { allocationMode: 'All' })],
      ['gpu=n1/gpu-0', 'gpu=n1/gpu-1'],
    ],
    [
      'those that a selector selects by capacity',
      [
        slice('n1', [memory('gpu-0', '8Gi'), memory('gpu-1', '40Gi')]),
        claim('x', selecting(`device.capacity["${DRIVER}"].memory.compareTo(quantity("20Gi")) >= 0`)),
      ],
      ['gpu=n1/gpu-1'],
    ],
    [
      'those that a selector selects by attributes',
      [
        slice('n1', [memory('gpu-0', '8Gi'), memory('gpu-1', '8Gi')]),
        claim('x', selecting(`device.attributes["${DRIVER}"].index == 1`)),
      ],
      ['gpu=n1/gpu-1'],
    ],
    [
      'none of an unknown domain',
      [
        slice('n1', [memory('gpu-0', '8Gi')]),
        claim('x', selecting('"a" in device.attributes["other.example.com"]')),
      ],
      undefined,
    ],
    ['none where there are too few', [slice('n1', ['gpu-0']), claim('x', { count: 2 })], undefined],
    [
      'none of a pool that is still being published',
      [slice('n1', ['gpu-0'], { resourceSliceCount: 2 }), claim('x')],
      undefined,
    ],
    [
      'none that are tainted',
      [slice('n1', [{ name: 'gpu-0', taints: [{ key: 'broken', effect: 'NoSchedule' }] }]), claim('x')],
      undefined,
    ],
    [
      'tainted ones where that is tolerated',
      [
        slice('n1', [{ name: 'gpu-0', taints: [{ key: 'broken', effect: 'NoSchedule' }] }]),
        claim('x', { tolerations: [{ key: 'broken', operator: 'Exists' }] }),
      ],
      ['gpu=n1/gpu-0'],
    ],
    [
      'none that are parts of others',
      [slice('n1', [{ name: 'gpu-0', consumesCounters: [{ counterSet: 's', counters: {} }] }]), claim('x')],
      undefined,
    ],
  ])('gets %s', async (_title, objects, expected) => {
    const world = await createWorld([node('n1'), deviceClass, ...objects, wanting('p', 'x')])
    await world.schedule()
    expect(await devicesOf(world, 'x')).toEqual(expected)
    expect(await world.placement()).toEqual({ p: expected && 'n1' })
    if (expected === undefined)
      expect(await world.message('p')).toBe(
        `0/1 nodes are available: 1 cannot allocate all claims. still not schedulable, ${helpless(1)}`,
      )
  })

  it('takes the first alternative that can be met', async () => {
    const requests = [
      {
        name: 'gpu',
        firstAvailable: [
          { name: 'many', deviceClassName: 'gpu', count: 4 },
          { name: 'few', deviceClassName: 'gpu', count: 1 },
        ],
      },
    ]
    const alternatives = api('ResourceClaim', 'x', { devices: { requests } }, { namespace: 'default' })
    const world = await createWorld([
      node('n1'),
      deviceClass,
      slice('n1', ['gpu-0', 'gpu-1']),
      alternatives,
      wanting('p', 'x'),
    ])
    await world.schedule()
    expect(await devicesOf(world, 'x')).toEqual(['gpu/few=n1/gpu-0'])
  })

  it.each([
    ['matchAttribute', ['gpu=n1/gpu-1', 'gpu=n1/gpu-2']],
    ['distinctAttribute', ['gpu=n1/gpu-0', 'gpu=n1/gpu-1']],
  ])('takes devices that meet the constraint %s', async (constraint, expected) => {
    const onBus = (name: string, bus: string): Device => ({ name, attributes: { bus: { string: bus } } })
    const devices = [onBus('gpu-0', 'a'), onBus('gpu-1', 'b'), onBus('gpu-2', 'b')]
    const bound = claim('x', { count: 2 }, { constraints: [{ [constraint]: `${DRIVER}/bus` }] })
    const world = await createWorld([node('n1'), deviceClass, slice('n1', devices), bound, wanting('p', 'x')])
    await world.schedule()
    expect(await devicesOf(world, 'x')).toEqual(expected)
  })

  it('takes no device twice', async () => {
    const pods = ['a', 'b', 'c'].map((name) => wanting(name, name))
    const claims = ['a', 'b', 'c'].map((name) => claim(name))
    const world = await createWorld([
      node('n1'),
      deviceClass,
      slice('n1', ['gpu-0', 'gpu-1']),
      ...claims,
      ...pods,
    ])
    await world.schedule()
    expect(await Promise.all(['a', 'b', 'c'].map((name) => devicesOf(world, name)))).toEqual([
      ['gpu=n1/gpu-0'],
      ['gpu=n1/gpu-1'],
      undefined,
    ])
    expect(await world.message('c')).toMatch(/1 cannot allocate all claims/)
  })

  it('takes what the class and the claim configure along', async () => {
    const opaque = { driver: DRIVER, parameters: { mode: 'fast' } }
    const configured = api('DeviceClass', 'gpu', { config: [{ opaque }] })
    const world = await createWorld([
      node('n1'),
      configured,
      slice('n1', ['gpu-0']),
      claim('x', {}, { config: [{ requests: ['gpu'], opaque }] }),
      wanting('p', 'x'),
    ])
    await world.schedule()
    expect((await claimNamed(world, 'x')).status?.allocation?.devices?.config).toEqual([
      { source: 'FromClass', requests: ['gpu'], opaque },
      { source: 'FromClaim', requests: ['gpu'], opaque },
    ])
  })

  it('uses devices of several nodes where their labels allow it', async () => {
    const zone = (name: string) => node(name, { labels: { zone: name === 'n1' ? 'a' : 'b' } })
    const nodeSelector = {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: ['b'] }] }],
    }
    const network = api('ResourceSlice', 'network', {
      driver: DRIVER,
      nodeSelector,
      pool: { name: 'net', generation: 1, resourceSliceCount: 1 },
      devices: [{ name: 'gpu-0' }],
    })
    const world = await createWorld([
      zone('n1'),
      zone('n2'),
      deviceClass,
      network,
      claim('x'),
      wanting('p', 'x'),
      wanting('q', 'x'),
    ])
    await world.schedule()
    expect(await world.placement()).toEqual({ p: 'n2', q: 'n2' })
    const { status } = await claimNamed(world, 'x')
    expect(status?.allocation?.nodeSelector).toEqual(nodeSelector)
    expect(status?.reservedFor?.map(({ name }) => name)).toEqual(['p', 'q'])
  })
})

describe('a pod waits', () => {
  it.each<[string, KubeObject[], string]>([
    [
      'for a class that does not exist',
      [claim('x', { deviceClassName: 'none' })],
      '0/1 nodes are available: request gpu: device class none does not exist. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    ],
    [
      'with a selector that cannot be evaluated',
      [
        deviceClass,
        slice('n1', [memory('gpu-0', '1Gi')]),
        claim('x', selecting(`device.attributes["${DRIVER}"].none == 1`)),
      ],
      `0/1 nodes are available: 1 claim default/x: selector #0: CEL runtime error: no such key: none. still not schedulable, ${helpless(1)}`,
    ],
  ])('%s', async (_title, objects, message) => {
    const world = await createWorld([node('n1'), ...objects, wanting('p', 'x')])
    await world.schedule()
    expect(await world.placement()).toEqual({ p: undefined })
    expect(await world.message('p')).toBe(message)
  })

  it('for a claim that is missing, of which nothing is said, as in a cluster; and goes on when it is there', async () => {
    const world = await createWorld([node('n1'), deviceClass, slice('n1', ['gpu-0']), wanting('p', 'x')])
    await world.schedule()
    expect(await world.placement()).toEqual({ p: undefined })
    expect(await world.message('p')).toBeUndefined()
    await world.client.create('ResourceClaim', claim('x') as ResourceClaim)
    await world.schedule()
    expect(await world.placement()).toEqual({ p: 'n1' })
  })

  it('for a claim that is to be made from a template, until its status names it', async () => {
    const template = pod('p', { resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 't' }] })
    const world = await createWorld([node('n1'), deviceClass, slice('n1', ['gpu-0']), template])
    await world.schedule()
    expect(await world.placement()).toEqual({ p: undefined })
    const { uid } = (await world.client.get('Pod', { namespace: 'default', name: 'p' })).metadata
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'p', uid, controller: true }
    const made = claim('p-gpu-abcde')
    await world.client.create('ResourceClaim', {
      ...made,
      metadata: { ...made.metadata, ownerReferences: [owner] },
    } as ResourceClaim)
    await setStatus(world, 'p', {
      resourceClaimStatuses: [{ name: 'gpu', resourceClaimName: 'p-gpu-abcde' }],
    })
    await world.schedule()
    expect(await world.placement()).toEqual({ p: 'n1' })
  })

  it('until a device is published, or given back', async () => {
    const world = await createWorld([
      node('n1'),
      deviceClass,
      claim('a'),
      claim('b'),
      wanting('a', 'a'),
      wanting('b', 'b'),
    ])
    await world.schedule()
    expect(await world.placement()).toEqual({ a: undefined, b: undefined })
    await world.client.create('ResourceSlice', slice('n1', ['gpu-0']) as never)
    await world.schedule()
    expect(await world.placement()).toEqual({ a: 'n1', b: undefined })
    const held = await claimNamed(world, 'a')
    await world.client.update('ResourceClaim', { ...held, status: {} }, { subresource: 'status' })
    await world.schedule()
    expect(await world.placement()).toEqual({ a: 'n1', b: 'n1' })
  })

  it('where an unused claim has been allocated elsewhere, until its devices are given back', async () => {
    const nodeSelector = {
      nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['gone'] }] }],
    }
    const results = [{ request: 'gpu', driver: DRIVER, pool: 'gone', device: 'gpu-0' }]
    const world = await createWorld([node('n1'), deviceClass, slice('n1', ['gpu-0']), claim('x')])
    const found = await claimNamed(world, 'x')
    const status = { allocation: { devices: { results }, nodeSelector } }
    await world.client.update('ResourceClaim', { ...found, status }, { subresource: 'status' })
    await world.client.create('Pod', wanting('p', 'x'))
    await world.schedule()
    expect(await world.placement()).toEqual({ p: 'n1' })
    expect(await devicesOf(world, 'x')).toEqual(['gpu=n1/gpu-0'])
  })
})
