/** What a KubeSchedulerConfiguration may say, what it becomes, and what is said of a faulty one. */
import { describe, expect, it } from 'vitest'
import { loadConfiguration, profilesOf } from '../../src/scheduler/config/load.ts'
import { createScheduler } from '../../src/scheduler/index.ts'
import { defaultPlugins } from '../../src/scheduler/plugins/index.ts'
import { createWorld, node, pod } from './world.ts'

const head = { apiVersion: 'kubescheduler.config.k8s.io/v1', kind: 'KubeSchedulerConfiguration' }
const profile = (given: object) => ({ ...head, profiles: [given] })
const args = (name: string, given: object) => profile({ pluginConfig: [{ name, args: given }] })
const byStrategy = (scoringStrategy: object) => args('NodeResourcesFit', { scoringStrategy })
const ARGS = 'profiles[0].pluginConfig[0].args'

function load(given: object) {
  const loaded = loadConfiguration(given)
  if ('problem' in loaded) throw new Error(loaded.problem)
  return loaded.configuration
}

const problems: [title: string, given: object, problem: string][] = [
  [
    'another version',
    { ...head, apiVersion: 'kubescheduler.config.k8s.io/v1beta3' },
    'no kind "KubeSchedulerConfiguration" is registered for version "kubescheduler.config.k8s.io/v1beta3": a KubeSchedulerConfiguration of kubescheduler.config.k8s.io/v1 is wanted',
  ],
  ['an unknown field', { ...head, profilez: [] }, 'strict decoding error: unknown field "profilez"'],
  [
    'an unknown point',
    profile({ plugins: { scores: {} } }),
    'strict decoding error: unknown field "profiles[0].plugins.scores"',
  ],
  [
    'an unknown argument',
    args('NodeResourcesFit', { strategy: {} }),
    `strict decoding error: unknown field "${ARGS}.strategy"`,
  ],
  [
    'a value of another type',
    { ...head, percentageOfNodesToScore: 'all' },
    'percentageOfNodesToScore: Invalid value: "all": must be of type integer',
  ],
  [
    'an argument of another type',
    args('InterPodAffinity', { hardPodAffinityWeight: '5' }),
    `${ARGS}.hardPodAffinityWeight: Invalid value: "5": must be of type integer`,
  ],
  [
    'a plugin that does not exist',
    profile({ plugins: { score: { enabled: [{ name: 'NodeAffinity' }, { name: 'Magic' }] } } }),
    'profiles[0].plugins.score.enabled[1]: Not found: "Magic"',
  ],
  [
    'the arguments of a plugin that does not exist',
    args('Magic', {}),
    'profiles[0].pluginConfig[0].name: Not found: "Magic"',
  ],
  [
    'a plugin at a point that it does not have',
    profile({ plugins: { score: { enabled: [{ name: 'NodePorts' }] } } }),
    'profiles[0].plugins.score.enabled[0]: Invalid value: "NodePorts": plugin "NodePorts" does not extend score plugin',
  ],
  [
    'no plugin that sorts',
    profile({ plugins: { queueSort: { disabled: [{ name: '*' }] } } }),
    'profiles[0].plugins.queueSort: Invalid value: 0: only one queue sort plugin required for profile with scheduler name "default-scheduler", but got 0',
  ],
  [
    'no plugin that binds',
    profile({ plugins: { bind: { disabled: [{ name: 'DefaultBinder' }] } } }),
    'profiles[0].plugins.bind: Invalid value: 0: at least one bind plugin is needed for profile with scheduler name "default-scheduler"',
  ],
  [
    'two profiles of one name',
    { ...head, profiles: [{ schedulerName: 'x' }, { schedulerName: 'x' }] },
    'profiles[1].schedulerName: Duplicate value: "profiles[0].schedulerName"',
  ],
  [
    'one of two profiles without a name',
    { ...head, profiles: [{ schedulerName: 'x' }, {}] },
    'profiles[1].schedulerName: Required value',
  ],
  [
    'too many percent',
    { ...head, percentageOfNodesToScore: 101 },
    'percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]',
  ],
  [
    'a longest back-off below the first',
    { ...head, podInitialBackoffSeconds: 5, podMaxBackoffSeconds: 2 },
    'podMaxBackoffSeconds: Invalid value: 2: must be greater than or equal to PodInitialBackoffSeconds',
  ],
  [
    'extenders',
    { ...head, extenders: [{ urlPrefix: 'x' }] },
    'extenders: Forbidden: no other process can be asked',
  ],
  [
    'a strategy that does not exist',
    byStrategy({ type: 'Fullest' }),
    `${ARGS}.scoringStrategy.type: Unsupported value: "Fullest": supported values: "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"`,
  ],
  [
    'a weight of a resource out of range',
    byStrategy({ type: 'LeastAllocated', resources: [{ name: 'cpu', weight: 101 }] }),
    `${ARGS}.scoringStrategy.resources[0].weight: Invalid value: 101: resource weight of cpu not in valid range (0, 100]`,
  ],
  [
    'a ratio without its shape',
    byStrategy({ type: 'RequestedToCapacityRatio' }),
    `${ARGS}.scoringStrategy.requestedToCapacityRatio: Required value: must be specified when type is RequestedToCapacityRatio`,
  ],
  [
    'a shape that goes back',
    byStrategy({
      type: 'RequestedToCapacityRatio',
      requestedToCapacityRatio: {
        shape: [
          { utilization: 50, score: 0 },
          { utilization: 10, score: 11 },
        ],
      },
    }),
    `[${ARGS}.scoringStrategy.requestedToCapacityRatio.shape[1].utilization: Invalid value: 10: values must be sorted in increasing order, ${ARGS}.scoringStrategy.requestedToCapacityRatio.shape[1].score: Invalid value: 11: not in valid range [0, 10]]`,
  ],
  [
    'a shape for another strategy',
    byStrategy({
      type: 'MostAllocated',
      requestedToCapacityRatio: { shape: [{ utilization: 0, score: 0 }] },
    }),
    `${ARGS}.scoringStrategy.requestedToCapacityRatio: Forbidden: must be nil when type is not RequestedToCapacityRatio`,
  ],
  [
    'a hard weight out of range',
    args('InterPodAffinity', { hardPodAffinityWeight: 101 }),
    `${ARGS}.hardPodAffinityWeight: Invalid value: 101: not in valid range [0, 100]`,
  ],
  [
    'default constraints beside those of the system',
    args('PodTopologySpread', {
      defaultConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
    }),
    `${ARGS}.defaultingType: Invalid value: "System": when .defaultConstraints are not empty`,
  ],
  [
    'a default constraint with a selector, and no skew',
    args('PodTopologySpread', {
      defaultingType: 'List',
      defaultConstraints: [{ maxSkew: 0, topologyKey: 'z', whenUnsatisfiable: 'Never', labelSelector: {} }],
    }),
    `[${ARGS}.defaultConstraints[0].maxSkew: Invalid value: 0: not in valid range (0, inf), ${ARGS}.defaultConstraints[0].whenUnsatisfiable: Unsupported value: "Never": supported values: "DoNotSchedule", "ScheduleAnyway", ${ARGS}.defaultConstraints[0].labelSelector: Forbidden: constraint must not define a selector, as they deduced for each pod]`,
  ],
  [
    'no candidates at all',
    args('DefaultPreemption', { minCandidateNodesPercentage: 0, minCandidateNodesAbsolute: 0 }),
    `[${ARGS}.minCandidateNodesPercentage: Invalid value: 0: cannot be zero at the same time as minCandidateNodesAbsolute, ${ARGS}.minCandidateNodesAbsolute: Invalid value: 0: cannot be zero at the same time as minCandidateNodesPercentage]`,
  ],
  [
    'another weight in balanced allocation',
    args('NodeResourcesBalancedAllocation', { resources: [{ name: 'cpu', weight: 2 }] }),
    `${ARGS}.resources[0].weight: Invalid value: 2: must be 1`,
  ],
  [
    'an added affinity without terms',
    args('NodeAffinity', {
      addedAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } },
    }),
    `${ARGS}.addedAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term`,
  ],
]

