/** Init containers, sidecars and hooks: what waits for what, when a pod comes up and when it is done. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Container, PodSpec } from '../../src/generated/types.ts'
import { conditions, openNode, summary, type TestNode } from './node.ts'

let node: TestNode

beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

const init = (name: string, more: Partial<Container> = {}): Container => ({
  name,
  image: 'busybox:1',
  ...more,
})
const sidecar = (name: string, more: Partial<Container> = {}): Container =>
  init(name, { restartPolicy: 'Always', ...more })

/** A pod that a Job owns, whose containers end by themselves. */
async function runJobPod(annotations: Record<string, string>, spec: Partial<PodSpec>): Promise<void> {
  await node.cluster.create('Job', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'j', namespace: 'default' },
    spec: { suspend: true, template: { spec: { restartPolicy: 'Never', containers: [init('c')] } } },
  })
  const { uid = '' } = (await node.cluster.get('Job', 'j')).metadata
  const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid, controller: true }]
  await node.run({ annotations, metadata: { ownerReferences, ...prefixed(annotations) }, spec })
}

function prefixed(annotations: Record<string, string>) {
  const entries = Object.entries(annotations).map(([key, value]) => [`kubelite.dev/${key}`, value])
  return { annotations: Object.fromEntries(entries) }
}

describe('init containers', () => {
  it('run one after the other, before the others', async () => {
    await node.run({
      annotations: { 'exit-after.a': '10s', 'exit-after.b': '5s' },
      spec: { initContainers: [init('a'), init('b')] },
    })
    const first = await node.at(9)
    expect(summary(first)).toBe('Pending a:running b:PodInitializing web:PodInitializing')
    expect(conditions(first)).toMatchObject({ Initialized: 'False ContainersNotInitialized' })
    expect(first.status?.conditions?.find(({ type }) => type === 'Initialized')?.message).toBe(
      'containers with incomplete status: [a b]',
    )
    expect(summary(await node.at(14))).toBe('Pending a:Completed(0)+ b:running web:PodInitializing')
    const last = await node.at(15)
    expect(summary(last)).toBe('Running a:Completed(0)+ b:Completed(0)+ web:running+')
    expect(conditions(last)).toMatchObject({ Initialized: 'True', Ready: 'True' })
  })

  it('are tried again until they succeed', async () => {
    await node.run({
      annotations: { 'exit-code.a': '1', 'exit-times.a': '2' },
      spec: { initContainers: [init('a')] },
    })
    expect(summary(await node.at(9))).toBe('Pending a:CrashLoopBackOff r1 web:PodInitializing')
    expect(summary(await node.at(10))).toBe('Running a:Completed(0)+ r2 web:running+')
  })

  it('fail a pod that is not to try again', async () => {
    const pod = await node.run({
      annotations: { 'exit-code.a': '1' },
      spec: { restartPolicy: 'Never', initContainers: [init('a')] },
    })
    expect(summary(pod)).toBe('Failed a:Error(1) web:PodInitializing')
    expect(conditions(pod)).toMatchObject({
      Initialized: 'False ContainersNotInitialized',
      Ready: 'False PodFailed',
    })
  })
})

describe('sidecars', () => {
  const startupProbe = { tcpSocket: { port: 1 }, periodSeconds: 1, failureThreshold: 99 }

  it('have started before the next container comes up, and are not waited for after that', async () => {
    await node.run({
      annotations: { 'startup.s': '5s' },
      spec: { initContainers: [sidecar('s', { startupProbe }), init('a')] },
    })
    expect(summary(await node.at(4))).toBe('Pending s:running a:PodInitializing web:PodInitializing')
    expect(summary(await node.at(5))).toBe('Running s:running+ a:Completed(0)+ web:running+')
  })

  it('come back when they end, and count for the readiness of the pod', async () => {
    await node.run({
      annotations: { 'exit-after.s': '5s', 'exit-code.s': '1' },
      spec: { initContainers: [sidecar('s')] },
    })
    expect(summary(await node.at(5))).toBe('Running s:running+ r1 web:running+')
    const pod = await node.at(10)
    expect(summary(pod)).toBe('Running s:CrashLoopBackOff r1 web:running+')
    expect(conditions(pod)).toMatchObject({ Initialized: 'True', Ready: 'False ContainersNotReady' })
    expect(summary(await node.at(20))).toBe('Running s:running+ r2 web:running+')
  })

  it('end when the work is done, the last one first', async () => {
    await runJobPod(
      { 'exit-after.web': '10s', 'termination.t': '3s', 'termination.s': '2s' },
      { restartPolicy: 'Never', initContainers: [sidecar('s'), sidecar('t')] },
    )
    expect(summary(await node.at(9))).toBe('Running s:running+ t:running+ web:running+')
    expect(summary(await node.at(12))).toBe('Running s:running+ t:running+ web:Completed(0)')
    expect(summary(await node.at(14))).toBe('Running s:running+ t:Completed(0) web:Completed(0)')
    expect(summary(await node.at(15))).toBe('Succeeded s:Completed(0) t:Completed(0) web:Completed(0)')
  })
})

describe('hooks', () => {
  const lifecycle = { postStart: { exec: { command: ['true'] } } }

  it('of the start hold up that a container counts as running', async () => {
    await node.run({ annotations: { 'post-start': '5s' }, container: { lifecycle } })
    expect(summary(await node.at(4))).toBe('Pending web:ContainerCreating')
    const pod = await node.at(5)
    expect(summary(pod)).toBe('Running web:running+')
    expect(pod.status?.containerStatuses?.[0]?.state?.running?.startedAt).toBe('2026-01-01T00:00:00Z')
  })

  it('of the start that sleep take that long', async () => {
    await node.run({ container: { lifecycle: { postStart: { sleep: { seconds: 3 } } } } })
    expect(summary(await node.at(2))).toBe('Pending web:ContainerCreating')
    expect(summary(await node.at(3))).toBe('Running web:running+')
  })

  it('of the start that fail end the container', async () => {
    const pod = await node.run({ annotations: { 'post-start': 'fails' }, container: { lifecycle } })
    expect(summary(pod)).toBe('Running web:CrashLoopBackOff r1')
    expect(await node.events()).toEqual(
      expect.arrayContaining([
        'Warning FailedPostStartHook PostStartHook failed (x2)',
        'Normal Killing FailedPostStartHook (x2)',
      ]),
    )
  })

  it('mean nothing where there are none', async () => {
    expect(summary(await node.run({ annotations: { 'post-start': 'fails' } }))).toBe('Running web:running+')
  })
})

it('lets containers be added for debugging, which count for nothing', async () => {
  await node.run()
  const debug = { name: 'debug', image: 'busybox:1' }
  await node.cluster.patch(
    'Pod',
    'p',
    { spec: { ephemeralContainers: [debug] } },
    { subresource: 'ephemeralcontainers' },
  )
  const { status } = await node.cluster.get('Pod', 'p')
  expect(status?.ephemeralContainerStatuses).toMatchObject([
    { name: 'debug', ready: false, state: { running: {} } },
  ])
  expect(status?.phase).toBe('Running')
})
