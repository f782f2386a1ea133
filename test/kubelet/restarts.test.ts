/** Containers that end, and come back or not: policies, rules, and the pauses of a crash loop. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Container, Pod, PodSpec } from '../../src/generated/types.ts'
import { conditions, openNode, summary, type TestNode } from './node.ts'

let node: TestNode

beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

const rule = (action: string, ...values: number[]) => ({ action, exitCodes: { operator: 'In', values } })

describe('a container that ends as soon as it starts', () => {
  it('is started again at once, then after pauses that double up to five minutes', async () => {
    await node.run({ annotations: { 'exit-code': '1' } })
    const starts = [0, 10, 30, 70, 150, 310, 610, 910, 1210]
    for (const [index, second] of starts.entries()) {
      if (second > 0)
        expect(summary(await node.at(second - 1))).toBe(`Running web:CrashLoopBackOff r${index}`)
      const pod = await node.at(second)
      expect(summary(pod)).toBe(`Running web:CrashLoopBackOff r${index + 1}`)
      const [status] = pod.status!.containerStatuses!
      const pause = ['10s', '20s', '40s', '1m20s', '2m40s', '5m0s'][Math.min(index, 5)]
      expect(status?.state?.waiting?.message).toBe(
        `back-off ${pause} restarting failed container=web pod=p_default(${pod.metadata.uid})`,
      )
      expect(status?.lastState?.terminated).toMatchObject({ exitCode: 1, reason: 'Error' })
    }
    const { metadata } = await node.cluster.get('Pod', 'p')
    expect(await node.events()).toContain(
      `Warning BackOff Back-off restarting failed container web in pod p_default(${metadata.uid}) (x9)`,
    )
  })

  it('does so as well if it ends without an error', async () => {
    expect(summary(await node.run({ annotations: { 'exit-after': '0s' } }))).toBe(
      'Running web:CrashLoopBackOff r1',
    )
  })
})

it('starts a container at once again that had run for more than ten minutes', async () => {
  await node.run({ annotations: { 'exit-after': '11m', 'exit-code': '1' } })
  expect(summary(await node.at(660))).toBe('Running web:running+ r1')
  expect(summary(await node.at(1320))).toBe('Running web:running+ r2')
  expect(summary(await node.at(1980))).toBe('Running web:running+ r3')
})

it('lets a container fail as often as is said, and then run for ever', async () => {
  await node.run({ annotations: { 'exit-after': '1s', 'exit-code': '3', 'exit-times': '2' } })
  expect(summary(await node.at(1))).toBe('Running web:running+ r1')
  expect(summary(await node.at(2))).toBe('Running web:CrashLoopBackOff r1')
  expect(summary(await node.at(12))).toBe('Running web:running+ r2')
  expect(summary(await node.at(3600))).toBe('Running web:running+ r2')
})

describe('the restart policy', () => {
  it.each([
    ['Always', '0', 'Running web:CrashLoopBackOff r1'],
    ['Always', '1', 'Running web:CrashLoopBackOff r1'],
    ['OnFailure', '0', 'Succeeded web:Completed(0)'],
    ['OnFailure', '2', 'Running web:CrashLoopBackOff r1'],
    ['Never', '0', 'Succeeded web:Completed(0)'],
    ['Never', '2', 'Failed web:Error(2)'],
  ])('%s answers exit code %s with %s', async (restartPolicy, code, expected) => {
    const pod = await node.run({ annotations: { 'exit-code': code }, spec: { restartPolicy } })
    expect(summary(pod)).toBe(expected)
  })

  it('fails the pod if one of its containers did, when all have ended', async () => {
    const containers = [
      { name: 'a', image: 'a' },
      { name: 'b', image: 'b' },
    ]
    const annotations = { 'exit-code.a': '1', 'exit-after.b': '10s' }
    await node.run({ annotations, spec: { restartPolicy: 'Never', containers } })
    expect(summary(await node.at(9))).toBe('Running a:Error(1) b:running+')
    expect(summary(await node.at(10))).toBe('Failed a:Error(1) b:Completed(0)')
  })
})

describe("a container's own restart policy", () => {
  it.each<[string, Partial<Container>, string, string]>([
    ['comes before that of the pod', { restartPolicy: 'Never' }, 'Always', 'Failed web:Error(7)'],
    ['lets it come back', { restartPolicy: 'Always' }, 'Never', 'Running web:CrashLoopBackOff r1'],
    [
      'has rules for exit codes, which come first',
      { restartPolicy: 'Never', restartPolicyRules: [rule('Restart', 7)] },
      'Never',
      'Running web:CrashLoopBackOff r1',
    ],
    [
      'holds for exit codes without a rule',
      { restartPolicy: 'Never', restartPolicyRules: [rule('Restart', 8)] },
      'Always',
      'Failed web:Error(7)',
    ],
  ])('%s', async (_title, container, restartPolicy, expected) => {
    const pod = await node.run({ annotations: { 'exit-code': '7' }, container, spec: { restartPolicy } })
    expect(summary(pod)).toBe(expected)
  })

  it('can start all containers of the pod anew', async () => {
    const annotations = { 'exit-after.web': '5s', 'exit-code.web': '42', 'exit-times': '1' }
    await node.run({ annotations, spec: allAnew('web') })
    expect(summary(await node.at(4))).toBe('Running init:Completed(0)+ other:running+ web:running+')
    const cleared = await node.at(5)
    expect(summary(cleared)).toBe(
      'Pending init:RestartingAllContainers r1 other:RestartingAllContainers r1 web:RestartingAllContainers r1',
    )
    const message = 'The container is removed because RestartAllContainers in place'
    const reason = 'RestartingAllContainers'
    expect(cleared.status?.containerStatuses?.[1]).toMatchObject({
      state: { waiting: { message, reason } },
      lastState: { terminated: { exitCode: 137, finishedAt: null, message, reason, startedAt: null } },
    })
    const again = await node.at(7)
    expect(summary(again)).toBe('Running init:Completed(0)+ r1 other:running+ r1 web:running+ r1')
    expect(again.status?.podIP).toBe(cleared.status?.podIP)
  })

  it('can start all containers anew without a pause, as often as it has to', async () => {
    const annotations = { 'exit-after.web': '5s', 'exit-code.web': '42' }
    await node.run({ annotations, spec: allAnew('web') })
    for (const [index, second] of [7, 14, 21, 28].entries())
      expect(summary(await node.at(second))).toBe(
        `Running init:Completed(0)+ r${index + 1} other:running+ r${index + 1} web:running+ r${index + 1}`,
      )
  })

  it('says that all containers start anew, which waits neither for hooks nor for the grace period', async () => {
    const annotations = { 'exit-after.web': '5s', 'exit-code.web': '42', 'termination.other': 'never' }
    const spec = allAnew('web')
    for (const container of spec.containers ?? [])
      container.lifecycle = { preStop: { sleep: { seconds: 20 } } }
    await node.run({ annotations, spec })
    expect(conditions(await node.at(4))).toMatchObject({ AllContainersRestarting: 'False' })
    const pod = await node.at(6)
    expect(summary(pod)).toBe('Running init:Completed(0)+ other:running+ web:Error(42)')
    expect(pod.status?.conditions?.at(-1)).toEqual({
      lastProbeTime: null,
      lastTransitionTime: '2026-01-01T00:00:05Z',
      message: 'container exited with restart policy rule',
      reason: 'RestartAllContainersStarted',
      status: 'True',
      type: 'AllContainersRestarting',
    })
    expect(conditions(await node.at(7))).toMatchObject({ AllContainersRestarting: 'False' })
    expect(await node.events()).not.toContain('Warning FailedPreStopHook PreStopHook failed')
  })

  it('is asked of sidecars, too, before they come back by themselves', async () => {
    const rules = [rule('RestartAllContainers', 88), rule('Restart', 3)]
    const sidecar: Container = {
      name: 'watcher',
      image: 'w',
      restartPolicy: 'Always',
      restartPolicyRules: rules,
    }
    const annotations = { 'exit-after.watcher': '60s', 'exit-code.watcher': '88', 'exit-times': '1' }
    await node.run({ annotations, spec: { restartPolicy: 'Never', initContainers: [sidecar] } })
    expect(summary(await node.at(62))).toBe('Running watcher:running+ r1 web:running+ r1')
  })
})

/** A pod that never restarts, but for the container of the name, which starts all of them anew at exit code 42. */
function allAnew(name: string): Partial<PodSpec> {
  const restartPolicyRules = [rule('RestartAllContainers', 42)]
  return {
    restartPolicy: 'Never',
    initContainers: [{ name: 'init', image: 'init' }],
    containers: [
      { name, image: 'web', restartPolicy: 'Never', restartPolicyRules },
      { name: 'other', image: 'other' },
    ],
  }
}

