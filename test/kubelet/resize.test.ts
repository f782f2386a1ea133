/** Pods that are resized in place: at once, by a restart, later, or never. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Container, Pod, ResourceRequirements } from '../../src/generated/types.ts'
import { conditions, openNode, summary, type TestNode } from './node.ts'

let node: TestNode

beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

/** The same as request and limit. */
const exactly = (cpu: string, memory: string): ResourceRequirements => ({
  limits: { cpu, memory },
  requests: { cpu, memory },
})

const sized = (cpu: string, memory = '200Mi', more: Partial<Container> = {}) => ({
  container: { resources: exactly(cpu, memory), ...more },
})

const RESTARTS_FOR_MEMORY: Partial<Container> = {
  resizePolicy: [
    { resourceName: 'cpu', restartPolicy: 'NotRequired' },
    { resourceName: 'memory', restartPolicy: 'RestartContainer' },
  ],
}

const RESTARTS_FOR_CPU: Partial<Container> = {
  resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'RestartContainer' }],
}

async function resize(resources: ResourceRequirements, name = 'p'): Promise<Pod> {
  const patch = { spec: { containers: [{ name: 'web', resources }] } }
  await node.cluster.patch('Pod', name, patch, { subresource: 'resize' })
  return node.cluster.get('Pod', name)
}

const given = ({ status }: Pod) => {
  const { resources, allocatedResources } = status?.containerStatuses?.[0] ?? {}
  return `${resources?.requests?.cpu} ${resources?.requests?.memory}, allocated ${allocatedResources?.cpu}`
}

const resizeEvents = async (name = 'p') =>
  (await node.events(name)).filter((event) => /Resize|resize/.test(event))

const inJson = (cpu: string, memory: string, generation: number, error?: string) =>
  JSON.stringify({
    containers: [{ name: 'web', resources: exactly(cpu, memory) }],
    generation,
    ...(error && { error }),
  })

describe('a resize that its node has room for', () => {
  it('changes what the container has, and tells of it', async () => {
    await node.run(sized('700m'))
    const pod = await resize(exactly('800m', '200Mi'))
    expect(summary(pod)).toBe('Running web:running+')
    expect(given(pod)).toBe('800m 200Mi, allocated 800m')
    expect(Object.keys(conditions(pod))[0]).toBe('PodReadyToStartContainers')
    expect(await resizeEvents()).toEqual([
      `Normal ResizeStarted Pod resize started: ${inJson('800m', '200Mi', 2)}`,
      `Normal ResizeCompleted Pod resize completed: ${inJson('800m', '200Mi', 2)}`,
    ])
  })

  it('starts a container again that takes it only so', async () => {
    await node.run(sized('700m', '200Mi', RESTARTS_FOR_MEMORY))
    expect(summary(await resize(exactly('800m', '200Mi')))).toBe('Running web:running+')
    const pod = await resize(exactly('800m', '300Mi'))
    expect(summary(pod)).toBe('Running web:running+ r1')
    expect(given(pod)).toBe('800m 300Mi, allocated 800m')
    const events = await node.events()
    expect(events).toContain('Normal Started Container started (x2)')
    expect(events.slice(events.findIndex((event) => event.includes('requires restart')) - 1)).toEqual([
      `Normal ResizeStarted Pod resize started: ${inJson('800m', '300Mi', 3)}`,
      'Normal Killing Container web resize requires restart',
      'Normal Pulled Container image "nginx:1.27" already present on machine and can be accessed by the pod',
      `Normal ResizeCompleted Pod resize completed: ${inJson('800m', '300Mi', 3)}`,
    ])
  })

  it('is under way while the container takes its time to end', async () => {
    await node.run({ ...sized('700m', '200Mi', RESTARTS_FOR_MEMORY), annotations: { termination: '20s' } })
    const pod = await resize(exactly('700m', '300Mi'))
    expect(conditions(pod)).toMatchObject({ PodResizeInProgress: 'True' })
    expect(Object.keys(conditions(pod))[0]).toBe('PodResizeInProgress')
    expect(given(pod)).toBe('700m 200Mi, allocated 700m')
    expect(pod.status?.containerStatuses?.[0]?.allocatedResources?.memory).toBe('300Mi')
    const later = await node.at(20)
    expect(summary(later)).toBe('Running web:running+ r1')
    expect(conditions(later)).not.toHaveProperty('PodResizeInProgress')
    expect((await resizeEvents()).at(-1)).toBe(
      `Normal ResizeCompleted Pod resize completed: ${inJson('700m', '300Mi', 2)}`,
    )
  })

  it('restarts without a pause, whatever the policy of the pod, and however often', async () => {
    await node.run({ ...sized('1', '100Mi', RESTARTS_FOR_MEMORY), spec: { restartPolicy: 'OnFailure' } })
    for (const [index, memory] of ['200Mi', '300Mi', '400Mi'].entries())
      expect(summary(await resize(exactly('1', memory)))).toBe(`Running web:running+ r${index + 1}`)
  })

  it('is told once of a container that has ended, too', async () => {
    const containers = ['done', 'web'].map((name) => ({
      name,
      image: name,
      resources: exactly('1', '100Mi'),
    }))
    const annotations = { 'exit-after.done': '1s' }
    await node.run({ annotations, spec: { restartPolicy: 'Never', containers } })
    await node.at(1)
    const patch = { spec: { containers: [{ name: 'done', resources: exactly('2', '100Mi') }] } }
    await node.cluster.patch('Pod', 'p', patch, { subresource: 'resize' })
    await node.cluster.patch('Pod', 'p', { metadata: { labels: { looked: 'at' } } })
    const { status } = await node.cluster.get('Pod', 'p')
    expect(status?.containerStatuses?.[0]).toMatchObject({ name: 'done', resources: exactly('2', '100Mi') })
    const events = await resizeEvents()
    expect(events.map((event) => event.split(' ')[1])).toEqual(['ResizeStarted', 'ResizeCompleted'])
    expect(events.join()).not.toContain('(x')
  })

  it('changes nothing where only the notation differs', async () => {
    await node.run(sized('1'))
    expect(given(await resize(exactly('1000m', '200Mi')))).toBe('1000m 200Mi, allocated 1000m')
    expect(await resizeEvents()).toEqual([])
  })
})

