/** Nodes that fall silent, come back or go for good, and what becomes of their pods, on the virtual clock. */
import { afterEach, describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import type { Node } from '../../src/generated/types.ts'
import type { Cluster } from '../../src/index.ts'
import { act, eventsOf, nodes, openCluster, podOn, pods, workload } from './node-world.ts'

let cluster: Cluster

afterEach(() => cluster?.close())

/** What is done, and what the nodes or the pods are then; undefined: not asked. */
type Step = [act: string, nodes: string[] | undefined, pods?: string[]]

const lost = 'Unknown unreachable:NoSchedule unreachable:NoExecute'
const both = ['web on worker-1', 'web on worker-2']
const replaced = ['web on worker-1 NotReady Terminating', 'web on worker-2', 'web on worker-2']

interface Row {
  title: string
  zones?: (string | undefined)[]
  objects: KubeObject[]
  steps: Step[]
}

const rows: Row[] = [
  {
    title:
      'a node that falls silent is unknown after 50 s, its pods are evicted 300 s later, replaced, and stuck',
    objects: [workload('Deployment', 'web', { replicas: 2 })],
    steps: [
      ['wait 10m', ['worker-1 Ready', 'worker-2 Ready'], both],
      ['stop worker-1', ['worker-1 Ready', 'worker-2 Ready'], both],
      ['wait 49s', ['worker-1 Ready', 'worker-2 Ready'], both],
      ['wait 1s', [`worker-1 ${lost}`, 'worker-2 Ready'], ['web on worker-1 NotReady', 'web on worker-2']],
      ['wait 299s', [`worker-1 ${lost}`, 'worker-2 Ready'], ['web on worker-1 NotReady', 'web on worker-2']],
      ['wait 1s', [`worker-1 ${lost}`, 'worker-2 Ready'], replaced],
      ['wait 24h', [`worker-1 ${lost}`, 'worker-2 Ready'], replaced],
      ['start worker-1', ['worker-1 Ready', 'worker-2 Ready'], ['web on worker-2', 'web on worker-2']],
    ],
  },
  {
    title: 'a node that is back in time keeps its pods, which are ready again',
    objects: [workload('Deployment', 'web', { replicas: 2 })],
    steps: [
      ['stop worker-1', undefined],
      ['wait 5m', [`worker-1 ${lost}`, 'worker-2 Ready'], ['web on worker-1 NotReady', 'web on worker-2']],
      ['start worker-1', ['worker-1 Ready', 'worker-2 Ready'], both],
      ['wait 24h', ['worker-1 Ready', 'worker-2 Ready'], both],
    ],
  },
  {
    title: 'a node that is back before anybody noticed was never away',
    objects: [workload('Deployment', 'web', { replicas: 2 })],
    steps: [
      ['stop worker-1', undefined],
      ['wait 49s', ['worker-1 Ready', 'worker-2 Ready'], both],
      ['start worker-1', undefined],
      ['wait 49s', ['worker-1 Ready', 'worker-2 Ready'], both],
      ['stop worker-1', undefined],
      ['wait 39s', ['worker-1 Ready', 'worker-2 Ready'], both],
      ['wait 11s', [`worker-1 ${lost}`, 'worker-2 Ready'], ['web on worker-1 NotReady', 'web on worker-2']],
    ],
  },
  {
    title: 'a silent node that is deleted takes its pods with it',
    objects: [workload('Deployment', 'web', { replicas: 2 })],
    steps: [
      ['stop worker-1', undefined],
      ['wait 350s', undefined, replaced],
      ['delete worker-1', ['worker-2 Ready'], ['web on worker-2', 'web on worker-2']],
    ],
  },
  {
    title: 'a node that is off for certain, as somebody vouches, gives its terminating pods up',
    objects: [workload('Deployment', 'web', { replicas: 2 })],
    steps: [
      ['stop worker-1', undefined],
      ['wait 350s', undefined, replaced],
      [
        'taint worker-1 node.kubernetes.io/out-of-service:NoSchedule',
        [`worker-1 ${lost} out-of-service:NoSchedule`, 'worker-2 Ready'],
        ['web on worker-2', 'web on worker-2'],
      ],
    ],
  },
  {
    title: 'each pod bears a lost node for as long as its tolerations say',
    objects: [
      podOn('worker-1', 'at-once', { tolerations: tolerating(0) }),
      podOn('worker-1', 'default'),
      podOn('worker-1', 'ever', { tolerations: tolerating(undefined) }),
      podOn('worker-1', 'minute', { tolerations: tolerating(60) }),
    ],
    steps: [
      ['stop worker-1', undefined],
      ['wait 50s', undefined, stuck(['at-once'], ['default', 'ever', 'minute'])],
      ['wait 60s', undefined, stuck(['at-once', 'minute'], ['default', 'ever'])],
      ['wait 240s', undefined, stuck(['at-once', 'default', 'minute'], ['ever'])],
      ['wait 24h', undefined, stuck(['at-once', 'default', 'minute'], ['ever'])],
    ],
  },
  {
    title: 'pods of a daemon set stay where they are',
    objects: [workload('DaemonSet', 'web')],
    steps: [
      ['wait 1m', undefined, both],
      ['stop worker-1', undefined],
      ['wait 1h', [`worker-1 ${lost}`, 'worker-2 Ready'], ['web on worker-1 NotReady', 'web on worker-2']],
      ['start worker-1', ['worker-1 Ready', 'worker-2 Ready'], both],
    ],
  },
  {
    title: 'a pod of a stateful set is replaced only when nobody can doubt that it has ended',
    objects: [workload('StatefulSet', 'web', { replicas: 2, serviceName: 'web' }, preferring('worker-1'))],
    steps: [
      ['wait 1m', undefined, ['web-0 on worker-1', 'web-1 on worker-1']],
      ['stop worker-1', undefined],
      [
        'wait 1h',
        undefined,
        ['web-0 on worker-1 NotReady Terminating', 'web-1 on worker-1 NotReady Terminating'],
      ],
      ['delete worker-1', undefined, ['web-0 on worker-2', 'web-1 on worker-2']],
    ],
  },
  {
    title: 'of the lost nodes of a zone one after another is emptied, 10 s apart',
    zones: ['a', 'a', 'a', 'a', 'b'],
    objects: ['worker-1', 'worker-2', 'worker-3'].map((node) => podOn(node, `p-${node.at(-1)}`)),
    steps: [
      ['stop worker-1 worker-2', undefined],
      ['wait 50s', [`worker-1 ${lost}`, 'worker-2 Unknown unreachable:NoSchedule', ...ready(3, 4, 5)]],
      ['wait 10s', [`worker-1 ${lost}`, `worker-2 ${lost}`, ...ready(3, 4, 5)]],
      ['wait 290s', undefined, stuck(['p-1'], ['p-2'], ['p-3 on worker-3'])],
      ['wait 10s', undefined, stuck(['p-1', 'p-2'], [], ['p-3 on worker-3'])],
    ],
  },
  {
    title: 'a small zone that is lost for the most part is not emptied until it is better',
    zones: ['a', 'a', 'a', 'a', 'b'],
    objects: [],
    steps: [
      ['stop worker-1 worker-2 worker-3', undefined],
      ['wait 24h', [1, 2, 3].map((n) => `worker-${n} Unknown unreachable:NoSchedule`).concat(ready(4, 5))],
      [
        'start worker-3',
        [1, 2].map((n) => `worker-${n} Unknown unreachable:NoSchedule`).concat(ready(3, 4, 5)),
      ],
      ['wait 10s', [`worker-1 ${lost}`, 'worker-2 Unknown unreachable:NoSchedule', ...ready(3, 4, 5)]],
      ['wait 10s', [`worker-1 ${lost}`, `worker-2 ${lost}`, ...ready(3, 4, 5)]],
    ],
  },
  {
    title: 'a zone that is lost as a whole is emptied while others live',
    zones: ['a', 'a', 'b'],
    objects: [],
    steps: [
      ['stop worker-1 worker-2', undefined],
      ['wait 60s', [`worker-1 ${lost}`, `worker-2 ${lost}`, ...ready(3)]],
    ],
  },
  {
    title: 'while all nodes are lost nothing is evicted: the fault may be our own',
    objects: [podOn('worker-1', 'a'), podOn('worker-2', 'b')],
    steps: [
      ['stop worker-1', undefined],
      ['wait 2m', [`worker-1 ${lost}`, 'worker-2 Ready']],
      ['stop worker-2 control-plane', undefined],
      [
        'wait 24h',
        [1, 2].map((n) => `worker-${n} Unknown unreachable:NoSchedule`),
        ['a on worker-1 NotReady', 'b on worker-2 NotReady'],
      ],
      ['start control-plane', undefined],
      [
        'wait 24h',
        [`worker-1 ${lost}`, `worker-2 ${lost}`],
        stuck(['a'], [], ['b on worker-2 NotReady Terminating']),
      ],
    ],
  },
  {
    title: 'a cordoned node is tainted, keeps its pods, and is free again when uncordoned',
    objects: [workload('Deployment', 'web', { replicas: 2 })],
    steps: [
      ['cordon worker-1', ['worker-1 Ready unschedulable:NoSchedule', 'worker-2 Ready'], both],
      ['uncordon worker-1', ['worker-1 Ready', 'worker-2 Ready'], both],
    ],
  },
  {
    title: 'a NoExecute taint drives away at once who does not bear it',
    objects: [workload('Deployment', 'web', { replicas: 2 })],
    steps: [['taint worker-1 full:NoExecute', undefined, ['web on worker-2', 'web on worker-2']]],
  },
]

/** A pod's spec that asks for a node, and takes another one as well. */
function preferring(node: string) {
  const expression = { key: 'kubernetes.io/hostname', operator: 'In', values: [node] }
  const term = { weight: 100, preference: { matchExpressions: [expression] } }
  return { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [term] } } }
}

