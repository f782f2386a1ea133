/** What holds on any cluster: nothing is over-committed, no rule is broken, and what is remembered changes nothing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { podRequests, resourceAmount } from '../../src/api/kinds/core/pod/requests.ts'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import type { Node, Pod, PodSpec } from '../../src/generated/types.ts'
import { loadConfiguration, profilesOf } from '../../src/scheduler/config/load.ts'
import { createScheduler } from '../../src/scheduler/index.ts'
import { createWorld, namespace, node, pod, type World } from './world.ts'

const pick = <T>(...values: T[]) => fc.constantFrom(...values)
const zone = 'topology.kubernetes.io/zone'

/** The default one; one with other arguments; one with another order and with plugins taken out. */
const profiles = [
  {},
  {
    pluginConfig: [
      { name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'MostAllocated' } } },
      { name: 'InterPodAffinity', args: { hardPodAffinityWeight: 50 } },
      { name: 'DefaultPreemption', args: { minCandidateNodesAbsolute: 1 } },
    ],
  },
  {
    plugins: {
      filter: {
        enabled: [{ name: 'InterPodAffinity' }, { name: 'NodeResourcesFit' }],
        disabled: [{ name: 'VolumeZone' }],
      },
      score: { enabled: [{ name: 'ImageLocality', weight: 9 }], disabled: [{ name: 'PodTopologySpread' }] },
    },
  },
].map((given) => {
  const head = { apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration' }
  const loaded = loadConfiguration({ ...head, profiles: [given] })
  if ('problem' in loaded) throw new Error(loaded.problem)
  return loaded.configuration
})

const nodes = fc.array(
  fc.record({
    zone: pick('a', 'b', undefined),
    cpu: pick('1', '2', '4'),
    memory: pick('1Gi', '4Gi'),
    pods: pick('3', '10'),
    taint: pick('NoSchedule', 'PreferNoSchedule', undefined, undefined),
    unschedulable: pick(true, false, false, false),
    image: pick(undefined, 'app:1', 'big:latest'),
    volumes: pick(undefined, 1, 2),
  }),
  { minLength: 1, maxLength: 8 },
)

const app = pick('web', 'db', 'cache')
const term = fc.record({
  topologyKey: pick(zone, 'kubernetes.io/hostname'),
  labelSelector: app.map((name) => ({ matchLabels: { app: name } })),
})
const rules = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 })

const template = fc.record({
  app,
  cpu: pick(undefined, '100m', '500m', '1'),
  memory: pick(undefined, '128Mi', '1Gi'),
  hostPort: pick(undefined, undefined, undefined, 80, 81),
  tolerates: fc.boolean(),
  selector: pick(undefined, undefined, { [zone]: 'a' }),
  priority: pick(0, 0, 10, -5, 100),
  grace: pick(0, 30),
  image: pick('app:1', 'big'),
  claim: pick(undefined, undefined, 'one', 'shared', 'zoned', 'late', 'gone'),
  affinity: rules(term),
  anti: rules(term),
  preferred: rules(fc.tuple(term, fc.integer({ min: 1, max: 100 }), fc.boolean())),
  spread: rules(
    fc.tuple(pick(zone, 'kubernetes.io/hostname'), pick('DoNotSchedule', 'ScheduleAnyway'), pick(1, 2)),
  ),
  copies: fc.integer({ min: 1, max: 4 }),
})
type Template = typeof template extends fc.Arbitrary<infer T> ? T : never