describe('a resize that its node has no room for now', () => {
  const lack = (used: number) =>
    `Node didn't have enough resource: cpu, requested: 3000, used: ${used}, capacity: 4000`

  it('waits until another pod goes', async () => {
    await node.run({ name: 'other', ...sized('2') })
    await node.run(sized('1'))
    const pod = await resize(exactly('3', '200Mi'))
    expect(conditions(pod)).toMatchObject({ PodResizePending: 'True Deferred' })
    expect(Object.keys(conditions(pod))[0]).toBe('PodResizePending')
    expect(pod.status?.conditions?.[0]?.message).toBe(lack(2000))
    expect(given(pod)).toBe('1 200Mi, allocated 1')
    await node.cluster.delete('Pod', 'other')
    const later = await node.cluster.get('Pod', 'p')
    expect(given(later)).toBe('3 200Mi, allocated 3')
    expect(conditions(later)).not.toHaveProperty('PodResizePending')
    expect(await resizeEvents()).toEqual([
      `Warning ResizeDeferred Pod resize Deferred: ${inJson('3', '200Mi', 2, lack(2000))}`,
      `Normal ResizeStarted Pod resize started: ${inJson('3', '200Mi', 2)}`,
      `Normal ResizeCompleted Pod resize completed: ${inJson('3', '200Mi', 2)}`,
    ])
  })

  it.each([
    ['another pod ends', () => node.cluster.patch('Pod', 'other', fail)],
    ['another pod shrinks', () => resize(exactly('500m', '200Mi'), 'other')],
    ['the node grows', () => node.cluster.patch('Node', 'worker-1', larger, { subresource: 'status' })],
  ])('is granted when %s', async (_title, make) => {
    await node.run({ name: 'other', ...sized('2'), spec: { restartPolicy: 'Never' } })
    await node.run(sized('1'))
    expect(conditions(await resize(exactly('3', '200Mi')))).toMatchObject({
      PodResizePending: 'True Deferred',
    })
    await make()
    expect(given(await node.cluster.get('Pod', 'p'))).toBe('3 200Mi, allocated 3')
  })

  it('is granted as soon as another pod may shrink, though that takes a restart which takes its time', async () => {
    const slow = { ...sized('2', '200Mi', RESTARTS_FOR_CPU), annotations: { termination: '20s' } }
    await node.run({ name: 'other', ...slow })
    await node.run(sized('1'))
    await resize(exactly('3', '200Mi'))
    await resize(exactly('500m', '200Mi'), 'other')
    expect(given(await node.cluster.get('Pod', 'other'))).toBe('2 200Mi, allocated 500m')
    expect(given(await node.cluster.get('Pod', 'p'))).toBe('3 200Mi, allocated 3')
    expect(given(await node.at(20, 'other'))).toBe('500m 200Mi, allocated 500m')
  })

  it('goes first to the pod of the highest priority', async () => {
    await node.cluster.create('PriorityClass', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: 'high' },
      value: 1000,
    })
    await node.run({ name: 'other', ...sized('1') })
    await node.run({ name: 'low', ...sized('1') })
    await node.run({ name: 'high', ...sized('1'), spec: { priorityClassName: 'high' } })
    await resize(exactly('2500m', '200Mi'), 'low')
    await resize(exactly('2500m', '200Mi'), 'high')
    await node.cluster.delete('Pod', 'other')
    expect(conditions(await node.cluster.get('Pod', 'low'))).toMatchObject({
      PodResizePending: 'True Deferred',
    })
    expect(given(await node.cluster.get('Pod', 'high'))).toBe('2500m 200Mi, allocated 2500m')
  })

  it('leaves the container with what it has, also when that starts again', async () => {
    await node.run({ name: 'other', ...sized('2') })
    await node.run({ ...sized('1'), annotations: { 'exit-after': '30s', 'exit-times': '1' } })
    await resize(exactly('3', '200Mi'))
    const pod = await node.at(30)
    expect(summary(pod)).toBe('Running web:running+ r1')
    expect(given(pod)).toBe('1 200Mi, allocated 1')
    expect(conditions(pod)).toMatchObject({ PodResizePending: 'True Deferred' })
  })

  it('is forgotten when it is taken back', async () => {
    await node.run({ name: 'other', ...sized('2') })
    await node.run(sized('1'))
    await resize(exactly('3', '200Mi'))
    const pod = await resize(exactly('1', '200Mi'))
    expect(conditions(pod)).not.toHaveProperty('PodResizePending')
    expect(await resizeEvents()).toHaveLength(1)
  })
})