function tolerating(tolerationSeconds: number | undefined) {
  const key = 'node.kubernetes.io/unreachable'
  const toleration = { key, operator: 'Exists', effect: 'NoExecute' }
  return [{ ...toleration, ...(tolerationSeconds !== undefined && { tolerationSeconds }) }]
}

/** Pods on a lost node, named or one for each, deleted or still there, and others. */
function stuck(deleted: string[], kept: string[], others: string[] = []): string[] {
  const on = (name: string) => `${name} on worker-${/^p-\d$/.test(name) ? name.at(-1) : 1}`
  const lines = [
    ...deleted.map((name) => `${on(name)} NotReady Terminating`),
    ...kept.map((name) => `${on(name)} NotReady`),
  ]
  return [...lines, ...others].sort()
}

function ready(...numbers: number[]): string[] {
  return numbers.map((number) => `worker-${number} Ready`)
}

describe('what becomes of nodes and their pods', () => {
  it.each(rows)('$title', async ({ zones, objects, steps }) => {
    cluster = await openCluster(zones)
    await cluster.apply(objects)
    for (const [sentence, expectedNodes, expectedPods] of steps) {
      await act(cluster, sentence)
      if (expectedNodes) expect([sentence, await nodes(cluster)]).toEqual([sentence, expectedNodes])
      if (expectedPods) expect([sentence, await pods(cluster)]).toEqual([sentence, expectedPods])
    }
  })
})

