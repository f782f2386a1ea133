/** What each plugin lets pass, and what it says where it does not: one row a case, through the whole scheduler. */
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import type { Pod, PodSpec } from '../../src/generated/types.ts'
import { createWorld, namespace, node, pod } from './world.ts'

interface Row {
  title: string
  objects: KubeObject[]
  pod: Pod
  /** The node that the pod gets. */
  node?: string
  /** What is said where it gets none. */
  says?: string
}

const helpless =
  'no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.'
const noVictims =
  'no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.'

function run(rows: Row[]): void {
  it.each(rows)('$title', async ({ objects, pod: wanted, node: expected, says }) => {
    const world = await createWorld([...objects, wanted])
    await world.schedule()
    expect((await world.placement())[wanted.metadata.name!]).toBe(expected)
    if (says !== undefined) expect(await world.message(wanted.metadata.name!)).toBe(says)
  })
}

const on = (placed: Pod, name: string): Pod => ({ ...placed, spec: { ...placed.spec!, nodeName: name } })
const affinity = (match: Record<string, string>, topologyKey: string, more: object = {}) => [
  { labelSelector: { matchLabels: match }, topologyKey, ...more },
]

describe('NodeUnschedulable', () => {
  run([
    {
      title: 'keeps pods off a cordoned node',
      objects: [node('a', { spec: { unschedulable: true } })],
      pod: pod('p'),
      says: `0/1 nodes are available: 1 node(s) were unschedulable. ${helpless}`,
    },
    {
      title: 'lets pods onto it that tolerate the taint',
      objects: [node('a', { spec: { unschedulable: true } })],
      pod: pod('p', { tolerations: [{ key: 'node.kubernetes.io/unschedulable', operator: 'Exists' }] }),
      node: 'a',
    },
  ])
})

describe('TaintToleration', () => {
  const tainted = (effect: string) => node('a', { spec: { taints: [{ key: 'k', value: 'v', effect }] } })
  const says = `0/1 nodes are available: 1 node(s) had untolerated taint(s). ${helpless}`
  run([
    { title: 'keeps pods off NoSchedule', objects: [tainted('NoSchedule')], pod: pod('p'), says },
    { title: 'keeps pods off NoExecute', objects: [tainted('NoExecute')], pod: pod('p'), says },
    {
      title: 'lets pods onto PreferNoSchedule',
      objects: [tainted('PreferNoSchedule')],
      pod: pod('p'),
      node: 'a',
    },
    {
      title: 'prefers a node without PreferNoSchedule',
      objects: [tainted('PreferNoSchedule'), node('b')],
      pod: pod('p'),
      node: 'b',
    },
    {
      title: 'asks for the value with Equal',
      objects: [tainted('NoSchedule')],
      pod: pod('p', { tolerations: [{ key: 'k', operator: 'Equal', value: 'w' }] }),
      says,
    },
    {
      title: 'takes any value with Exists',
      objects: [tainted('NoSchedule')],
      pod: pod('p', { tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoSchedule' }] }),
      node: 'a',
    },
    {
      title: 'takes any taint with Exists and no key',
      objects: [tainted('NoExecute')],
      pod: pod('p', { tolerations: [{ operator: 'Exists' }] }),
      node: 'a',
    },
    {
      title: 'minds the effect',
      objects: [tainted('NoExecute')],
      pod: pod('p', { tolerations: [{ key: 'k', operator: 'Exists', effect: 'NoSchedule' }] }),
      says,
    },
  ])
})

describe('NodeAffinity', () => {
  const says = `0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. ${helpless}`
  const required = (matchExpressions: object[], matchFields?: object[]) => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions, ...(matchFields && { matchFields }) }],
        },
      },
    } as NonNullable<PodSpec['affinity']>,
  })
  const five = [node('a', { labels: { n: '5' } })]
  run([
    {
      title: 'wants the labels of nodeSelector',
      objects: [node('a')],
      pod: pod('p', { nodeSelector: { d: 's' } }),
      says,
    },
    {
      title: 'is content with them',
      objects: [node('a'), node('b', { labels: { d: 's' } })],
      pod: pod('p', { nodeSelector: { d: 's' } }),
      node: 'b',
    },
    {
      title: 'looks at no other nodes than those that are named',
      objects: [node('a'), node('b'), node('c', { spec: { unschedulable: true } })],
      pod: pod('p', required([], [{ key: 'metadata.name', operator: 'In', values: ['c'] }])),
      says: `0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. ${helpless.replace('0/1', '0/3').replace(': 1 ', ': 3 ')}`,
    },
    {
      title: 'compares with Gt',
      objects: five,
      pod: pod('p', required([{ key: 'n', operator: 'Gt', values: ['4'] }])),
      node: 'a',
    },
    {
      title: 'compares with Lt',
      objects: five,
      pod: pod('p', required([{ key: 'n', operator: 'Lt', values: ['5'] }])),
      says,
    },
    {
      title: 'takes a missing label for NotIn',
      objects: [node('a')],
      pod: pod('p', required([{ key: 'n', operator: 'NotIn', values: ['5'] }])),
      node: 'a',
    },
    {
      title: 'wants presence with Exists',
      objects: [node('a')],
      pod: pod('p', required([{ key: 'n', operator: 'Exists' }])),
      says,
    },
    {
      title: 'wants absence with DoesNotExist',
      objects: five,
      pod: pod('p', required([{ key: 'n', operator: 'DoesNotExist' }])),
      says,
    },
    {
      title: 'finds a node by matchFields',
      objects: [node('a'), node('b'), node('c')],
      pod: pod('p', required([], [{ key: 'metadata.name', operator: 'In', values: ['b'] }])),
      node: 'b',
    },
    {
      title: 'says so of all other nodes where the named one is missing',
      objects: [node('a')],
      pod: pod('p', required([], [{ key: 'metadata.name', operator: 'In', values: ['z'] }])),
      says: `0/1 nodes are available: 1 node(s) didn't satisfy plugin(s) [NodeAffinity]. ${helpless}`,
    },
    {
      title: 'goes by the weights of preferences',
      objects: [node('a', { labels: { x: '1' } }), node('b', { labels: { y: '1' } })],
      pod: pod('p', {
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 10, preference: { matchExpressions: [{ key: 'x', operator: 'Exists' }] } },
              { weight: 90, preference: { matchExpressions: [{ key: 'y', operator: 'Exists' }] } },
            ],
          },
        },
      }),
      node: 'b',
    },
  ])
})

