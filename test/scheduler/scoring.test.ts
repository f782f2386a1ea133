/** Which of several feasible nodes a pod gets, by the arguments of the plugins that score. */
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import type { Node, Pod } from '../../src/generated/types.ts'
import { loadConfiguration, profilesOf } from '../../src/scheduler/config/load.ts'
import type { ProfileConfiguration } from '../../src/scheduler/config/types.ts'
import { createScheduler } from '../../src/scheduler/index.ts'
import { createWorld, node, pod } from './world.ts'

interface Row {
  title: string
  objects: KubeObject[]
  pod: Pod
  profile?: ProfileConfiguration
  node: string | undefined
  says?: string
}

function schedulerOf(profile: ProfileConfiguration) {
  const loaded = loadConfiguration({
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    profiles: [profile],
  })
  if ('problem' in loaded) throw new Error(loaded.problem)
  return createScheduler(profilesOf(loaded.configuration)[0])
}

function run(rows: Row[]): void {
  it.each(rows)('$title', async ({ objects, pod: wanted, node: expected, profile = {}, says }) => {
    const world = await createWorld([...objects, wanted])
    await world.schedule(schedulerOf(profile))
    expect((await world.placement())[wanted.metadata.name!]).toBe(expected)
    if (says !== undefined) expect(await world.message(wanted.metadata.name!)).toBe(says)
  })
}

const on = (placed: Pod, name: string): Pod => ({ ...placed, spec: { ...placed.spec!, nodeName: name } })
const args = (name: string, given: object): ProfileConfiguration => ({
  pluginConfig: [{ name, args: given as Record<string, unknown> }],
})
const only = (plugin: string, more: ProfileConfiguration = {}): ProfileConfiguration => ({
  ...more,
  plugins: { score: { disabled: [{ name: '*' }], enabled: [{ name: plugin }] } },
})
const half = on(pod('q', { requests: { cpu: '2', memory: '4Gi' } }), 'a')