const step = fc.oneof(
  { weight: 3, arbitrary: fc.nat(20).map((value) => ({ kind: 'create' as const, value })) },
  { weight: 1, arbitrary: fc.nat(20).map((value) => ({ kind: 'delete' as const, value })) },
  { weight: 1, arbitrary: fc.nat(20).map((value) => ({ kind: 'relabel' as const, value })) },
  { weight: 1, arbitrary: fc.nat(20).map((value) => ({ kind: 'move' as const, value })) },
  { weight: 1, arbitrary: fc.nat(20).map((value) => ({ kind: 'cordon' as const, value })) },
  { weight: 1, arbitrary: fc.nat(20).map((value) => ({ kind: 'reap' as const, value })) },
  { weight: 1, arbitrary: fc.nat(20).map((value) => ({ kind: 'pull' as const, value })) },
  { weight: 1, arbitrary: fc.nat(20).map((value) => ({ kind: 'start' as const, value })) },
  { weight: 1, arbitrary: fc.nat(20).map((value) => ({ kind: 'keep' as const, value })) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

const scenario = fc.record({
  nodes,
  // Few templates, so that pods come again whose like has been placed and has gone.
  templates: fc.array(template, { minLength: 1, maxLength: 3 }),
  steps: fc.array(step, { minLength: 1, maxLength: 12 }),
  between: fc.array(pick(true, true, false), { minLength: 12, maxLength: 12 }),
  profile: pick(0, 0, 1, 2),
})
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never

function makeNode(shape: Scenario['nodes'][number], index: number): Node {
  const { cpu, memory, pods, image } = shape
  const taints = shape.taint ? [{ key: 'k', value: 'v', effect: shape.taint }] : undefined
  const made = node(`node-${index}`, {
    cpu,
    memory,
    pods,
    ...(shape.zone && { labels: { [zone]: shape.zone } }),
    spec: { ...(taints && { taints }), ...(shape.unschedulable && { unschedulable: true }) },
  })
  const images = image ? [{ names: [image], sizeBytes: 700e6 }] : []
  return { ...made, status: { ...made.status, images } }
}

function makeCsiNode(shape: Scenario['nodes'][number], index: number): KubeObject {
  const count = shape.volumes
  const driver = { name: 'disk.example.com', nodeID: 'n', ...(count && { allocatable: { count } }) }
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSINode',
    metadata: { name: `node-${index}` },
    spec: { drivers: [driver] },
  } as KubeObject
}

/** Claims of all sorts: for one pod only, in a zone, still to be bound. That of the name 'gone' does not exist. */
function makeStorage(): KubeObject[] {
  const made = (name: string, mode: string, labels?: object) => [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: `pv-${name}`, labels },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: [mode],
        csi: { driver: 'disk.example.com', volumeHandle: name },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, namespace: 'default' },
      spec: {
        accessModes: [mode],
        resources: { requests: { storage: '1Gi' } },
        ...(name === 'late'
          ? { storageClassName: 'late' }
          : { storageClassName: '', volumeName: `pv-${name}` }),
      },
    },
  ]
  return [
    ...made('one', 'ReadWriteOncePod'),
    ...made('shared', 'ReadWriteMany'),
    ...made('zoned', 'ReadWriteOnce', { [zone]: 'a' }),
    made('late', 'ReadWriteOnce')[1]!,
    {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'late' },
      provisioner: 'disk.example.com',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
  ] as KubeObject[]
}

function makePod(name: string, shape: Template): Pod {
  const { cpu, memory, hostPort, spread } = shape
  const anti = shape.preferred?.[2]
    ? [{ weight: shape.preferred[1], podAffinityTerm: shape.preferred[0] }]
    : undefined
  const near =
    shape.preferred && !anti
      ? [{ weight: shape.preferred[1], podAffinityTerm: shape.preferred[0] }]
      : undefined
  const affinity = {
    podAffinity: {
      ...(shape.affinity && { requiredDuringSchedulingIgnoredDuringExecution: [shape.affinity] }),
      ...(near && { preferredDuringSchedulingIgnoredDuringExecution: near }),
    },
    podAntiAffinity: {
      ...(shape.anti && { requiredDuringSchedulingIgnoredDuringExecution: [shape.anti] }),
      ...(anti && { preferredDuringSchedulingIgnoredDuringExecution: anti }),
    },
  }
  const spec: Partial<PodSpec> = {
    affinity,
    priority: shape.priority,
    terminationGracePeriodSeconds: shape.grace,
    ...(shape.claim && {
      volumes: [{ name: 'v', persistentVolumeClaim: { claimName: shape.claim } }],
    }),
    ...(shape.tolerates && { tolerations: [{ operator: 'Exists' }] }),
    ...(shape.selector && { nodeSelector: shape.selector as Record<string, string> }),
    ...(spread && {
      topologySpreadConstraints: [
        {
          topologyKey: spread[0],
          whenUnsatisfiable: spread[1],
          maxSkew: spread[2],
          labelSelector: { matchLabels: { app: shape.app } },
        },
      ],
    }),
  }
  return pod(name, {
    labels: { app: shape.app },
    requests: { ...(cpu && { cpu }), ...(memory && { memory }) },
    container: {
      image: shape.image,
      ...(hostPort && { ports: [{ containerPort: hostPort, hostPort }] }),
    },
    ...spec,
  })
}

/** Which pods have run for longer counts where victims are chosen. */
function startedAt(minute: number): object {
  return { status: { startTime: `2025-12-31T10:${10 + minute}:00Z` } }
}

/** A disruption budget, which preemption respects where it can. */
async function keepPods(client: World['client'], round: number, value: number): Promise<void> {
  const name = { namespace: 'default', name: `budget-${round}` }
  const selector = { matchLabels: { app: value % 2 ? 'web' : 'db' } }
  const budget = await client.create('PodDisruptionBudget', {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: name,
    spec: { minAvailable: 1, selector },
  })
  const status = { disruptionsAllowed: value % 3, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 }
  await client.update('PodDisruptionBudget', { ...budget, status }, { subresource: 'status' })
}