describe('NodePorts', () => {
  const port = (hostPort: number, more: object = {}) => ({
    container: { ports: [{ containerPort: 80, hostPort, ...more }] },
  })
  const says = `0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. ${noVictims}`
  run([
    { title: 'gives a free port', objects: [node('a')], pod: pod('p', port(80)), node: 'a' },
    {
      title: 'does not give a port twice',
      objects: [node('a'), on(pod('q', port(80)), 'a')],
      pod: pod('p', port(80)),
      says,
    },
    {
      title: 'tells protocols apart',
      objects: [node('a'), on(pod('q', port(80, { protocol: 'UDP' })), 'a')],
      pod: pod('p', port(80)),
      node: 'a',
    },
    {
      title: 'tells addresses apart',
      objects: [node('a'), on(pod('q', port(80, { hostIP: '10.0.0.1' })), 'a')],
      pod: pod('p', port(80, { hostIP: '10.0.0.2' })),
      node: 'a',
    },
    {
      title: 'knows that the wildcard address meets all',
      objects: [node('a'), on(pod('q', port(80, { hostIP: '10.0.0.1' })), 'a')],
      pod: pod('p', port(80)),
      says,
    },
  ])
})

describe('NodeResourcesFit', () => {
  const full = (requests: Record<string, string>) => on(pod('q', { requests }), 'a')
  run([
    {
      title: 'fills a node to the last',
      objects: [node('a'), full({ cpu: '3' })],
      pod: pod('p', { requests: { cpu: '1' } }),
      node: 'a',
    },
    {
      title: 'says which resource is short',
      objects: [node('a'), full({ cpu: '3' })],
      pod: pod('p', { requests: { cpu: '1001m' } }),
      says: `0/1 nodes are available: 1 Insufficient cpu. ${noVictims}`,
    },
    {
      title: 'knows what no preemption can help',
      objects: [node('a')],
      pod: pod('p', { requests: { cpu: '5', memory: '9Gi' } }),
      says: `0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. ${helpless}`,
    },
    {
      title: 'counts pods',
      objects: [node('a', { pods: '1' }), full({})],
      pod: pod('p'),
      says: `0/1 nodes are available: 1 Too many pods. ${noVictims}`,
    },
    {
      title: 'counts extended resources',
      objects: [node('a', { 'example.com/gpu': '1' }), full({ 'example.com/gpu': '1' })],
      pod: pod('p', { requests: { 'example.com/gpu': '1' } }),
      says: `0/1 nodes are available: 1 Insufficient example.com/gpu. ${noVictims}`,
    },
    {
      title: 'takes the largest init container',
      objects: [node('a')],
      pod: pod('p', { initContainers: [{ name: 'i', image: 'x', resources: { requests: { cpu: '5' } } }] }),
      says: `0/1 nodes are available: 1 Insufficient cpu. ${helpless}`,
    },
    {
      title: 'adds overhead',
      objects: [node('a')],
      pod: pod('p', { requests: { cpu: '4' }, overhead: { cpu: '1m' } }),
      says: `0/1 nodes are available: 1 Insufficient cpu. ${helpless}`,
    },
    {
      title: 'prefers the emptier node',
      objects: [node('a'), node('b'), full({ cpu: '2', memory: '4Gi' })],
      pod: pod('p', { requests: { cpu: '1', memory: '2Gi' } }),
      node: 'b',
    },
  ])
})