describe('a faulty configuration', () => {
  it.each(problems)('is told of: %s', (_title, given, problem) => {
    expect(loadConfiguration(given)).toEqual({ problem })
  })
})

describe('a configuration', () => {
  it('that says nothing has all plugins, in their order and with their weights', () => {
    const [only] = profilesOf(load(head))
    const scored = (plugins: typeof defaultPlugins) =>
      plugins.map(({ plugin, weight }) => [plugin.name, plugin.preScore ? weight : 0])
    expect(only?.profile.schedulerName).toBe('default-scheduler')
    expect(scored(only!.profile.plugins)).toEqual(scored(defaultPlugins))
  })

  it('puts what replaces a default plugin in its place, and others behind', () => {
    const enabled = [{ name: 'TaintToleration', weight: 7 }]
    const [only] = profilesOf(load(profile({ plugins: { multiPoint: { enabled } } })))
    expect(only?.profile.plugins.find(({ plugin }) => plugin.name === 'TaintToleration')?.weight).toBe(7)
    expect(only?.profile.plugins.map(({ plugin }) => plugin.name)).toEqual(
      defaultPlugins.map(({ plugin }) => plugin.name),
    )
  })

  it('keeps only what is enabled with "*" disabled', () => {
    const plugins = {
      multiPoint: {
        disabled: [{ name: '*' }],
        enabled: [{ name: 'PrioritySort' }, { name: 'NodeName' }, { name: 'DefaultBinder' }],
      },
    }
    const [only] = profilesOf(load(profile({ plugins })))
    expect(only?.profile.plugins.map(({ plugin }) => plugin.name)).toEqual([
      'PrioritySort',
      'NodeName',
      'DefaultBinder',
    ])
  })

  it('may disable plugins that only kube-scheduler has', () => {
    const disabled = [{ name: 'GangScheduling' }]
    expect(loadConfiguration(profile({ plugins: { multiPoint: { disabled } } }))).toHaveProperty(
      'configuration',
    )
  })

  it('gives each pod to the scheduler that it names', async () => {
    const pack = {
      schedulerName: 'packer',
      pluginConfig: [{ name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'MostAllocated' } } }],
      plugins: { score: { disabled: [{ name: '*' }], enabled: [{ name: 'NodeResourcesFit' }] } },
    }
    const options = profilesOf(load({ ...head, profiles: [{ schedulerName: 'default-scheduler' }, pack] }))
    const first = pod('first', { requests: { cpu: '1' } })
    const world = await createWorld([
      node('a'),
      node('b'),
      { ...first, spec: { ...first.spec!, nodeName: 'b' } } as never,
      pod('packed', { schedulerName: 'packer', requests: { cpu: '1' } }),
      pod('spread', { requests: { cpu: '1' } }),
    ])
    await world.schedule(createScheduler(...options))
    expect(await world.placement()).toEqual({ first: 'b', packed: 'b', spread: 'a' })
    const { items } = await world.client.list('Event')
    expect(items.map(({ involvedObject, source }) => [involvedObject.name, source?.component])).toEqual([
      ['packed', 'packer'],
      ['spread', 'default-scheduler'],
    ])
  })

  it('has one queue for all profiles: the most important pod comes first, whoever is to place it', async () => {
    const options = profilesOf(
      load({ ...head, profiles: [{ schedulerName: 'default-scheduler' }, { schedulerName: 'other' }] }),
    )
    const ranked = (name: string, priority: number, schedulerName?: string) => ({
      ...pod(name, schedulerName === undefined ? {} : { schedulerName }),
      spec: {
        ...pod(name).spec!,
        priority,
        preemptionPolicy: 'Never',
        ...(schedulerName && { schedulerName }),
      },
    })
    const world = await createWorld([
      node('a', { pods: '2' }),
      ranked('low', 1),
      ranked('high', 3, 'other'),
      ranked('middle', 2),
      ranked('least', 0, 'other'),
    ])
    const scheduler = createScheduler(...options)
    await world.schedule(scheduler)
    expect(await world.placement()).toEqual({ high: 'a', middle: 'a', low: undefined, least: undefined })
    await world.client.delete('Pod', { namespace: 'default', name: 'high' }, { gracePeriodSeconds: 0 })
    await world.schedule(scheduler)
    expect(await world.placement()).toEqual({ middle: 'a', low: 'a', least: undefined })
  })

  it('says of how many percent of the nodes a pod may choose', async () => {
    const nodes = Array.from({ length: 400 }, (_, index) =>
      node(`n${index}`, { cpu: index === 0 ? '64' : '4' }),
    )
    const choose = async (percentageOfNodesToScore: number) => {
      const [options] = profilesOf(load({ ...head, percentageOfNodesToScore }))
      const world = await createWorld([...nodes, pod('p', { requests: { cpu: '1' } })], 'another seed')
      await world.schedule(createScheduler(options))
      return (await world.placement()).p
    }
    expect(await choose(100)).toBe('n0')
    expect(await choose(1)).not.toBe('n0')
  })
})
