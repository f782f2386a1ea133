/** Probes and hooks of containers whose command is simulated run in their files; signals reach their scripts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Container, Probe } from '../../src/generated/types.ts'
import { openNode, summary, type TestNode } from './node.ts'

let node: TestNode
beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

const sh = (script: string): Partial<Container> => ({ image: 'busybox', command: ['sh', '-c', script] })
const cat = (more: Probe = {}): Probe => ({ exec: { command: ['cat', '/tmp/healthy'] }, ...more })
const NO_FILE = 'cat: /tmp/healthy: No such file or directory\n'

it('fails a liveness probe when the script takes away the file that it looks at', async () => {
  const livenessProbe = cat({ initialDelaySeconds: 5, periodSeconds: 5 })
  await node.run({
    container: { ...sh('touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'), livenessProbe },
  })
  expect(summary(await node.at(29))).toBe('Running web:running+')
  expect(await node.events()).not.toContain(`Warning Unhealthy Liveness probe failed: ${NO_FILE}`)
  await node.at(30)
  expect(await node.events()).toContain(`Warning Unhealthy Liveness probe failed: ${NO_FILE}`)
  await node.at(40)
  expect(await node.events()).toContain(
    'Normal Killing Container web failed liveness probe, will be restarted',
  )
  // The shell does not hear SIGTERM: it is killed when its grace period is over.
  expect(summary(await node.at(69))).toBe('Running web:running+')
  const pod = await node.at(70)
  expect(summary(pod)).toBe('Running web:running+ r1')
  expect(pod.status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({ exitCode: 137 })
})

describe('is ready', () => {
  it.each<[string, number, Partial<Container>]>([
    [
      'when its script has made the file',
      20,
      { ...sh('sleep 15; touch /tmp/healthy; sleep 1000'), readinessProbe: cat() },
    ],
    [
      'when the file is there that the probe tests for',
      20,
      {
        ...sh('sleep 15; touch /tmp/healthy; sleep 1000'),
        readinessProbe: { exec: { command: ['test', '-f', '/tmp/healthy'] } },
      },
    ],
    [
      'when the probe prints and passes',
      0,
      { ...sh('sleep 1000'), readinessProbe: { exec: { command: ['sh', '-c', 'exit 0'] } } },
    ],
    [
      'when its startup probe has passed',
      12,
      { ...sh('sleep 10; echo > /tmp/healthy; sleep 1000'), startupProbe: cat({ periodSeconds: 6 }) },
    ],
    [
      'when its postStart hook has made the file',
      10,
      {
        ...sh('sleep 1000'),
        readinessProbe: cat({ periodSeconds: 5 }),
        lifecycle: { postStart: { exec: { command: ['sh', '-c', 'sleep 7; touch /tmp/healthy'] } } },
      },
    ],
  ])('%s (%i s)', async (_title, second, container) => {
    await node.run({ container })
    if (second > 0) expect(summary(await node.at(second - 1))).not.toContain('running+')
    expect(summary(await node.at(second))).toBe('Running web:running+')
  })

  it('in turns, as the file comes and goes', async () => {
    const script = 'while true; do touch /tmp/healthy; sleep 20; rm /tmp/healthy; sleep 20; done'
    const readinessProbe = cat({ periodSeconds: 5, failureThreshold: 2 })
    await node.run({ container: { ...sh(script), readinessProbe } })
    const seen: string[] = []
    for (const second of [0, 24, 25, 39, 40, 64, 65, 80])
      seen.push(`${second} ${summary(await node.at(second))}`)
    expect(seen).toEqual([
      '0 Running web:running+',
      '24 Running web:running+',
      '25 Running web:running',
      '39 Running web:running',
      '40 Running web:running+',
      '64 Running web:running+',
      '65 Running web:running',
      '80 Running web:running+',
    ])
  })
})

describe('a probe that fails', () => {
  it.each<[string, Probe, string]>([
    [
      'is told with what its command prints',
      { exec: { command: ['sh', '-c', 'echo not yet; exit 1'] } },
      'not yet\n',
    ],
    [
      'takes too long',
      { exec: { command: ['sh', '-c', 'sleep 5'] }, timeoutSeconds: 2 },
      'command timed out: "sh -c sleep 5" timed out after 2s',
    ],
    [
      'finds nobody listening',
      { tcpSocket: { port: 80 } },
      'dial tcp 10.244.0.2:80: connect: connection refused',
    ],
  ])('%s', async (_title, readinessProbe, text) => {
    await node.run({ container: { ...sh('sleep 1000'), readinessProbe } })
    const pod = await node.at(20)
    expect(summary(pod)).toBe('Running web:running')
    const message = text.replace('10.244.0.2', pod.status?.podIP ?? '')
    expect(await node.events()).toContain(`Warning Unhealthy Readiness probe failed: ${message}`)
  })
})

it.each<[string, Partial<Container>, Record<string, string>]>([
  ['annotations say so', { ...sh('sleep 1000'), readinessProbe: cat() }, { startup: '5s' }],
  ['its script is not simulated', { ...sh('exec nginx'), readinessProbe: cat() }, {}],
  [
    'its command is not simulated',
    { ...sh('sleep 1000'), readinessProbe: { exec: { command: ['pg_isready'] } } },
    {},
  ],
])('passes its probe where %s', async (_title, container, annotations) => {
  await node.run({ container, annotations })
  expect(summary(await node.at(10))).toBe('Running web:running+')
})

describe('a hook', () => {
  it('that fails after its start kills the container', async () => {
    const postStart = { exec: { command: ['sh', '-c', 'sleep 3; exit 1'] } }
    await node.run({ container: { lifecycle: { postStart } }, spec: { restartPolicy: 'Never' } })
    expect(summary(await node.at(2))).toBe('Pending web:ContainerCreating')
    expect(summary(await node.at(3))).toBe('Failed web:Error(137)')
    expect(await node.events()).toContain('Warning FailedPostStartHook PostStartHook failed')
  })

  it('before its end is waited for', async () => {
    const preStop = { exec: { command: ['sh', '-c', 'sleep 10'] } }
    await node.run({ container: { lifecycle: { preStop } }, metadata: { finalizers: ['example.com/hold'] } })
    await node.cluster.delete('Pod', 'p')
    expect(summary(await node.at(9))).toBe('Running web:running+')
    expect(summary(await node.at(10))).toBe('Succeeded web:Completed(0)')
  })
})

describe('SIGTERM', () => {
  it.each<[string, Partial<Container>, number, string]>([
    ['is not heard by a shell', sh('while true; do sleep 1; done'), 30, 'Failed web:Error(137)'],
    [
      'is not heard by a program without a handler',
      { command: ['sleep', 'infinity'] },
      30,
      'Failed web:Error(137)',
    ],
    [
      'is handled when the program that runs has ended',
      sh('trap "exit 0" TERM; while true; do sleep 5; done'),
      2,
      'Succeeded web:Completed(0)',
    ],
    [
      'is handled at once by a shell that waits',
      sh("trap 'exit 7' TERM; sleep 3600 & wait"),
      0,
      'Failed web:Error(7)',
    ],
    [
      'is handled by a script that takes its time',
      sh("trap 'sleep 9; exit 0' TERM; while :; do sleep 1; done"),
      9,
      'Succeeded web:Completed(0)',
    ],
    [
      'does not end a script whose handler does not',
      sh("trap 'echo no' TERM; while :; do sleep 1; done"),
      30,
      'Failed web:Error(137)',
    ],
    ['comes too late for a script that ends', sh('sleep 12; exit 3'), 9, 'Failed web:Error(3)'],
  ])('%s', async (_title, container, after, expected) => {
    await node.run({ container, metadata: { finalizers: ['example.com/hold'] } })
    await node.at(3)
    await node.cluster.delete('Pod', 'p')
    if (after > 0) expect(summary(await node.at(2 + after))).toContain('running')
    expect(summary(await node.at(3 + after))).toBe(expected)
  })
})
