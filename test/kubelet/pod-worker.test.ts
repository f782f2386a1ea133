/** What the simulated kubelet makes of pods, through a cluster. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Pod, PodSpec } from '../../src/generated/types.ts'
import { Cluster } from '../../src/index.ts'

let cluster: Cluster

beforeEach(async () => {
  cluster = await Cluster.open({ seed: 'kubelet', now: '2026-01-01T00:00:00Z', nodes: 1 })
})
afterEach(() => cluster.close())

const container = { name: 'c', image: 'nginx' }

async function run(
  name: string,
  spec: Partial<PodSpec> = {},
  metadata: Partial<Pod['metadata']> = {},
): Promise<Pod> {
  await cluster.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: { containers: [container], ...spec },
  } as Pod)
  return cluster.get('Pod', name)
}

function conditions({ status }: Pod): Record<string, string> {
  return Object.fromEntries(
    (status?.conditions ?? []).map(({ type, status, reason }) => [
      type,
      reason ? `${status} ${reason}` : status,
    ]),
  )
}

async function events(name: string): Promise<string[]> {
  const { items } = await cluster.list('Event', {
    namespace: 'default',
    fieldSelector: `involvedObject.name=${name}`,
  })
  return items.map(({ reason, message }) => `${reason}: ${message}`)
}

describe('a pod on a node', () => {
  it('runs, is ready, and has an address of the node', async () => {
    const pod = await run('web')
    const node = await cluster.get('Node', 'worker-1')
    expect(pod.status).toMatchObject({
      phase: 'Running',
      qosClass: 'BestEffort',
      startTime: '2026-01-01T00:00:00Z',
      hostIP: node.status?.addresses?.[0]?.address,
      podIP: expect.stringMatching(/^10\.244\.1\./),
    })
    expect(conditions(pod)).toEqual({
      PodReadyToStartContainers: 'True',
      Initialized: 'True',
      Ready: 'True',
      ContainersReady: 'True',
      PodScheduled: 'True',
    })
    expect(pod.status?.containerStatuses).toMatchObject([
      {
        name: 'c',
        ready: true,
        started: true,
        restartCount: 0,
        image: 'docker.io/library/nginx:latest',
        state: { running: {} },
      },
    ])
    expect(await events('web')).toEqual([
      'Scheduled: Successfully assigned default/web to worker-1',
      'Pulling: Pulling image "nginx"',
      'Pulled: Successfully pulled image "nginx" in 0s (0s including waiting). Image size: 196580223 bytes.',
      'Created: Container created',
      'Started: Container started',
    ])
  })

  it.each([
    ['nginx', 'docker.io/library/nginx:latest'],
    ['nginx:1.27', 'docker.io/library/nginx:1.27'],
    ['grafana/grafana', 'docker.io/grafana/grafana:latest'],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
    ['registry.example.com/team/app:v2', 'registry.example.com/team/app:v2'],
    [`app@sha256:${'a'.repeat(64)}`, `docker.io/library/app@sha256:${'a'.repeat(64)}`],
  ])('reports the image %s as %s', async (image, reported) => {
    const pod = await run('p', { containers: [{ name: 'c', image }] })
    expect(pod.status?.containerStatuses?.[0]?.image).toBe(reported)
    expect(pod.status?.containerStatuses?.[0]?.imageID).toMatch(/@sha256:[0-9a-f]{64}$/)
  })

  it('has pulled the very content that is asked for by digest', async () => {
    const digest = `sha256:${'a'.repeat(64)}`
    const pod = await run('p', { containers: [{ name: 'c', image: `app:v1@${digest}` }] })
    expect(pod.status?.containerStatuses?.[0]?.imageID).toBe(`docker.io/library/app@${digest}`)
  })

  it('finishes init containers before the others, and keeps sidecars running', async () => {
    const pod = await run('init', {
      initContainers: [
        { name: 'first', image: 'busybox' },
        { name: 'proxy', image: 'envoy', restartPolicy: 'Always' },
      ],
    })
    expect(pod.status?.initContainerStatuses).toMatchObject([
      {
        name: 'first',
        ready: true,
        started: false,
        state: { terminated: { exitCode: 0, reason: 'Completed' } },
      },
      { name: 'proxy', ready: true, started: true, state: { running: {} } },
    ])
    expect(conditions(pod)).toMatchObject({ Initialized: 'True', Ready: 'True' })
  })

  it('succeeds where a Job made it', async () => {
    const owner = { apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: 'j', controller: true }
    await cluster.create('Job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'j', namespace: 'default' },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } },
    })
    const { metadata } = await cluster.get('Job', 'j')
    const pod = await run(
      'job-pod',
      { restartPolicy: 'Never' },
      { ownerReferences: [{ ...owner, uid: metadata.uid! }] },
    )
    expect(pod.status).toMatchObject({
      phase: 'Succeeded',
      containerStatuses: [
        { ready: false, started: false, state: { terminated: { exitCode: 0, reason: 'Completed' } } },
      ],
    })
    expect(conditions(pod)).toEqual({
      PodReadyToStartContainers: 'False',
      Initialized: 'True PodCompleted',
      Ready: 'False PodCompleted',
      ContainersReady: 'False PodCompleted',
      PodScheduled: 'True',
    })
  })

  it('shares the address of its node in the host network', async () => {
    const pod = await run('host', { hostNetwork: true })
    expect(pod.status?.podIP).toBe(pod.status?.hostIP)
  })

  it('is ready only when its readiness gates are open', async () => {
    const pod = await run('gated', { readinessGates: [{ conditionType: 'example.com/open' }] })
    expect(conditions(pod)).toMatchObject({ Ready: 'False ReadinessGatesNotReady', ContainersReady: 'True' })
    const open = { type: 'example.com/open', status: 'True' }
    const status = { ...pod.status!, conditions: [...pod.status!.conditions!, open] }
    await cluster.update('Pod', { ...pod, status }, { subresource: 'status' })
    expect(conditions(await cluster.get('Pod', 'gated'))).toMatchObject({ Ready: 'True' })
  })

  it('waits for a node that does not exist', async () => {
    const pod = await run('lost', { nodeName: 'nowhere' })
    expect(pod.status?.phase).toBe('Pending')
    expect(pod.status?.podIP).toBeUndefined()
  })
})

describe('addresses', () => {
  it('are not used again at once', async () => {
    const seen = new Set<string>()
    for (let i = 0; i < 5; i++) {
      seen.add((await run('p')).status!.podIP!)
      await cluster.delete('Pod', 'p')
    }
    expect(seen.size).toBe(5)
  })

  it('are all different, and come back when the range has been gone through', async () => {
    const small = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'small' },
      spec: { podCIDR: '10.9.0.0/28' },
    }
    await cluster.apply(small)
    const spec = { nodeName: 'small' }
    for (let i = 0; i < 10; i++) {
      await run('p', spec)
      await cluster.delete('Pod', 'p')
    }
    const addresses = []
    for (const name of ['a', 'b', 'c', 'd']) addresses.push((await run(name, spec)).status?.podIP)
    expect(new Set(addresses).size).toBe(4)
    expect(addresses).not.toContain(undefined)
  })
})

describe('deletion', () => {
  it('stops the containers and takes the pod out of the API', async () => {
    const { metadata } = await run('web')
    await cluster.delete('Pod', 'web')
    expect(await cluster.find('Pod', 'web')).toBeUndefined()
    expect((await events(metadata.name!)).at(-1)).toBe('Killing: Stopping container c')
  })

  it('leaves a pod that a finalizer holds, and takes it when the finalizer goes', async () => {
    await run('held', {}, { finalizers: ['example.com/hold'] })
    await cluster.delete('Pod', 'held')
    expect((await cluster.get('Pod', 'held')).metadata.deletionTimestamp).toBeDefined()
    await cluster.patch('Pod', 'held', { metadata: { finalizers: null } }, { type: 'merge' })
    expect(await cluster.find('Pod', 'held')).toBeUndefined()
  })
})

describe('a node', () => {
  it('can allocate all of the extended resources that somebody says it has, and none when they are gone', async () => {
    const patch = (capacity: object) =>
      cluster.patch('Node', 'worker-1', { status: { capacity } }, { subresource: 'status' })
    const dongles = async () =>
      (await cluster.get('Node', 'worker-1')).status?.allocatable?.['example.com/dongle']
    const resources = { requests: { 'example.com/dongle': '3' }, limits: { 'example.com/dongle': '3' } }
    const pod = await run('dongled', { containers: [{ name: 'c', image: 'nginx', resources }] })
    expect(pod.status?.phase).toBe('Pending')
    await patch({ 'example.com/dongle': '4' })
    expect(await dongles()).toBe('4')
    expect((await cluster.get('Pod', 'dongled')).status?.phase).toBe('Running')
    await patch({ 'example.com/dongle': '6' })
    expect(await dongles()).toBe('6')
    await patch({ 'example.com/dongle': null })
    expect(await dongles()).toBeUndefined()
  })

  it('registers with labels, conditions, addresses, a range for pods and a lease', async () => {
    await cluster.apply({
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'extra', labels: { disk: 'ssd' } },
    })
    const node = await cluster.get('Node', 'extra')
    expect(node.metadata.labels).toMatchObject({
      disk: 'ssd',
      'kubernetes.io/hostname': 'extra',
      'kubernetes.io/os': 'linux',
    })
    expect(node.spec?.podCIDR).toMatch(/^10\.244\.\d+\.0\/24$/)
    expect(node.status).toMatchObject({
      allocatable: { cpu: '4', memory: '8Gi', pods: '110' },
      addresses: [{ type: 'InternalIP' }, { type: 'Hostname', address: 'extra' }],
      nodeInfo: { kubeletVersion: 'v1.36.0' },
    })
    expect(node.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True')
    const lease = await cluster.get('Lease', { namespace: 'kube-node-lease', name: 'extra' })
    expect(lease.spec?.holderIdentity).toBe('extra')
  })

  it('keeps the condition that its manifest gives it', async () => {
    const status = { conditions: [{ type: 'Ready', status: 'False', reason: 'Broken' }] }
    await cluster.create('Node', {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'broken' },
      status,
    } as never)
    expect((await cluster.get('Node', 'broken')).status?.conditions).toMatchObject(status.conditions)
  })
})
