/** The end of pods: deletion with its grace period, deadlines, evictions, and containers that are made to fail. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Container, PodSpec } from '../../src/generated/types.ts'
import { conditions, openNode, type PodOptions, START, summary, type TestNode } from './node.ts'

let node: TestNode

beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

async function isThere(seconds: number): Promise<boolean> {
  await node.cluster.clock.advance(START + seconds * 1000 - node.cluster.clock.now().getTime())
  return (await node.cluster.find('Pod', 'p')) !== undefined
}

describe('a pod that is deleted goes', () => {
  const preStop = { preStop: { exec: { command: ['true'] } } }
  const sleeps = { preStop: { sleep: { seconds: 8 } } }
  type Row = [string, number, Record<string, string>, Partial<Container>, Partial<PodSpec>]

  it.each<Row>([
    ['at once if it stops at once', 0, {}, {}, {}],
    ['when it has stopped', 12, { termination: '12s' }, {}, {}],
    ['when it is killed, if it does not listen', 30, { termination: 'never' }, {}, {}],
    [
      'when it is killed, if it takes too long',
      5,
      { termination: '1m' },
      {},
      { terminationGracePeriodSeconds: 5 },
    ],
    [
      'two seconds later at the soonest',
      2,
      { termination: 'never' },
      {},
      { terminationGracePeriodSeconds: 1 },
    ],
    ['after its preStop hook', 10, { 'pre-stop': '10s' }, { lifecycle: preStop }, {}],
    ['after a preStop hook that sleeps', 8, {}, { lifecycle: sleeps }, {}],
    ['after hook and signal', 15, { 'pre-stop': '10s', termination: '5s' }, { lifecycle: preStop }, {}],
    [
      'two seconds after a hook that takes all of the time',
      32,
      { 'pre-stop': '1h', termination: 'never' },
      { lifecycle: preStop },
      {},
    ],
    ['without the hook if that fails', 0, { 'pre-stop': 'fails' }, { lifecycle: preStop }, {}],
  ])('%s (%i s)', async (_title, second, annotations, container, spec) => {
    await node.run({ annotations, container, spec })
    await node.cluster.delete('Pod', 'p')
    if (second > 0) {
      expect(await isThere(second - 1)).toBe(true)
      expect(summary(await node.cluster.get('Pod', 'p'))).toBe('Running web:running+')
    }
    expect(await isThere(second)).toBe(false)
    expect(await node.events()).toContain('Normal Killing Stopping container web')
  })

  it('sooner when it is asked again with less time', async () => {
    await node.run({ annotations: { termination: 'never' } })
    await node.cluster.delete('Pod', 'p')
    expect(await isThere(10)).toBe(true)
    await node.cluster.delete('Pod', 'p', { gracePeriodSeconds: 4 })
    expect(await isThere(13)).toBe(true)
    expect(await isThere(14)).toBe(false)
  })

  it('at once when it is forced, whatever it does', async () => {
    await node.run({ annotations: { termination: 'never' } })
    await node.cluster.delete('Pod', 'p', { gracePeriodSeconds: 0 })
    expect(await isThere(0)).toBe(false)
  })

  it('at once if nothing of it runs', async () => {
    await node.run({ annotations: { 'images-missing': 'nginx', termination: 'never' } })
    await node.cluster.delete('Pod', 'p')
    expect(await isThere(0)).toBe(false)
  })

  it('and one of the same name starts from nothing', async () => {
    await node.run({ annotations: { 'exit-code': '1' } })
    await node.cluster.delete('Pod', 'p')
    const again = await node.run({ annotations: { 'exit-code': '1' } })
    expect(summary(again)).toBe('Running web:CrashLoopBackOff r1')
    expect(again.status?.containerStatuses?.[0]?.state?.waiting?.message).toContain('back-off 10s')
  })
})

describe('a pod that a finalizer holds', () => {
  const held: PodOptions = { metadata: { finalizers: ['example.com/hold'] } }

  it.each<[string, PodOptions, string]>([
    ['ended well if it is a server', held, 'Succeeded web:Completed(0)'],
    [
      'was cut short if it was to end',
      { ...held, spec: { restartPolicy: 'Never' } },
      'Failed web:Error(143)',
    ],
  ])('says that it %s', async (_title, options, expected) => {
    await node.run(options)
    await node.cluster.delete('Pod', 'p')
    expect(summary(await node.cluster.get('Pod', 'p'))).toBe(expected)
    await node.cluster.patch('Pod', 'p', { metadata: { finalizers: null } }, { type: 'merge' })
    expect(await isThere(0)).toBe(false)
  })

  it('says that it was killed', async () => {
    const annotations = { 'kubelite.dev/termination': 'never' }
    await node.run({ metadata: { ...held.metadata, annotations } })
    await node.cluster.delete('Pod', 'p')
    expect(summary(await node.at(29))).toBe('Running web:running+')
    expect(summary(await node.at(30))).toBe('Failed web:Error(137)')
  })

  it('lost the containers that never ran', async () => {
    const annotations = { 'kubelite.dev/images-missing': 'nginx' }
    await node.run({ metadata: { ...held.metadata, annotations } })
    await node.cluster.delete('Pod', 'p')
    expect(summary(await node.cluster.get('Pod', 'p'))).toBe('Failed web:ContainerStatusUnknown(137)')
  })
})

it('a pod that a finalizer holds has no address if it never had one', async () => {
  const stopped = (value: string | null) =>
    node.cluster.patch(
      'Node',
      'worker-1',
      { metadata: { annotations: { 'kubelite.dev/kubelet': value } } },
      { type: 'merge' },
    )
  await stopped('stopped')
  await node.run({ metadata: { finalizers: ['example.com/hold'] }, spec: { nodeName: 'worker-1' } })
  await node.cluster.delete('Pod', 'p')
  await stopped(null)
  const pod = await node.cluster.get('Pod', 'p')
  expect(summary(pod)).toBe('Failed web:ContainerStatusUnknown(137)')
  expect(pod.status?.podIPs).toBeUndefined()
})

describe('the active deadline of a pod', () => {
  it('ends it', async () => {
    await node.run({ spec: { activeDeadlineSeconds: 60 } })
    expect(summary(await node.at(59))).toBe('Running web:running+')
    const pod = await node.at(60)
    expect(summary(pod)).toBe('Failed web:Completed(0)')
    const message = 'Pod was active on the node longer than the specified deadline'
    expect(pod.status).toMatchObject({ reason: 'DeadlineExceeded', message })
    expect(conditions(pod)).toMatchObject({ Ready: 'False PodFailed' })
    expect(await node.events()).toEqual(
      expect.arrayContaining([`Normal DeadlineExceeded ${message}`, 'Normal Killing Stopping container web']),
    )
  })

  it('leaves its containers their grace period, in which it still runs', async () => {
    await node.run({ annotations: { termination: '20s' }, spec: { activeDeadlineSeconds: 60 } })
    expect(summary(await node.at(79))).toBe('Running web:running+')
    expect(summary(await node.at(80))).toBe('Failed web:Completed(0)')
  })

  it('counts while an image is pulled', async () => {
    await node.run({ annotations: { 'images-missing': 'nginx' }, spec: { activeDeadlineSeconds: 60 } })
    expect(summary(await node.at(60))).toBe('Failed web:ContainerStatusUnknown(137)')
  })

  it('is nothing to a pod that has ended', async () => {
    await node.run({
      annotations: { 'exit-code': '0' },
      spec: { activeDeadlineSeconds: 60, restartPolicy: 'Never' },
    })
    expect(summary(await node.at(60))).toBe('Succeeded web:Completed(0)')
  })
})

describe('kubelite.dev/fail', () => {
  async function fail(value: string, key = 'kubelite.dev/fail'): Promise<void> {
    await node.cluster.patch('Pod', 'p', { metadata: { annotations: { [key]: value } } }, { type: 'merge' })
  }

  it.each([
    ['Error', 'Error', 1],
    ['Error:17', 'Error', 17],
    ['OOMKilled', 'OOMKilled', 137],
    ['Completed', 'Completed', 0],
  ])('%s ends the containers once, and is taken away', async (value, reason, exitCode) => {
    await node.run()
    await fail(value)
    const pod = await node.cluster.get('Pod', 'p')
    expect(summary(pod)).toBe('Running web:running+ r1')
    expect(pod.status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ reason, exitCode })
    expect(pod.metadata.annotations).toBeUndefined()
    await fail(value)
    expect(summary(await node.cluster.get('Pod', 'p'))).toBe('Running web:CrashLoopBackOff r1')
  })

  it('can be for one container', async () => {
    const containers = ['a', 'b'].map((name) => ({ name, image: name }))
    await node.run({ spec: { containers } })
    await fail('Error', 'kubelite.dev/fail.b')
    expect(summary(await node.cluster.get('Pod', 'p'))).toBe('Running a:running+ b:running+ r1')
  })

  it('Evicted ends the pod as a node under pressure does', async () => {
    await node.run()
    await fail('Evicted')
    const pod = await node.cluster.get('Pod', 'p')
    expect(summary(pod)).toBe('Failed web:Error(137)')
    expect(pod.status?.reason).toBe('Evicted')
    expect(pod.status?.message).toMatch(/^The node was low on resource: memory\. Threshold quantity: /)
    expect(conditions(pod)).toMatchObject({ DisruptionTarget: 'True TerminationByKubelet' })
    expect(await node.events()).toContain(`Warning Evicted ${pod.status?.message}`)
  })

  it('Unready holds until it is taken away', async () => {
    await node.run()
    await fail('Unready')
    expect(summary(await node.at(3600))).toBe('Running web:running')
    await node.cluster.patch('Pod', 'p', { metadata: { annotations: null } }, { type: 'merge' })
    expect(summary(await node.cluster.get('Pod', 'p'))).toBe('Running web:running+')
  })
})
