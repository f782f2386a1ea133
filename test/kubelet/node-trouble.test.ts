/** Pods and their node: what a kubelet refuses, and what happens to pods while no kubelet looks after them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Pod, PodSpec } from '../../src/generated/types.ts'
import { openNode, type PodOptions, summary, type TestNode } from './node.ts'

let node: TestNode

beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

const requests = (cpu: string, memory = '0') => ({ resources: { requests: { cpu, memory } } })
const bound = (options: PodOptions = {}): PodOptions => ({
  ...options,
  spec: { nodeName: 'worker-1', ...options.spec },
})

describe('a kubelet refuses a pod that was bound to its node without the scheduler', () => {
  const port = (hostIP?: string) => ({
    ports: [{ containerPort: 80, hostPort: 80, ...(hostIP && { hostIP }) }],
  })
  const sidecar = () => ({
    spec: { initContainers: [{ name: 'proxy', image: 'proxy', restartPolicy: 'Always', ...port() }] },
  })
  const affinity = {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }],
      },
    },
  }
  it.each<[string, PodOptions[], string, string]>([
    [
      'cpu',
      [{ container: requests('3') }, { container: requests('1500m') }],
      'OutOfcpu',
      "Node didn't have enough resource: cpu, requested: 1500, used: 3000, capacity: 4000",
    ],
    [
      'memory',
      [{ container: requests('1', '9Gi') }],
      'OutOfmemory',
      "Node didn't have enough resource: memory, requested: 9663676416, used: 0, capacity: 8589934592",
    ],
    [
      'an unknown resource',
      [
        {
          container: {
            resources: { requests: { 'example.com/gpu': '1' }, limits: { 'example.com/gpu': '1' } },
          },
        },
      ],
      'OutOfexample.com/gpu',
      "Node didn't have enough resource: example.com/gpu, requested: 1, used: 0, capacity: 0",
    ],
    [
      'labels',
      [{ spec: { nodeSelector: { disk: 'ssd' } } }],
      'NodeAffinity',
      "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    ],
    [
      'affinity',
      [{ spec: { affinity } as Partial<PodSpec> }],
      'NodeAffinity',
      "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    ],
    [
      'ports',
      [{ container: port() }, { container: port('10.0.0.1') }],
      'NodePorts',
      "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    ],
    [
      'ports of a sidecar',
      [{ container: port() }, sidecar()],
      'NodePorts',
      "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports",
    ],
  ])('for want of %s', async (_title, pods, reason, message) => {
    let last: Pod | undefined
    for (const [index, options] of pods.entries())
      last = await node.run(bound({ ...options, name: `p${index}` }))
    expect(last?.status).toMatchObject({ phase: 'Failed', reason, message: `Pod was rejected: ${message}` })
    expect(last?.status?.containerStatuses).toBeUndefined()
    expect(await node.events(last?.metadata.name)).toEqual([`Warning ${reason} ${message}`])
  })

  it('for want of room for one more', async () => {
    const small = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'small' },
      status: { capacity: { pods: '1', cpu: '4', memory: '1Gi' } },
    }
    await node.cluster.create('Node', small)
    await node.run({ name: 'a', spec: { nodeName: 'small' } })
    const { status } = await node.run({ name: 'b', spec: { nodeName: 'small' } })
    expect(status?.reason).toBe('OutOfpods')
    expect(status?.message).toBe(
      "Pod was rejected: Node didn't have enough resource: pods, requested: 1, used: 1, capacity: 1",
    )
  })

  it('not if the node can take it, and ports differ by their address', async () => {
    await node.run(bound({ name: 'a', container: { ...requests('2'), ...port('10.0.0.1') } }))
    const pod = await node.run(bound({ name: 'b', container: { ...requests('2'), ...port('10.0.0.2') } }))
    expect(summary(pod)).toBe('Running web:running+')
  })
})

describe('while its kubelet is down', () => {
  async function setKubelet(value: string | null): Promise<void> {
    const annotations = { 'kubelite.dev/kubelet': value }
    await node.cluster.patch('Node', 'worker-1', { metadata: { annotations } }, { type: 'merge' })
  }

  it('a pod is neither started nor taken away, and both happen when it comes back', async () => {
    await node.run()
    await setKubelet('stopped')
    await node.run(bound({ name: 'q' }))
    await node.cluster.delete('Pod', 'p')
    expect(summary(await node.at(10, 'p'))).toBe('Running web:running+')
    expect(summary(await node.at(10, 'q'))).toBe('Pending')
    await setKubelet(null)
    expect(await node.cluster.find('Pod', 'p')).toBeUndefined()
    expect(summary(await node.cluster.get('Pod', 'q'))).toBe('Running web:running+')
  })

  it('containers go on, and what happened to them is known when it comes back', async () => {
    await node.run({ annotations: { 'exit-after': '10s', 'exit-code': '1' } })
    await setKubelet('stopped')
    expect(summary(await node.at(25))).toBe('Running web:running+')
    await setKubelet(null)
    const pod = await node.cluster.get('Pod', 'p')
    expect(summary(pod)).toBe('Running web:running+ r1')
    const [status] = pod.status!.containerStatuses!
    expect(status?.lastState?.terminated?.finishedAt).toBe('2026-01-01T00:00:10Z')
    expect(status?.state?.running?.startedAt).toBe('2026-01-01T00:00:25Z')
  })
})
