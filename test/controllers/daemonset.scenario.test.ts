/** Daemon sets from the outside: which nodes have a pod, what the status counts, rollouts, revisions, failed pods. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { DaemonSet, Node, Pod } from '../../src/generated/types.ts'
import { openLiveCluster } from '../support/live-cluster.ts'
import { openWorld, type World } from './world.ts'

const agent = { namespace: 'default', name: 'agent' }
let world: World

beforeEach(async () => {
  world = await openWorld({ nodes: 3 })
})

function daemonSet(spec: Partial<DaemonSet['spec'] & object> = {}, pod: object = {}): DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent', namespace: 'default' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: {
        metadata: { labels: { app: 'agent' } },
        spec: { containers: [{ name: 'c', image: 'agent:1' }], ...pod },
      },
      ...spec,
    },
  }
}

/** The patch that changes the image; pods of it bear the label image. */
function image(tag: string) {
  const template = {
    metadata: { labels: { image: tag } },
    spec: { containers: [{ name: 'c', image: `agent:${tag}` }] },
  }
  return { spec: { template } }
}

async function pods(): Promise<Pod[]> {
  return (await world.client.list('Pod', { namespace: 'default' })).items
}

/** Where the pods are, by name of the node; '!' is put behind those that are not ready. */
async function places(): Promise<string[]> {
  const isReady = (pod: Pod) => pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True')
  return (await pods()).map((pod) => `${pod.spec?.nodeName}${isReady(pod) ? '' : '!'}`).toSorted()
}

/** The images of the pods, in the order of their nodes. */
async function images(): Promise<string[]> {
  const sorted = (await pods()).toSorted((a, b) => (a.spec!.nodeName! < b.spec!.nodeName! ? -1 : 1))
  return sorted.map(({ spec }) => spec!.containers[0]!.image!.replace('agent:', ''))
}

async function current(): Promise<DaemonSet> {
  return world.client.get('DaemonSet', agent)
}

/** desired, current, ready, up to date, available, misscheduled. */
async function numbers(): Promise<number[]> {
  const { status } = await current()
  return [
    status!.desiredNumberScheduled,
    status!.currentNumberScheduled,
    status!.numberReady,
    status!.updatedNumberScheduled ?? 0,
    status!.numberAvailable ?? 0,
    status!.numberMisscheduled,
  ]
}

async function changeNode(name: string, patch: object): Promise<void> {
  await world.client.patch('Node', { namespace: '', name }, 'merge', patch)
  await world.converge()
}

async function addNode(name: string, node: Partial<Node> = {}): Promise<void> {
  await world.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name }, ...node })
}

function taint(effect: string, key = 'team') {
  return { spec: { taints: [{ key, value: 'x', effect }] } }
}