describe('a silent node', () => {
  it('shows its last heartbeats; living ones show the last before now', async () => {
    cluster = await openCluster()
    await act(cluster, 'wait 17m34s')
    await act(cluster, 'stop worker-1')
    await act(cluster, 'wait 1h')
    const beats = async (name: string) => {
      const { status } = await cluster.get('Node', name)
      const { spec } = await cluster.get('Lease', { namespace: 'kube-node-lease', name })
      return [status?.conditions?.at(-1)?.lastHeartbeatTime, spec?.renewTime]
    }
    expect(await beats('worker-1')).toEqual(['2026-01-01T12:15:00Z', '2026-01-01T12:17:30.000000Z'])
    expect(await beats('worker-2')).toEqual(['2026-01-01T13:15:00Z', '2026-01-01T13:17:30.000000Z'])
  })

  it('becomes unknown 50 s after its last heartbeat, and says so', async () => {
    cluster = await openCluster()
    await act(cluster, 'wait 34s')
    await act(cluster, 'stop worker-1')
    await act(cluster, 'wait 46s')
    const { status } = await cluster.get('Node', 'worker-1')
    expect(status?.conditions).toEqual(
      ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'].map((type) => ({
        type,
        status: 'Unknown',
        reason: 'NodeStatusUnknown',
        message: 'Kubelet stopped posting node status.',
        lastHeartbeatTime: '2026-01-01T12:00:00Z',
        lastTransitionTime: '2026-01-01T12:01:20Z',
      })),
    )
    await act(cluster, 'start worker-1')
    expect(await eventsOf(cluster, 'worker-1')).toEqual([
      'RegisteredNode Node worker-1 event: Registered Node worker-1 in Controller',
      'NodeNotReady Node worker-1 status is now: NodeNotReady',
      'NodeHasSufficientMemory Node worker-1 status is now: NodeHasSufficientMemory',
      'NodeHasNoDiskPressure Node worker-1 status is now: NodeHasNoDiskPressure',
      'NodeHasSufficientPID Node worker-1 status is now: NodeHasSufficientPID',
      'NodeReady Node worker-1 status is now: NodeReady',
    ])
  })

  it('that never said anything is unknown a minute after it was made', async () => {
    cluster = await openCluster()
    const annotations = { 'kubelite.dev/kubelet': 'stopped' }
    await cluster.apply({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker-9', annotations } })
    expect((await nodes(cluster)).at(-1)).toBe('worker-9 none')
    await act(cluster, 'wait 59s')
    expect((await nodes(cluster)).at(-1)).toBe('worker-9 none')
    await act(cluster, 'wait 1s')
    expect((await nodes(cluster)).at(-1)).toBe(`worker-9 ${lost}`)
    const { status } = await cluster.get('Node', 'worker-9')
    expect(status?.conditions?.at(-1)).toMatchObject({
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
    })
    await act(cluster, 'start worker-9')
    expect((await nodes(cluster)).at(-1)).toBe('worker-9 Ready')
    expect((await cluster.get('Node', 'worker-9')).status?.allocatable?.cpu).toBe('4')
  })

  it('tells its pods why they go, and takes it back when the node returns', async () => {
    cluster = await openCluster()
    await cluster.apply([podOn('worker-1', 'goes'), podOn('worker-2', 'stays')])
    await act(cluster, 'stop worker-1 worker-2')
    await act(cluster, 'wait 2m')
    await act(cluster, 'start worker-2')
    await act(cluster, 'wait 5m')
    expect((await eventsOf(cluster, 'goes')).slice(-2)).toEqual([
      'NodeNotReady Node is not ready',
      'TaintManagerEviction Marking for deletion Pod default/goes',
    ])
    expect((await eventsOf(cluster, 'stays')).slice(-2)).toEqual([
      'NodeNotReady Node is not ready',
      'TaintManagerEviction Cancelling deletion of Pod default/stays',
    ])
    const { status } = await cluster.get('Pod', 'goes')
    expect(status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
    })
  })

  it('costs nothing more once all is done: nothing is written again', async () => {
    cluster = await openCluster()
    await cluster.apply(workload('Deployment', 'web', { replicas: 4 }))
    await act(cluster, 'stop worker-1')
    await act(cluster, 'wait 1h')
    const version = async () => (await cluster.list('Pod')).metadata.resourceVersion
    await act(cluster, 'wait 1h')
    const before = await version()
    await act(cluster, 'wait 30h')
    await cluster.converge()
    expect(await version()).toBe(before)
  })
})

