/** Services whose endpoints are shared among zones: hints, and what is told of them. */
import { describe, expect, it } from 'vitest'
import { openWorld, type World } from '../world.ts'

const ENABLED = 'Normal TopologyAwareHintsEnabled Topology Aware Hints has been enabled, addressType: IPv4'
const DISABLED = 'Warning TopologyAwareHintsDisabled '
const NODE_INFO = `${DISABLED}Insufficient Node information: allocatable CPU or zone not specified on one or more nodes, addressType: IPv4`
const AUTO = { 'service.kubernetes.io/topology-mode': 'Auto' }
const WEB = { namespace: 'default', name: 'web' }

interface NodeTraits {
  zone?: string
  cpu?: string
  labels?: object
  isReady?: boolean
}

function node(name: string, { zone, cpu, labels, isReady = true }: NodeTraits): object {
  const zoned = zone === undefined ? {} : { 'topology.kubernetes.io/zone': zone }
  const conditions = [{ type: 'Ready', status: isReady ? 'True' : 'False' }]
  return {
    kind: 'Node',
    apiVersion: 'v1',
    metadata: { name, labels: { ...zoned, ...labels } },
    status: { capacity: { ...(cpu && { cpu }), memory: '64Gi', pods: '500' }, conditions },
  }
}

const pod = (name: string, nodeName: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app: 'web' } },
  spec: { nodeName, containers: [{ name: 'c', image: 'c:1' }] },
})

const service = (annotations: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...WEB, annotations },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
})

/** One node a, b, … for each of the traits, and so many pods on each of them. */
async function openZones(nodes: NodeTraits[], counts: number[]): Promise<World> {
  const world = await openWorld({ nodes: 0 })
  const nameOf = (index: number) => 'abcdef'[index]!
  await world.apply(...nodes.map((traits, index) => node(nameOf(index), traits)))
  const pods = counts.flatMap((count, index) =>
    Array.from({ length: count }, (_, i) => pod(`${nameOf(index)}-${i}`, nameOf(index))),
  )
  await world.apply(...pods)
  return world
}

/** Endpoints with the zones that they are for, and how many there are of each: 'a for y'. */
async function hints({ client }: World): Promise<Record<string, number>> {
  const slices = await client.lookup('EndpointSlice', 'service', 'default/web')
  const counts: Record<string, number> = {}
  for (const { nodeName, hints } of slices.flatMap(({ endpoints }) => endpoints ?? [])) {
    const text = `${nodeName} for ${(hints?.forZones ?? []).map(({ name }) => name).join() || 'all'}`
    counts[text] = (counts[text] ?? 0) + 1
  }
  return counts
}

const events = async (world: World) => world.events(await world.client.get('Service', WEB))

/** Which states the slices and the events of the service are in: nodes that are not ready may be written meanwhile. */
async function versions({ client }: World): Promise<unknown[]> {
  const { uid = '' } = (await client.get('Service', WEB)).metadata
  const slices = await client.lookup('EndpointSlice', 'service', 'default/web')
  const events = await client.lookup('Event', 'involved', uid)
  return [...slices, ...events].map(({ metadata }) => [metadata.name, metadata.resourceVersion])
}

const EVEN = [
  { zone: 'x', cpu: '4' },
  { zone: 'y', cpu: '4' },
]