describe('a new daemon set', () => {
  it('has a pod on each node, says so, and is left alone then', async () => {
    await world.apply(daemonSet())
    expect(await places()).toEqual(['node-1', 'node-2', 'node-3'])
    const { status, metadata } = await current()
    expect(status).toEqual({
      currentNumberScheduled: 3,
      desiredNumberScheduled: 3,
      numberAvailable: 3,
      numberMisscheduled: 0,
      numberReady: 3,
      observedGeneration: 1,
      updatedNumberScheduled: 3,
    })
    const made = (await pods()).map(
      ({ metadata: { name } }) => `Normal SuccessfulCreate Created pod: ${name}`,
    )
    expect((await world.events(await current())).toSorted()).toEqual(made.toSorted())
    expect(metadata.annotations).toEqual({ 'deprecated.daemonset.template.generation': '1' })
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('makes pods that only their node can take, and that bear its revision', async () => {
    const preferred = [{ weight: 1, preference: { matchExpressions: [{ key: 'x', operator: 'Exists' }] } }]
    const affinity = { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: preferred } }
    await world.apply(daemonSet({}, { affinity }))
    const [revision] = (await world.client.list('ControllerRevision', { namespace: 'default' })).items
    const hash = revision!.metadata.labels?.['controller-revision-hash']
    expect(revision).toMatchObject({
      metadata: { name: `agent-${hash}`, labels: { app: 'agent' }, ownerReferences: [{ name: 'agent' }] },
      revision: 1,
    })
    const [pod] = await pods()
    expect(pod!.metadata.labels).toEqual({
      app: 'agent',
      'controller-revision-hash': hash,
      'pod-template-generation': '1',
      'topology.kubernetes.io/zone': `zone-${pod!.spec?.nodeName}`,
    })
    expect(pod!.metadata).toMatchObject({ generateName: 'agent-', ownerReferences: [{ kind: 'DaemonSet' }] })
    const matchFields = [{ key: 'metadata.name', operator: 'In', values: [pod!.spec!.nodeName] }]
    expect(pod!.spec?.affinity).toEqual({
      nodeAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: preferred,
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
      },
    })
  })

  it.each([
    ['the automatic ones', {}, []],
    ['one more where it uses the network of the host', { hostNetwork: true }, ['network-unavailable']],
  ])('gives its pods tolerations: %s', async (_title, spec, more) => {
    const own = [
      { key: 'team', operator: 'Exists' },
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 },
    ]
    await world.apply(daemonSet({}, { tolerations: own, ...spec }))
    const exists = (key: string, effect: string) => ({
      key: `node.kubernetes.io/${key}`,
      operator: 'Exists',
      effect,
    })
    expect((await pods())[0]!.spec!.tolerations).toEqual([
      own[0],
      exists('not-ready', 'NoExecute'),
      exists('unreachable', 'NoExecute'),
      exists('disk-pressure', 'NoSchedule'),
      exists('memory-pressure', 'NoSchedule'),
      exists('pid-pressure', 'NoSchedule'),
      exists('unschedulable', 'NoSchedule'),
      ...more.map((key) => exists(key, 'NoSchedule')),
    ])
  })

  it.each<[string, object, string[]]>([
    ['a node selector', { nodeSelector: { 'topology.kubernetes.io/zone': 'zone-node-2' } }, ['node-2']],
    ['a node name', { nodeName: 'node-3' }, ['node-3']],
    [
      'required node affinity',
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchFields: [{ key: 'metadata.name', operator: 'NotIn', values: ['node-1'] }] },
              ],
            },
          },
        },
      },
      ['node-2', 'node-3'],
    ],
    ['a selector that no node meets', { nodeSelector: { disk: 'ssd' } }, []],
  ])('goes only where %s allows', async (_title, spec, expected) => {
    await world.apply(daemonSet({}, spec))
    expect(await places()).toEqual(expected)
    expect((await numbers()).slice(0, 2)).toEqual([expected.length, expected.length])
  })

  it('says once why its pods are refused, and makes them when they may be', async () => {
    const quota = { metadata: { name: 'q', namespace: 'default' }, spec: { hard: { pods: '1' } } }
    await world.apply({ apiVersion: 'v1', kind: 'ResourceQuota', ...quota })
    await world.apply(daemonSet())
    expect(await places()).toHaveLength(1)
    expect(await numbers()).toEqual([3, 1, 1, 1, 1, 0])
    const refused = (await world.events(await current())).filter((text) => text.startsWith('Warning'))
    expect(refused[0]).toMatch(
      /^Warning FailedCreate Error creating: pods "agent-\w+" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1/,
    )
    await world.change('ResourceQuota', 'q', { spec: { hard: { pods: '5' } } })
    expect(await numbers()).toEqual([3, 3, 3, 3, 3, 0])
  })
})