it('says of a resize that it will never come about where the node has become too small', async () => {
  await node.run({ name: 'other', ...sized('2') })
  await node.run(sized('1'))
  await resize(exactly('3', '200Mi'))
  const smaller = { status: { allocatable: { cpu: '2500m' }, capacity: { cpu: '2500m' } } }
  await node.cluster.patch('Node', 'worker-1', smaller, { subresource: 'status' })
  const pod = await node.cluster.get('Pod', 'p')
  expect(conditions(pod)).toMatchObject({ PodResizePending: 'True Infeasible' })
  expect(given(pod)).toBe('1 200Mi, allocated 1')
  expect((await resizeEvents()).at(-1)).toMatch(/^Warning ResizeInfeasible Pod resize Infeasible: /)
})

it('resizes a pod as a whole', async () => {
  const whole = (cpu: string) => ({ requests: { cpu }, limits: { cpu: '2' } })
  const pod = await node.run({ spec: { resources: whole('1') } })
  expect(pod.status).toMatchObject({ resources: whole('1'), allocatedResources: { cpu: '1' } })
  await node.run({ name: 'other', ...sized('2') })
  const grow = async (cpu: string) => {
    await node.cluster.patch('Pod', 'p', { spec: { resources: whole(cpu) } }, { subresource: 'resize' })
    return node.cluster.get('Pod', 'p')
  }
  expect((await grow('1500m')).status).toMatchObject({
    resources: whole('1500m'),
    allocatedResources: { cpu: '1500m' },
  })
  const waiting = await grow('2')
  expect(conditions(waiting)).not.toHaveProperty('PodResizePending')
  await resize(exactly('2', '200Mi'), 'other')
  expect((await resizeEvents()).at(-1)).toBe(
    'Normal ResizeCompleted Pod resize completed: {"resources":{"limits":{"cpu":"2"},"requests":{"cpu":"2"}},"containers":[{"name":"web","resources":{}}],"generation":3}',
  )
})

it('does nothing when it looks again', async () => {
  await node.run({ name: 'other', ...sized('2') })
  await node.run(sized('1'))
  await resize(exactly('3', '200Mi'))
  const { metadata } = await node.cluster.get('Pod', 'p')
  expect((await node.at(3600)).metadata.resourceVersion).toBe(metadata.resourceVersion)
})

const fail = { metadata: { annotations: { 'kubelite.dev/fail': 'Error:1' } } }
const larger = { status: { allocatable: { cpu: '8' }, capacity: { cpu: '8' } } }