describe('InterPodAffinity', () => {
  const zones = [
    node('a1', { labels: { zone: 'a' } }),
    node('a2', { labels: { zone: 'a' } }),
    node('b1', { labels: { zone: 'b' } }),
  ]
  const near = (terms: object[]) =>
    ({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } }) as object
  const away = (terms: object[]) =>
    ({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } } }) as object
  const web = { labels: { app: 'web' } }
  run([
    {
      title: 'goes to the zone of the others',
      objects: [...zones, on(pod('q', web), 'b1')],
      pod: pod('p', near(affinity({ app: 'web' }, 'zone'))),
      node: 'b1',
    },
    {
      title: 'finds nothing to be near to',
      objects: [node('a')],
      pod: pod('p', near(affinity({ app: 'web' }, 'kubernetes.io/hostname'))),
      says: `0/1 nodes are available: 1 node(s) didn't match pod affinity rules. ${helpless}`,
    },
    {
      title: 'lets the first of a group be near to itself',
      objects: [node('a')],
      pod: pod('p', { ...web, ...near(affinity({ app: 'web' }, 'kubernetes.io/hostname')) }),
      node: 'a',
    },
    {
      title: 'never takes a node without the label',
      objects: [node('a')],
      pod: pod('p', { ...web, ...near(affinity({ app: 'web' }, 'zone')) }),
      says: `0/1 nodes are available: 1 node(s) didn't match pod affinity rules. ${helpless}`,
    },
    {
      title: 'stays out of the zone of others',
      objects: [...zones, on(pod('q', web), 'a1')],
      pod: pod('p', away(affinity({ app: 'web' }, 'zone'))),
      node: 'b1',
    },
    {
      title: 'says that it must stay away',
      objects: [node('a'), on(pod('q', web), 'a')],
      pod: pod('p', away(affinity({ app: 'web' }, 'kubernetes.io/hostname'))),
      says: `0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules. ${noVictims}`,
    },
    {
      title: 'is kept away by those that are there',
      objects: [node('a'), on(pod('q', away(affinity({ app: 'web' }, 'kubernetes.io/hostname'))), 'a')],
      pod: pod('p', web),
      says: `0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules. ${noVictims}`,
    },
    {
      title: 'minds only its own namespace',
      objects: [namespace('other'), node('a'), on(pod('q', { ...web, namespace: 'other' }), 'a')],
      pod: pod('p', away(affinity({ app: 'web' }, 'kubernetes.io/hostname'))),
      node: 'a',
    },
    {
      title: 'minds the namespaces that it names',
      objects: [namespace('other'), node('a'), on(pod('q', { ...web, namespace: 'other' }), 'a')],
      pod: pod('p', away(affinity({ app: 'web' }, 'kubernetes.io/hostname', { namespaces: ['other'] }))),
      says: `0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules. ${noVictims}`,
    },
    {
      title: 'finds namespaces by their labels',
      objects: [
        namespace('other', { team: 'x' }),
        node('a'),
        on(pod('q', { ...web, namespace: 'other' }), 'a'),
      ],
      pod: pod(
        'p',
        away(
          affinity({ app: 'web' }, 'kubernetes.io/hostname', {
            namespaceSelector: { matchLabels: { team: 'x' } },
          }),
        ),
      ),
      says: `0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules. ${noVictims}`,
    },
    {
      title: 'wants all terms at once',
      objects: [...zones, on(pod('q', { labels: { app: 'web', tier: 'x' } }), 'b1'), on(pod('r', web), 'a1')],
      pod: pod('p', near([...affinity({ app: 'web' }, 'zone'), ...affinity({ tier: 'x' }, 'zone')])),
      node: 'b1',
    },
    {
      title: 'goes by preferences, its own and those of others',
      objects: [
        ...zones,
        on(
          pod('q', {
            affinity: {
              podAntiAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                  { weight: 100, podAffinityTerm: affinity({ app: 'web' }, 'zone')[0]! },
                ],
              },
            },
          }),
          'a1',
        ),
      ],
      pod: pod('p', web),
      node: 'b1',
    },
  ])
})