describe('a container out of memory', () => {
  it('is killed and started again', async () => {
    await node.run({ annotations: { 'oom-after': '30s' } })
    const pod = await node.at(30)
    expect(summary(pod)).toBe('Running web:running+ r1')
    expect(pod.status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
      startedAt: '2026-01-01T00:00:00Z',
      finishedAt: '2026-01-01T00:00:30Z',
    })
  })

  it('is so when what it uses crosses its limit', async () => {
    await node.run({
      annotations: { memory: '0s=10Mi 100s=110Mi' },
      container: { resources: { limits: { memory: '60Mi' } } },
    })
    expect(summary(await node.at(49))).toBe('Running web:running+')
    expect(summary(await node.at(50))).toBe('Running web:running+ r1')
    expect(summary(await node.at(100))).toBe('Running web:CrashLoopBackOff r1')
  })

  it('is so when its command takes more than its limit', async () => {
    const command = ['stress', '--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1']
    const pod = await node.run({ container: { command, resources: { limits: { memory: '100Mi' } } } })
    expect(summary(pod)).toBe('Running web:CrashLoopBackOff r1')
    expect(pod.status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
    })
  })

  it('fails a pod that is not to come back', async () => {
    await node.run({ annotations: { 'oom-after': '30s' }, spec: { restartPolicy: 'Never' } })
    expect(summary(await node.at(30))).toBe('Failed web:OOMKilled(137)')
  })
})