describe('a cluster that changes', () => {
  beforeEach(() => world.apply(daemonSet()))

  it('has a pod on a node that comes, and none for a node that goes', async () => {
    await addNode('node-4')
    expect(await places()).toEqual(['node-1', 'node-2', 'node-3', 'node-4'])
    await world.client.delete('Node', { namespace: '', name: 'node-2' })
    await world.converge()
    expect(await places()).toEqual(['node-1', 'node-3', 'node-4'])
    expect(await numbers()).toEqual([3, 3, 3, 3, 3, 0])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it.each<[string, object, string[], number[]]>([
    [
      'stays under NoSchedule, misscheduled',
      taint('NoSchedule'),
      ['node-1', 'node-2', 'node-3'],
      [2, 2, 2, 2, 2, 1],
    ],
    ['goes under NoExecute', taint('NoExecute'), ['node-1', 'node-3'], [2, 2, 2, 2, 2, 0]],
    [
      'does not mind PreferNoSchedule',
      taint('PreferNoSchedule'),
      ['node-1', 'node-2', 'node-3'],
      [3, 3, 3, 3, 3, 0],
    ],
    [
      'tolerates that the node is not ready',
      taint('NoExecute', 'node.kubernetes.io/not-ready'),
      ['node-1', 'node-2', 'node-3'],
      [3, 3, 3, 3, 3, 0],
    ],
  ])('with a taint: the pod %s', async (_title, patch, expected, counts) => {
    await changeNode('node-2', patch)
    expect(await places()).toEqual(expected)
    expect(await numbers()).toEqual(counts)
    await changeNode('node-2', { spec: { taints: null } })
    expect(await numbers()).toEqual([3, 3, 3, 3, 3, 0])
  })

  it('leaves a node without a pod that was taken off it under NoSchedule', async () => {
    await changeNode('node-2', taint('NoSchedule'))
    const pod = (await pods()).find(({ spec }) => spec?.nodeName === 'node-2')!
    await world.client.delete('Pod', { namespace: 'default', name: pod.metadata.name! })
    await world.converge()
    expect(await places()).toEqual(['node-1', 'node-3'])
  })

  it('goes where labels lead it', async () => {
    await world.change('DaemonSet', 'agent', {
      spec: { template: { spec: { nodeSelector: { disk: 'ssd' } } } },
    })
    expect(await places()).toEqual([])
    expect(await numbers()).toEqual([0, 0, 0, 0, 0, 0])
    await changeNode('node-1', { metadata: { labels: { disk: 'ssd' } } })
    expect(await places()).toEqual(['node-1'])
    await changeNode('node-1', { metadata: { labels: { disk: 'hdd' } } })
    expect(await places()).toEqual([])
  })

  it('replaces a pod that is deleted', async () => {
    const [pod] = await pods()
    await world.client.delete('Pod', { namespace: 'default', name: pod!.metadata.name! })
    await world.converge()
    expect(await places()).toEqual(['node-1', 'node-2', 'node-3'])
  })

  it('lets go of a pod that no longer matches and takes it back when it does', async () => {
    const [pod] = await pods()
    const name = pod!.metadata.name!
    const released = await world.change('Pod', name, { metadata: { labels: { app: 'other' } } })
    expect(released.metadata.ownerReferences).toBeUndefined()
    expect(await places()).toHaveLength(4)
    await world.change('Pod', name, { metadata: { labels: { app: 'agent' } } })
    // Two on one node: the older stays.
    expect(await places()).toEqual(['node-1', 'node-2', 'node-3'])
    expect((await pods()).map(({ metadata }) => metadata.name)).toContain(name)
  })

  it('is taken down with all that is its own', async () => {
    await world.client.delete('DaemonSet', agent)
    await world.converge()
    expect(await pods()).toEqual([])
    expect(await world.names('ControllerRevision')).toEqual([])
    await world.apply(daemonSet())
    expect(await numbers()).toEqual([3, 3, 3, 3, 3, 0])
  })

  it('takes over pods and revisions that were left behind', async () => {
    const before = await world.names('Pod')
    await world.client.delete('DaemonSet', agent, { propagationPolicy: 'Orphan' })
    await world.converge()
    expect(await world.names('Pod')).toEqual(before)
    await world.apply(daemonSet())
    expect(await world.names('Pod')).toEqual(before)
    expect(await world.names('ControllerRevision')).toHaveLength(1)
    expect(await numbers()).toEqual([3, 3, 3, 3, 3, 0])
  })
})

describe('a rolling update', () => {
  async function revisions(): Promise<number[]> {
    const { items } = await world.client.list('ControllerRevision', { namespace: 'default' })
    return items.map(({ revision }) => revision).toSorted()
  }

  it('replaces the pods node by node, under a new revision', async () => {
    await world.apply(daemonSet())
    await world.change('DaemonSet', 'agent', image('2'))
    expect(await images()).toEqual(['2', '2', '2'])
    expect(await numbers()).toEqual([3, 3, 3, 3, 3, 0])
    expect(await revisions()).toEqual([1, 2])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it.each<[string, object, string[], string[]]>([
    ['one node at a time', {}, ['2', '1', '1'], ['node-1!', 'node-2', 'node-3']],
    ['two at a time', { maxUnavailable: 2 }, ['2', '2', '1'], ['node-1!', 'node-2!', 'node-3']],
    [
      'a percentage, rounded up',
      { maxUnavailable: '40%' },
      ['2', '2', '1'],
      ['node-1!', 'node-2!', 'node-3'],
    ],
    [
      'beside the old pods, with surge',
      { maxSurge: 1, maxUnavailable: 0 },
      ['1', '2', '1', '1'],
      ['node-1', 'node-1!', 'node-2', 'node-3'],
    ],
    [
      'beside all old pods, with full surge',
      { maxSurge: '100%', maxUnavailable: 0 },
      ['1', '2', '1', '2', '1', '2'],
      ['node-1', 'node-1!', 'node-2', 'node-2!', 'node-3', 'node-3!'],
    ],
  ])('that is stuck goes only so far: %s', async (_title, rollingUpdate, expected, where) => {
    await world.apply(daemonSet({ updateStrategy: { rollingUpdate } }))
    world.breakPods('image=2')
    await world.change('DaemonSet', 'agent', image('2'))
    expect((await images()).toSorted()).toEqual(expected.toSorted())
    expect(await places()).toEqual(where)
    expect(await world.writesOfAnotherRound()).toBe(0)
    world.breakPods('image=none')
    await world.change('DaemonSet', 'agent', image('1'))
    expect(await images()).toEqual(['1', '1', '1'])
    expect(await numbers()).toEqual([3, 3, 3, 3, 3, 0])
  })

  it.each<[string, boolean, string[]]>([
    ['goes where the others serve', true, ['node-1', 'node-1!', 'node-3']],
    ['stays while it has to serve for another', false, ['node-1', 'node-1!', 'node-2', 'node-3!']],
  ])('with surge an old pod on a node that takes no new one %s', async (_title, allServe, expected) => {
    const updateStrategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
    await world.apply(daemonSet({ updateStrategy }))
    await changeNode('node-2', taint('NoSchedule'))
    world.breakPods('image=2')
    if (!allServe) {
      const pod = (await pods()).find(({ spec }) => spec?.nodeName === 'node-3')!
      const conditions = [{ type: 'Ready', status: 'False' }]
      await world.client.update(
        'Pod',
        { ...pod, status: { ...pod.status, conditions } },
        { subresource: 'status' },
      )
    }
    await world.change('DaemonSet', 'agent', image('2'))
    expect(await places()).toEqual(expected)
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('with surge lets each old pod go when the new one has been ready for minReadySeconds', async () => {
    const updateStrategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } }
    await world.apply(daemonSet({ minReadySeconds: 10, updateStrategy }))
    await world.advance(10)
    await world.change('DaemonSet', 'agent', image('2'))
    expect((await images()).toSorted()).toEqual(['1', '1', '1', '2'])
    await world.advance(10)
    expect((await images()).toSorted()).toEqual(['1', '1', '2', '2'])
    await world.advance(30)
    expect(await images()).toEqual(['2', '2', '2'])
  })

  it('waits for minReadySeconds before it goes on', async () => {
    await world.apply(daemonSet({ minReadySeconds: 10 }))
    expect(await numbers()).toEqual([3, 3, 3, 3, 0, 0])
    expect((await current()).status?.numberUnavailable).toBe(3)
    await world.advance(10)
    expect(await numbers()).toEqual([3, 3, 3, 3, 3, 0])
    await world.change('DaemonSet', 'agent', image('2'))
    expect(await images()).toEqual(['2', '1', '1'])
    await world.advance(9)
    expect(await images()).toEqual(['2', '1', '1'])
    await world.advance(1)
    expect(await images()).toEqual(['2', '2', '1'])
    await world.advance(10)
    expect(await images()).toEqual(['2', '2', '2'])
  })

  it('replaces at once what does not serve anyway', async () => {
    world.breakPods('app=agent')
    await world.apply(daemonSet())
    await world.change('DaemonSet', 'agent', image('2'))
    expect(await images()).toEqual(['2', '2', '2'])
  })

  it('happens by hand with OnDelete', async () => {
    await world.apply(daemonSet({ updateStrategy: { type: 'OnDelete' } }))
    await world.change('DaemonSet', 'agent', image('2'))
    expect(await images()).toEqual(['1', '1', '1'])
    expect(await numbers()).toEqual([3, 3, 3, 0, 3, 0])
    const pod = (await pods()).find(({ spec }) => spec?.nodeName === 'node-2')!
    await world.client.delete('Pod', { namespace: 'default', name: pod.metadata.name! })
    await world.converge()
    expect(await images()).toEqual(['1', '2', '1'])
    expect(await numbers()).toEqual([3, 3, 3, 1, 3, 0])
  })

  it('back to a former template takes its revision along', async () => {
    await world.apply(daemonSet())
    const [first] = await world.names('ControllerRevision')
    await world.change('DaemonSet', 'agent', image('2'))
    await world.client.update('DaemonSet', {
      ...(await current()),
      spec: { ...(await current()).spec!, template: daemonSet().spec!.template },
    })
    await world.converge()
    const { items } = await world.client.list('ControllerRevision', { namespace: 'default' })
    expect(items.map(({ metadata, revision }) => [metadata.name === first, revision]).toSorted()).toEqual([
      [false, 2],
      [true, 3],
    ])
    expect(await images()).toEqual(['1', '1', '1'])
  })

  it('forgets old revisions beyond the limit once no pod is of them', async () => {
    await world.apply(daemonSet({ revisionHistoryLimit: 1, updateStrategy: { type: 'OnDelete' } }))
    for (const tag of ['2', '3']) await world.change('DaemonSet', 'agent', image(tag))
    expect(await revisions()).toEqual([1, 3])
    await world.change('DaemonSet', 'agent', { spec: { updateStrategy: { type: 'RollingUpdate' } } })
    expect(await revisions()).toEqual([1, 3])
    await world.change('DaemonSet', 'agent', image('4'))
    expect(await revisions()).toEqual([3, 4])
  })
})

describe('with a scheduler', () => {
  it('has pods bound to the node that each is for, and one that waits where its node is full', async () => {
    const cluster = await openLiveCluster([
      { name: 'large', role: 'worker', cpu: '4', memory: '8Gi' },
      { name: 'small', role: 'worker', cpu: '1', memory: '8Gi' },
    ])
    const set = daemonSet()
    set.spec!.template.spec!.containers[0]!.resources = { requests: { cpu: '2' } }
    await cluster.client.create('DaemonSet', set)
    await cluster.converge()
    const { items } = await cluster.client.list('Pod', { namespace: 'default' })
    const shown = items.map(({ spec, status }) => [
      spec?.nodeName,
      status?.phase,
      status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message,
    ])
    const message =
      "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't satisfy plugin(s) [NodeAffinity]. no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling."
    expect(shown.toSorted()).toEqual([
      [undefined, 'Pending', message],
      ['large', 'Running', undefined],
    ])
    const { status } = await cluster.client.get('DaemonSet', agent)
    expect(status).toMatchObject({ currentNumberScheduled: 2, numberReady: 1, numberUnavailable: 1 })
  })
})

describe('pods that have ended', () => {
  async function end(phase: string): Promise<void> {
    const pod = (await pods()).find(({ spec }) => spec?.nodeName === 'node-1')!
    await world.client.update('Pod', { ...pod, status: { ...pod.status, phase } }, { subresource: 'status' })
    await world.converge()
  }

  it.each([
    [
      'Failed',
      /^Warning FailedDaemonPod Found failed daemon pod default\/agent-\w+ on node node-1, will try to kill it$/,
    ],
    [
      'Succeeded',
      /^Normal SucceededDaemonPod Found succeeded daemon pod default\/agent-\w+ on node node-1, will try to delete it$/,
    ],
  ])('in phase %s are replaced, and told of', async (phase, text) => {
    await world.apply(daemonSet())
    await end(phase)
    expect(await places()).toEqual(['node-1', 'node-2', 'node-3'])
    expect((await pods()).map(({ status }) => status?.phase)).toEqual(['Running', 'Running', 'Running'])
    const told = (await world.events(await current())).filter((event) => event.includes('DaemonPod'))
    expect(told).toEqual([expect.stringMatching(text)])
  })

  it('stay longer with each failure on their node', async () => {
    await world.apply(daemonSet())
    const isFailed = async () => (await pods()).some(({ status }) => status?.phase === 'Failed')
    await end('Failed')
    expect(await isFailed()).toBe(false)
    for (const seconds of [1, 2, 4]) {
      await end('Failed')
      await world.advance(seconds - 0.5)
      expect(await isFailed()).toBe(true)
      await world.advance(0.5)
      expect(await isFailed()).toBe(false)
    }
  })
})