describe('NodeResourcesFit', () => {
  const strategy = (scoringStrategy: object) =>
    only('NodeResourcesFit', args('NodeResourcesFit', { scoringStrategy }))
  const gpu = 'example.com/gpu'
  run([
    {
      title: 'spreads by LeastAllocated',
      objects: [node('a'), node('b'), half],
      pod: pod('p', { requests: { cpu: '1' } }),
      profile: strategy({ type: 'LeastAllocated' }),
      node: 'b',
    },
    {
      title: 'packs by MostAllocated',
      objects: [node('a'), node('b'), half],
      pod: pod('p', { requests: { cpu: '1' } }),
      profile: strategy({ type: 'MostAllocated' }),
      node: 'a',
    },
    {
      title: 'goes by the resources that are named, as they weigh',
      objects: [node('a', { cpu: '8', memory: '2Gi' }), node('b', { cpu: '2', memory: '32Gi' })],
      pod: pod('p', { requests: { cpu: '1', memory: '1Gi' } }),
      profile: strategy({
        type: 'LeastAllocated',
        resources: [
          { name: 'cpu', weight: 9 },
          { name: 'memory', weight: 1 },
        ],
      }),
      node: 'a',
    },
    {
      title: 'goes by extended resources for pods that ask for them',
      objects: [node('a', { [gpu]: '8' }), node('b', { [gpu]: '2' })],
      pod: pod('p', { requests: { [gpu]: '1' } }),
      profile: strategy({ type: 'MostAllocated', resources: [{ name: gpu, weight: 1 }] }),
      node: 'b',
    },
    {
      title: 'packs by a shape that rises',
      objects: [node('a'), node('b'), half],
      pod: pod('p', { requests: { cpu: '1', memory: '1Gi' } }),
      profile: strategy({
        type: 'RequestedToCapacityRatio',
        requestedToCapacityRatio: {
          shape: [
            { utilization: 0, score: 0 },
            { utilization: 100, score: 10 },
          ],
        },
      }),
      node: 'a',
    },
    {
      title: 'spreads by a shape that falls',
      objects: [node('a'), node('b'), half],
      pod: pod('p', { requests: { cpu: '1', memory: '1Gi' } }),
      profile: strategy({
        type: 'RequestedToCapacityRatio',
        requestedToCapacityRatio: {
          shape: [
            { utilization: 0, score: 10 },
            { utilization: 100, score: 0 },
          ],
        },
      }),
      node: 'b',
    },
    {
      title: 'does not look at ignored resources',
      objects: [node('a')],
      pod: pod('p', { requests: { [gpu]: '1' } }),
      profile: args('NodeResourcesFit', { ignoredResources: [gpu] }),
      node: 'a',
    },
    {
      title: 'does not look at ignored groups of resources',
      objects: [node('a')],
      pod: pod('p', { requests: { [gpu]: '1' } }),
      profile: args('NodeResourcesFit', { ignoredResourceGroups: ['example.com'] }),
      node: 'a',
    },
    {
      title: 'adds sidecars to what runs, and the largest init container besides those before it',
      objects: [node('a')],
      pod: pod('p', {
        requests: { cpu: '1' },
        initContainers: [
          { name: 's', image: 'x', restartPolicy: 'Always', resources: { requests: { cpu: '1' } } },
          { name: 'i', image: 'x', resources: { requests: { cpu: '3001m' } } },
        ],
      }),
      node: undefined,
      says: '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    },
    {
      title: 'goes by requests of the whole pod where there are some',
      objects: [node('a')],
      pod: pod('p', { requests: { cpu: '1' }, resources: { requests: { cpu: '5' } } }),
      node: undefined,
    },
    {
      title: 'always looks at cpu',
      objects: [node('a')],
      pod: pod('p', { requests: { cpu: '5' } }),
      profile: args('NodeResourcesFit', { ignoredResources: ['cpu'] }),
      node: undefined,
    },
  ])
})

describe('NodeResourcesBalancedAllocation', () => {
  const skewed = on(pod('q', { requests: { cpu: '3' } }), 'a')
  run([
    {
      title: 'goes where cpu and memory come into balance',
      objects: [node('a'), node('b'), skewed],
      pod: pod('p', { requests: { memory: '6Gi' } }),
      profile: only('NodeResourcesBalancedAllocation'),
      node: 'a',
    },
    {
      title: 'looks at three resources if it is told to',
      objects: [
        node('a', { 'example.com/gpu': '4' }),
        node('b', { 'example.com/gpu': '4' }),
        on(pod('q', { requests: { cpu: '2', memory: '4Gi' } }), 'a'),
      ],
      pod: pod('p', { requests: { 'example.com/gpu': '2' } }),
      profile: only(
        'NodeResourcesBalancedAllocation',
        args('NodeResourcesBalancedAllocation', {
          resources: ['cpu', 'memory', 'example.com/gpu'].map((name) => ({ name, weight: 1 })),
        }),
      ),
      node: 'a',
    },
  ])
})

describe('ImageLocality', () => {
  const MB = 1024 * 1024
  const holding = (name: string, images: Record<string, number>): Node => {
    const shape = node(name)
    const list = Object.entries(images).map(([image, size]) => ({ names: [image], sizeBytes: size * MB }))
    return { ...shape, status: { ...shape.status, images: list } }
  }
  const running = (image: string) => pod('p', { container: { image } })
  run([
    {
      title: 'goes where the image is',
      objects: [node('a'), holding('b', { 'big:1': 900 }), node('c')],
      pod: running('big:1'),
      profile: only('ImageLocality'),
      node: 'b',
    },
    {
      title: 'takes a missing tag for latest',
      objects: [node('a'), holding('b', { 'big:latest': 900 })],
      pod: running('big'),
      profile: only('ImageLocality'),
      node: 'b',
    },
    {
      title: 'counts images that many nodes have for more',
      objects: [
        holding('a', { 'one:1': 500 }),
        holding('b', { 'two:1': 500 }),
        holding('c', { 'two:1': 500 }),
        node('d', { cpu: '8' }),
      ].map((each) => (each.metadata.name === 'c' ? { ...each, spec: { unschedulable: true } } : each)),
      pod: pod('p', {
        container: { image: 'one:1' },
        initContainers: [{ name: 'i', image: 'two:1' }],
      }),
      profile: only('ImageLocality'),
      node: 'b',
    },
  ])
})

describe('NodeAffinity', () => {
  const required = (key: string) => ({
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'Exists' }] }],
    },
  })
  const preferred = (key: string, weight: number) => ({
    preferredDuringSchedulingIgnoredDuringExecution: [
      { weight, preference: { matchExpressions: [{ key, operator: 'Exists' }] } },
    ],
  })
  run([
    {
      title: 'holds all pods of the profile to the added affinity',
      objects: [node('a')],
      pod: pod('p'),
      profile: args('NodeAffinity', { addedAffinity: required('fast') }),
      node: undefined,
      says: "0/1 nodes are available: 1 node(s) didn't match scheduler-enforced node affinity. no new claims to deallocate, preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.",
    },
    {
      title: 'wants both it and that of the pod',
      objects: [
        node('a', { labels: { fast: '' } }),
        node('b', { labels: { d: 's' } }),
        node('c', { labels: { fast: '', d: 's' } }),
      ],
      pod: pod('p', { nodeSelector: { d: 's' } }),
      profile: args('NodeAffinity', { addedAffinity: required('fast') }),
      node: 'c',
    },
    {
      title: 'adds up preferences of both',
      objects: [node('a', { labels: { x: '' } }), node('b', { labels: { y: '' } })],
      pod: pod('p', { affinity: { nodeAffinity: preferred('x', 10) } }),
      profile: args('NodeAffinity', { addedAffinity: preferred('y', 90) }),
      node: 'b',
    },
  ])
})