describe('endpoints that are shared among zones', () => {
  it.each<[string, NodeTraits[], number[], object, string[]]>([
    ['stay in their zones where those are even', EVEN, [3, 3], { 'a for x': 3, 'b for y': 3 }, [ENABLED]],
    [
      'are given to zones that lack some',
      EVEN,
      [5, 1],
      { 'a for x': 3, 'a for y': 2, 'b for y': 1 },
      [ENABLED],
    ],
    [
      'follow the CPU of the zones',
      [
        { zone: 'x', cpu: '6' },
        { zone: 'y', cpu: '2' },
      ],
      [2, 6],
      { 'a for x': 2, 'b for x': 4, 'b for y': 2 },
      [ENABLED],
    ],
    [
      'are not counted for nodes of the control plane or that are not ready',
      [...EVEN, { labels: { 'node-role.kubernetes.io/control-plane': '' } }, { isReady: false }],
      [1, 1],
      { 'a for x': 1, 'b for y': 1 },
      [ENABLED],
    ],
    [
      'have no hints where they are fewer than zones',
      EVEN,
      [1],
      { 'a for all': 1 },
      [`${DISABLED}Insufficient number of endpoints (1 endpoints, 2 zones), addressType: IPv4`],
    ],
    [
      'have no hints where a zone would be overloaded',
      [
        { zone: 'x', cpu: '8' },
        { zone: 'y', cpu: '4' },
      ],
      [1, 1],
      { 'a for all': 1, 'b for all': 1 },
      [
        `${DISABLED}Unable to allocate minimum required endpoints to each zone without exceeding overload threshold (2 endpoints, 2 zones), addressType: IPv4`,
      ],
    ],
    ['have no hints in a single zone', [{ zone: 'x', cpu: '4' }], [2], { 'a for all': 2 }, [NODE_INFO]],
    [
      'have no hints where a node has no zone',
      [...EVEN, { cpu: '4' }],
      [1, 1],
      { 'a for all': 1, 'b for all': 1 },
      [NODE_INFO],
    ],
    [
      'have no hints where a node has no CPU',
      [...EVEN, { zone: 'x' }],
      [1, 1],
      { 'a for all': 1, 'b for all': 1 },
      [NODE_INFO],
    ],
    [
      'have no hints where one of them is in no zone',
      [...EVEN, { isReady: false }],
      [2, 1, 1],
      { 'a for all': 2, 'b for all': 1, 'c for all': 1 },
      [`${DISABLED}One or more endpoints do not have a zone specified, addressType: IPv4`],
    ],
  ])('%s', async (_what, nodes, counts, expected, told) => {
    const world = await openZones(nodes, counts)
    await world.apply(service(AUTO))
    expect(await hints(world)).toEqual(expected)
    expect(await events(world)).toEqual(told)
    const before = await versions(world)
    await world.writesOfAnotherRound()
    expect(await versions(world)).toEqual(before)
  })

  it.each([
    [
      'are so when the older annotation asks for it',
      { 'service.kubernetes.io/topology-aware-hints': 'auto' },
      {},
      'x',
    ],
    [
      'are so even when trafficDistribution asks for more',
      AUTO,
      { trafficDistribution: 'PreferSameZone' },
      'x',
    ],
    [
      'are not so when the annotation says something else',
      { 'service.kubernetes.io/topology-mode': 'Disabled' },
      { trafficDistribution: 'PreferSameZone' },
      'y',
    ],
    ['are not so when it is in other letters', { 'service.kubernetes.io/topology-mode': 'AUTO' }, {}, 'all'],
  ])('%s', async (_what, annotations, spec, zone) => {
    const world = await openZones(EVEN, [0, 4])
    await world.apply(service(annotations, spec))
    expect((await hints(world))[`b for ${zone}`]).toBe(zone === 'x' ? 2 : 4)
  })

  it('keep their hints in slices that need no change', async () => {
    const world = await openZones(EVEN, [70, 70])
    await world.apply(service(AUTO))
    const slices = async () => world.client.lookup('EndpointSlice', 'service', 'default/web')
    const before = await slices()
    const [gone] = before.map(({ endpoints = [] }) => endpoints.at(-1)?.targetRef?.name ?? '')
    await world.client.delete('Pod', { namespace: 'default', name: gone! }, { gracePeriodSeconds: 0 })
    await world.converge()
    const after = await slices()
    expect(after).toHaveLength(2)
    expect(
      after.filter((slice, i) => slice.metadata.resourceVersion !== before[i]!.metadata.resourceVersion),
    ).toHaveLength(1)
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('follow pods, nodes and the annotation', async () => {
    const world = await openZones(EVEN, [1, 0])
    await world.apply(service(AUTO))
    const few = `${DISABLED}Insufficient number of endpoints (1 endpoints, 2 zones), addressType: IPv4`
    expect(await events(world)).toEqual([few])

    await world.apply(pod('b-0', 'b'))
    expect(await hints(world)).toEqual({ 'a for x': 1, 'b for y': 1 })

    const rezone = (zone: string | null) =>
      world.client.patch('Node', { namespace: '', name: 'b' }, 'merge', {
        metadata: { labels: { 'topology.kubernetes.io/zone': zone } },
      })
    await rezone(null)
    await world.converge()
    expect(await hints(world)).toEqual({ 'a for all': 1, 'b for all': 1 })
    await rezone('y')
    await world.converge()
    expect(await hints(world)).toEqual({ 'a for x': 1, 'b for y': 1 })

    await world.change('Service', 'web', {
      metadata: { annotations: { 'service.kubernetes.io/topology-mode': null } },
    })
    expect(await hints(world)).toEqual({ 'a for all': 1, 'b for all': 1 })
    const off = `${DISABLED}Topology Aware Hints has been disabled, addressType: IPv4`
    expect((await events(world)).sort()).toEqual([`${ENABLED} (x2)`, few, NODE_INFO, off].sort())
    expect(await world.writesOfAnotherRound()).toBe(0)
  })
})