/** Does to the world what others do. */
async function act(
  { client }: World,
  { kind, value }: Step,
  round: number,
  templates: readonly Template[],
): Promise<void> {
  if (kind === 'create') {
    const shape = templates[value % templates.length]!
    for (let copy = 0; copy < shape.copies; copy++)
      await client.create('Pod', makePod(`p${round}-${copy}`, shape))
    return
  }
  if (kind === 'keep') return keepPods(client, round, value)
  if (kind === 'reap') {
    for (const { metadata } of (await client.list('Pod')).items)
      if (metadata.deletionTimestamp !== undefined)
        await client.delete('Pod', { namespace: 'default', name: metadata.name! }, { gracePeriodSeconds: 0 })
    return
  }
  const { items } = ['cordon', 'move', 'pull'].includes(kind)
    ? await client.list('Node')
    : await client.list('Pod')
  const target = items[value % Math.max(items.length, 1)]
  if (!target) return
  const key = { namespace: target.metadata.namespace ?? '', name: target.metadata.name! }
  if (kind === 'start') await client.patch('Pod', key, 'merge', startedAt(value), { subresource: 'status' })
  if (kind === 'delete') await client.delete('Pod', key, { gracePeriodSeconds: value % 2 ? 0 : 30 })
  if (kind === 'relabel') await client.patch('Pod', key, 'merge', { metadata: { labels: { app: 'db' } } })
  if (kind === 'pull')
    await client.patch(
      'Node',
      key,
      'merge',
      { status: { images: [{ names: ['app:1'], sizeBytes: 900e6 }] } },
      { subresource: 'status' },
    )
  if (kind === 'move') await client.patch('Node', key, 'merge', { metadata: { labels: { [zone]: 'b' } } })
  if (kind === 'cordon')
    await client.patch('Node', key, 'merge', { spec: { unschedulable: value % 2 === 0 } })
}

/** Plays the scenario; gives what had been decided after each run of the scheduler. */
async function play(
  { nodes: shapes, templates, steps, between, profile }: Scenario,
  reuseAnswers: boolean,
  nodeCount = shapes.length,
) {
  const nodes = Array.from({ length: nodeCount }, (_, index) =>
    makeNode(shapes[index % shapes.length]!, index),
  )
  const csiNodes = nodes.map((_, index) => makeCsiNode(shapes[index % shapes.length]!, index))
  const world = await createWorld([namespace('other'), ...makeStorage(), ...csiNodes, ...nodes])
  const scheduler = createScheduler({ ...profilesOf(profiles[profile]!)[0], reuseAnswers })
  const decided: unknown[] = []
  for (const [round, each] of steps.entries()) {
    await act(world, each, round, templates)
    if (!between[round] && round < steps.length - 1) continue
    await world.schedule(scheduler)
    const { items } = await world.client.list('Pod')
    decided.push(
      items.map(({ metadata, spec, status }) => [
        metadata.name,
        spec?.nodeName,
        status?.nominatedNodeName,
        metadata.deletionTimestamp,
        status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message,
      ]),
    )
  }
  return { world, decided }
}

describe('the scheduler, on any cluster', () => {
  it('decides with what it remembers as it does when it reads and asks everything anew', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const [fast, plain] = [await play(given, true), await play(given, false)]
        expect(fast.decided).toEqual(plain.decided)
      }),
      { numRuns: 100 },
    )
  })

  it('does so too where it looks at some of many nodes only', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, fc.integer({ min: 101, max: 300 }), async (given, count) => {
        const [fast, plain] = [await play(given, true, count), await play(given, false, count)]
        expect(fast.decided).toEqual(plain.decided)
      }),
      { numRuns: 15, endOnFailure: true },
    )
  })

  it('leaves no pod waiting that could run', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const { world } = await play(given, true)
        const before = await world.placement()
        await world.retry(createScheduler(profilesOf(profiles[given.profile]!)[0]))
        expect(await world.placement()).toEqual(before)
      }),
      { numRuns: 100 },
    )
  })

  it('never gives away more than a node has, nor a port or a claim of one pod twice', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (given) => {
        const { world } = await play(given, true)
        const { items } = await world.client.list('Pod')
        for (const each of (await world.client.list('Node')).items) {
          const placed = items.filter(({ spec }) => spec?.nodeName === each.metadata.name)
          expectRoom(each, placed)
          const ports = placed.flatMap(({ spec }) =>
            spec!.containers.flatMap((c) => (c.ports ?? []).map((p) => p.hostPort)),
          )
          expect(new Set(ports).size).toBe(ports.length)
          const index = Number(each.metadata.name!.slice('node-'.length))
          const volumes = new Set(placed.flatMap(claimsOf))
          const limit = given.nodes[index]!.volumes ?? Number.POSITIVE_INFINITY
          expect(volumes.size).toBeLessThanOrEqual(limit)
        }
        const exclusive = items.filter((each) => each.spec?.nodeName && claimsOf(each).includes('one'))
        expect(exclusive.length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 60 },
    )
  })
})

function claimsOf({ spec }: Pod): string[] {
  return (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])
}

function expectRoom({ status }: Node, placed: readonly Pod[]): void {
  expect(placed.length).toBeLessThanOrEqual(Number(status?.allocatable?.pods))
  for (const resource of ['cpu', 'memory']) {
    const sum = placed.reduce((total, each) => total + (podRequests(each)[resource] ?? 0), 0)
    expect(sum).toBeLessThanOrEqual(resourceAmount(resource, status?.allocatable?.[resource] ?? '0'))
  }
}