describe('PodTopologySpread', () => {
  const spread = (topologyKey: string, more: object = {}) => ({
    labels: { app: 'web' },
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey,
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'web' } },
        ...more,
      },
    ],
  })
  const web = { labels: { app: 'web' } }
  const zones = [node('a1', { labels: { zone: 'a' } }), node('b1', { labels: { zone: 'b' }, cpu: '1' })]
  run([
    {
      title: 'goes to the zone with fewer',
      objects: [...zones, on(pod('q', web), 'a1')],
      pod: pod('p', spread('zone')),
      node: 'b1',
    },
    {
      title: 'would rather not run than skew',
      objects: [...zones, on(pod('q', web), 'a1')],
      pod: pod('p', { ...spread('zone'), requests: { cpu: '2' } }),
      says:
        "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match pod topology spread constraints. " +
        'no new claims to deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.',
    },
    {
      title: 'takes no node without the label',
      objects: [node('a')],
      pod: pod('p', spread('nosuch')),
      says: `0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints (missing required label). ${helpless}`,
    },
    {
      title: 'counts the least as zero below minDomains',
      objects: [node('a', { labels: { zone: 'a' } }), on(pod('q', web), 'a')],
      pod: pod('p', spread('zone', { minDomains: 2 })),
      says: `0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints. ${noVictims}`,
    },
    {
      title: 'does not count domains that the pod cannot go to',
      objects: [...zones, on(pod('q', web), 'a1')],
      pod: pod('p', { ...spread('zone'), nodeSelector: { zone: 'a' } }),
      node: 'a1',
    },
    {
      title: 'scores where it need not hold',
      objects: [
        node('a', { labels: { zone: 'a' } }),
        node('b', { labels: { zone: 'b' } }),
        on(pod('q', web), 'a'),
        on(pod('r', web), 'b'),
        on(pod('s', web), 'b'),
      ],
      pod: pod('p', spread('zone', { whenUnsatisfiable: 'ScheduleAnyway' })),
      node: 'a',
    },
  ])
})

describe('VolumeBinding', () => {
  const volumes = { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] }
  const claim = (spec: object = {}): KubeObject =>
    ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'data', namespace: 'default' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    }) as KubeObject
  const volume = (name: string, zone: string): KubeObject =>
    ({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        hostPath: { path: '/x' },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'zone', operator: 'In', values: [zone] }] }],
          },
        },
      },
    }) as KubeObject
  run([
    {
      title: 'misses a claim',
      objects: [node('a')],
      pod: pod('p', volumes),
      says: `0/1 nodes are available: persistentvolumeclaim "data" not found. not found`,
    },
    {
      title: 'waits for a claim that is bound at once',
      objects: [node('a'), claim({ storageClassName: '' })],
      pod: pod('p', volumes),
      says: `0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found`,
    },
    {
      title: 'goes where the volume is',
      objects: [
        node('a'),
        node('b', { labels: { zone: 'b' } }),
        volume('v', 'b'),
        claim({ storageClassName: '', volumeName: 'v' }),
      ],
      pod: pod('p', volumes),
      node: 'b',
    },
    {
      title: 'cannot go where the volume is not',
      objects: [node('a'), volume('v', 'b'), claim({ storageClassName: '', volumeName: 'v' })],
      pod: pod('p', volumes),
      says: `0/1 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity. ${helpless}`,
    },
  ])

  it('tells a claim that waits for its first consumer which node that has', async () => {
    const late = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'late' },
      provisioner: 'example.com/x',
      volumeBindingMode: 'WaitForFirstConsumer',
    } as KubeObject
    const world = await createWorld([node('a'), late, claim({ storageClassName: 'late' }), pod('p', volumes)])
    await world.schedule()
    const name = { namespace: 'default', name: 'data' }
    const found = await world.client.get('PersistentVolumeClaim', name)
    expect(found.metadata.annotations).toMatchObject({ 'volume.kubernetes.io/selected-node': 'a' })
    expect(await world.placement()).toEqual({ p: undefined })

    await world.client.create('PersistentVolume', {
      ...volume('made', 'x'),
      spec: { ...(volume('made', 'x') as never as { spec: object }).spec, nodeAffinity: undefined },
    } as never)
    await world.client.patch('PersistentVolumeClaim', name, 'merge', { spec: { volumeName: 'made' } })
    await world.schedule()
    expect(await world.placement()).toEqual({ p: 'a' })
  })
})