describe('InterPodAffinity', () => {
  const HOST = 'kubernetes.io/hostname'
  const term = (app: string) => ({ labelSelector: { matchLabels: { app } }, topologyKey: HOST })
  const friend = on(
    pod('friend', {
      affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('web')] } },
      labels: { app: 'web' },
    }),
    'a',
  )
  const fan = on(
    pod('fan', {
      affinity: {
        podAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 50, podAffinityTerm: term('web') }],
        },
      },
    }),
    'b',
  )
  run([
    {
      title: 'follows preferences of others rather than what they require',
      objects: [node('a'), node('b'), friend, fan],
      pod: pod('p', { labels: { app: 'web' } }),
      profile: only('InterPodAffinity'),
      node: 'b',
    },
    {
      title: 'weighs what others require as it is told',
      objects: [node('a'), node('b'), friend, fan],
      pod: pod('p', { labels: { app: 'web' } }),
      profile: only('InterPodAffinity', args('InterPodAffinity', { hardPodAffinityWeight: 100 })),
      node: 'a',
    },
    {
      title: 'wants values that are its own by matchLabelKeys',
      objects: [
        node('a'),
        node('b'),
        on(pod('old', { labels: { app: 'web', rev: '1' } }), 'a'),
        on(pod('new', { labels: { app: 'web', rev: '2' } }), 'b'),
      ],
      pod: pod('p', {
        labels: { app: 'web', rev: '2' },
        affinity: {
          podAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ ...term('web'), matchLabelKeys: ['rev'] }],
          },
        },
      }),
      node: 'b',
    },
    {
      title: 'wants values that are not its own by mismatchLabelKeys',
      objects: [
        node('a'),
        node('b'),
        on(pod('mine', { labels: { app: 'web', tenant: 'x' } }), 'a'),
        on(pod('theirs', { labels: { app: 'web', tenant: 'y' } }), 'b'),
      ],
      pod: pod('p', {
        labels: { app: 'web', tenant: 'x' },
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { ...term('web'), mismatchLabelKeys: ['tenant'] },
            ],
          },
        },
      }),
      node: 'a',
    },
  ])
})