it('gives a container that comes back a new id and keeps the address of the pod', async () => {
  const before = await node.run({ annotations: { 'exit-after': '5s', 'exit-code': '1' } })
  const after = await node.at(5)
  expect(after.status?.podIP).toBe(before.status?.podIP)
  expect(after.status?.containerStatuses?.[0]?.containerID).not.toBe(
    before.status?.containerStatuses?.[0]?.containerID,
  )
})

it('restarts a container whose image is changed', async () => {
  await node.run()
  await node.cluster.patch('Pod', 'p', { spec: { containers: [{ name: 'web', image: 'nginx:1.28' }] } })
  const pod = await node.cluster.get('Pod', 'p')
  expect(summary(pod)).toBe('Running web:running+ r1')
  expect(pod.status?.containerStatuses?.[0]?.image).toBe('docker.io/library/nginx:1.28')
  expect(await node.events()).toContain('Normal Killing Container web definition changed, will be restarted')
})

it('ends a running container now that is told to have ended before', async () => {
  await node.run()
  await node.at(3600)
  const annotations = { 'kubelite.dev/exit-after': '10s', 'kubelite.dev/exit-code': '1' }
  await node.cluster.patch('Pod', 'p', { metadata: { annotations } }, { type: 'merge' })
  const pod = await node.cluster.get('Pod', 'p')
  expect(summary(pod)).toBe('Running web:running+ r1')
  expect(pod.status?.containerStatuses?.[0]?.lastState?.terminated?.finishedAt).toBe('2026-01-01T01:00:00Z')
})

it('writes nothing when it looks again', async () => {
  await node.run({ annotations: { 'exit-after': '5s', 'exit-code': '1' } })
  await node.run({ name: 'q', annotations: { 'images-missing': 'nginx' } })
  await node.at(60)
  const before = (await node.cluster.list('Pod')).metadata?.resourceVersion
  // A kubelet that comes back looks at all of its pods.
  for (const value of ['stopped', null]) {
    const annotations = { 'kubelite.dev/kubelet': value }
    await node.cluster.patch('Node', 'worker-1', { metadata: { annotations } }, { type: 'merge' })
  }
  for (const name of ['p', 'q']) {
    const { metadata } = await node.cluster.get('Pod', name)
    expect(Number(metadata.resourceVersion)).toBeLessThanOrEqual(Number(before))
  }
})

it('counts from the very moment of a start, not from its second', async () => {
  await node.cluster.clock.advance(700)
  await node.run({ annotations: { 'exit-after': '500ms', 'exit-code': '1' } })
  await node.cluster.clock.advance(499)
  expect(summary(await node.cluster.get('Pod', 'p'))).toBe('Running web:running+')
  await node.cluster.clock.advance(1)
  expect(summary(await node.cluster.get('Pod', 'p'))).toBe('Running web:running+ r1')
})

it('comes to the same in one stride as in many', async () => {
  const annotations = { 'exit-after': '7s', 'exit-code': '1', startup: '3s' }
  const container = { readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 2 } }
  await node.run({ annotations, container })
  for (let second = 1; second <= 400; second++) await node.at(second)
  const slow = await node.cluster.get('Pod', 'p')
  const other = await openNode()
  await other.run({ annotations, container })
  const fast = await other.at(400)
  await other.close()
  const times = ({ status }: Pod) =>
    status?.containerStatuses?.map(({ state, lastState }) => [state, lastState])
  expect(summary(fast)).toBe(summary(slow))
  expect(JSON.stringify(times(fast)).replace(/[0-9a-f-]{36,}/g, '')).toBe(
    JSON.stringify(times(slow)).replace(/[0-9a-f-]{36,}/g, ''),
  )
})