describe('the conditions of a node', () => {
  const conditionRows: [title: string, conditions: string[], line: string][] = [
    [
      'not ready keep pods away and drive them away',
      ['Ready=False'],
      'worker-9 NotReady not-ready:NoSchedule not-ready:NoExecute',
    ],
    [
      'under pressure keep new pods away',
      ['MemoryPressure=True', 'DiskPressure=True', 'PIDPressure=True', 'Ready=True'],
      'worker-9 Ready memory-pressure:NoSchedule disk-pressure:NoSchedule pid-pressure:NoSchedule',
    ],
    [
      'without a network keep new pods away',
      ['NetworkUnavailable=True'],
      'worker-9 Ready network-unavailable:NoSchedule',
    ],
    ['in order ask for nothing', ['Ready=True', 'NetworkUnavailable=False'], 'worker-9 Ready'],
  ]
  it.each(conditionRows)('%s', async (_title, words, line) => {
    cluster = await openCluster()
    const conditions = words.map((word) => {
      const [type = '', status = ''] = word.split('=')
      return { type, status }
    })
    await cluster.create('Node', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'worker-9' },
      status: { conditions },
    } as Node)
    expect((await nodes(cluster)).at(-1)).toBe(line)
  })

  it('decide which of the two taints drives pods away', async () => {
    cluster = await openCluster()
    await cluster.create('Node', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'worker-9' },
      status: { conditions: [{ type: 'Ready', status: 'False' }] },
    } as Node)
    await act(cluster, 'stop worker-9')
    await act(cluster, 'wait 50s')
    expect((await nodes(cluster)).at(-1)).toBe(`worker-9 ${lost}`)
    await act(cluster, 'start worker-9')
    expect((await nodes(cluster)).at(-1)).toBe('worker-9 Ready')
  })
})