describe('PodTopologySpread', () => {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  } as KubeObject
  const web = { labels: { app: 'web' } }
  const list = (whenUnsatisfiable: string, maxSkew = 1) =>
    args('PodTopologySpread', {
      defaultingType: 'List',
      defaultConstraints: [{ maxSkew, topologyKey: 'rack', whenUnsatisfiable }],
    })
  const racks = [node('a', { labels: { rack: 'a' } }), node('b', { labels: { rack: 'b' } })]
  run([
    {
      title: 'spreads the pods of a service by default, softly',
      objects: [...racks, service, on(pod('q', web), 'a')],
      pod: pod('p', web),
      profile: only('PodTopologySpread'),
      node: 'b',
    },
    {
      title: 'holds to default constraints that are given',
      objects: [
        node('a', { labels: { rack: 'a' } }),
        node('b', { labels: { rack: 'b' }, spec: { unschedulable: true } }),
        service,
        on(pod('q', web), 'a'),
      ],
      pod: pod('p', web),
      profile: list('DoNotSchedule'),
      node: undefined,
      says: "0/2 nodes are available: 1 node(s) didn't match pod topology spread constraints, 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.",
    },
    {
      title: 'has no default constraints where the list is empty',
      objects: [
        ...racks,
        service,
        on(pod('q', { ...web, requests: { cpu: '1' } }), 'b'),
        on(pod('r', { requests: { cpu: '3' } }), 'a'),
      ],
      pod: pod('p', web),
      profile: {
        ...args('PodTopologySpread', { defaultingType: 'List' }),
        plugins: {
          score: {
            disabled: [{ name: '*' }],
            enabled: [{ name: 'PodTopologySpread' }, { name: 'NodeResourcesFit' }],
          },
        },
      },
      node: 'b',
    },
    {
      title: 'does not count nodes that the taints keep the pod off, with nodeTaintsPolicy Honor',
      objects: [
        node('a', { labels: { rack: 'a' } }),
        node('b', { labels: { rack: 'b' }, spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } }),
        on(pod('q', web), 'a'),
      ],
      pod: pod('p', {
        ...web,
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'rack',
            whenUnsatisfiable: 'DoNotSchedule',
            nodeTaintsPolicy: 'Honor',
            labelSelector: { matchLabels: { app: 'web' } },
          },
        ],
      }),
      node: 'a',
    },
    {
      title: 'counts only pods of the same revision, with matchLabelKeys',
      objects: [...racks, on(pod('q', { labels: { app: 'web', rev: '1' } }), 'a')],
      pod: pod('p', {
        labels: { app: 'web', rev: '2' },
        nodeSelector: { rack: 'a' },
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'rack',
            whenUnsatisfiable: 'DoNotSchedule',
            nodeAffinityPolicy: 'Ignore',
            matchLabelKeys: ['rev'],
            labelSelector: { matchLabels: { app: 'web' } },
          },
        ],
      }),
      node: 'a',
    },
    {
      title: 'counts nodes that the pod does not select, with nodeAffinityPolicy Ignore',
      objects: [...racks, on(pod('q', web), 'a')],
      pod: pod('p', {
        ...web,
        nodeSelector: { rack: 'a' },
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'rack',
            whenUnsatisfiable: 'DoNotSchedule',
            nodeAffinityPolicy: 'Ignore',
            labelSelector: { matchLabels: { app: 'web' } },
          },
        ],
      }),
      node: undefined,
    },
  ])
})

describe('weights', () => {
  run([
    {
      title: 'make a plugin count more than others',
      objects: [node('a', { labels: { x: '' } }), node('b'), half],
      pod: pod('p', {
        requests: { cpu: '1' },
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 1, preference: { matchExpressions: [{ key: 'x', operator: 'Exists' }] } },
            ],
          },
        },
      }),
      profile: { plugins: { multiPoint: { enabled: [{ name: 'NodeResourcesFit', weight: 100 }] } } },
      node: 'b',
    },
    {
      title: 'of one point go before those of all points',
      objects: [node('a'), node('b'), half],
      pod: pod('p', { requests: { cpu: '1' } }),
      profile: {
        plugins: { score: { enabled: [{ name: 'NodeResourcesFit', weight: 100 }] } },
        ...args('NodeResourcesFit', { scoringStrategy: { type: 'MostAllocated' } }),
      },
      node: 'a',
    },
  ])
})

describe('plugins that are disabled', () => {
  run([
    {
      title: 'at one point no longer filter',
      objects: [node('a', { spec: { taints: [{ key: 'k', effect: 'NoSchedule' }] } })],
      pod: pod('p'),
      profile: { plugins: { filter: { disabled: [{ name: 'TaintToleration' }] } } },
      node: 'a',
    },
    {
      title: 'everywhere no longer do anything',
      objects: [node('a'), on(pod('low', { requests: { cpu: '4' } }), 'a')],
      pod: pod('p', { priority: 9, requests: { cpu: '1' } }),
      profile: { plugins: { multiPoint: { disabled: [{ name: 'DefaultPreemption' }] } } },
      node: undefined,
      says: '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate',
    },
    {
      title: 'leave the order of the others to the profile',
      objects: [
        node('a', { spec: { unschedulable: true } }),
        on(pod('low', { requests: { cpu: '4' } }), 'a'),
      ],
      pod: pod('p', { requests: { cpu: '1' } }),
      profile: {
        plugins: {
          filter: { enabled: [{ name: 'NodeResourcesFit' }] },
          postFilter: { disabled: [{ name: '*' }] },
        },
      },
      node: undefined,
      says: '0/1 nodes are available: 1 Insufficient cpu.',
    },
  ])
})
