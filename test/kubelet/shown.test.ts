/** How kubectl shows what happens to pods: their row, their description, and what is due next. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'

const INIT = 'initContainers: [{name: a, image: "a:1"}, {name: b, image: "b:1"}]'

let cli: TestCli

beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

async function apply(annotations: string, spec = ''): Promise<void> {
  cli.file(
    'pod.yaml',
    `apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations: {${annotations}}
spec:
  ${spec}
  containers: [{name: web, image: nginx:1.27}]
`,
  )
  const { stderr } = await cli.run('apply -f pod.yaml')
  expect(stderr).toBe('')
}

async function advance(seconds: number): Promise<void> {
  await (await cli.cluster()).advance(seconds * 1000)
}

async function row(): Promise<string> {
  const { stdout } = await cli.run('get pod web --no-headers')
  return stdout.trim().replace(/ {2,}/g, '  ')
}

describe('get pods shows', () => {
  it.each<[string, string, string, number, string]>([
    ['a crash loop', "kubelite.dev/exit-code: '1'", '', 42, 'web  0/1  CrashLoopBackOff  3 (12s ago)  42s'],
    [
      'an image that is missing',
      'kubelite.dev/images-missing: nginx',
      '',
      5,
      'web  0/1  ImagePullBackOff  0  5s',
    ],
    [
      'an image that is on its way',
      'kubelite.dev/image-pull: 1m',
      '',
      5,
      'web  0/1  ContainerCreating  0  5s',
    ],
    ['init containers', 'kubelite.dev/exit-after.a: 1m', INIT, 5, 'web  0/1  Init:0/2  0  5s'],
    [
      'an init container that fails',
      "kubelite.dev/exit-code.a: '1'",
      INIT,
      35,
      'web  0/1  Init:CrashLoopBackOff  3 (5s ago)  35s',
    ],
    ['an error', "kubelite.dev/exit-code: '1'", 'restartPolicy: Never', 5, 'web  0/1  Error  0  5s'],
    [
      'memory that ran out',
      'kubelite.dev/oom-after: 1s',
      'restartPolicy: Never',
      5,
      'web  0/1  OOMKilled  0  5s',
    ],
    ['completion', 'kubelite.dev/exit-after: 1s', 'restartPolicy: Never', 5, 'web  0/1  Completed  0  5s'],
    ['a server whose deadline is over', '', 'activeDeadlineSeconds: 2', 5, 'web  0/1  Completed  0  5s'],
  ])('%s', async (_title, annotations, spec, seconds, expected) => {
    await apply(annotations, spec)
    await advance(seconds)
    expect(await row()).toBe(expected)
  })

  it('an eviction', async () => {
    await apply('')
    await (await cli.cluster()).write((client) =>
      client.patch('Pod', { namespace: 'default', name: 'web' }, 'merge', {
        metadata: { annotations: { 'kubelite.dev/fail': 'Evicted' } },
      }),
    )
    expect(await row()).toBe('web  0/1  Error  0  0s')
    expect((await cli.run('describe pod web')).stdout).toMatch(
      /^Status: +Failed\nReason: +Evicted\nMessage: +The node was low on resource: memory\. /m,
    )
  })

  it('a pod that takes its time to end', async () => {
    await apply('kubelite.dev/termination: 20s')
    await cli.run('delete pod web --wait=false')
    await advance(5)
    expect(await row()).toBe('web  1/1  Terminating  0  5s')
  })
})

it('describe pod tells the whole of a crash loop', async () => {
  await apply("kubelite.dev/exit-after: 2s, kubelite.dev/exit-code: '3'")
  await advance(20)
  const { stdout } = await cli.run('describe pod web')
  const container = stdout.slice(stdout.indexOf('    State:'), stdout.indexOf('    Environment:'))
  expect(container).toBe(`    State:          Waiting
      Reason:       CrashLoopBackOff
    Last State:     Terminated
      Reason:       Error
      Exit Code:    3
      Started:      Sun, 22 Nov 2026 12:00:14 +0000
      Finished:     Sun, 22 Nov 2026 12:00:16 +0000
    Ready:          False
    Restart Count:  2
`)
  const uid = stdout.match(/\(([0-9a-f-]{36})\)/)?.[1]
  const events = stdout.slice(stdout.indexOf('Events:')).replace(/ +$/gm, '')
  expect(
    events
      .split('\n')
      .slice(3)
      .map((line) => line.trim().replace(/ {2,}/g, '|')),
  ).toEqual(
    expect.arrayContaining([
      'Normal|Pulled|6s (x2 over 18s)|kubelet|spec.containers{web}: Container image "nginx:1.27" already present on machine and can be accessed by the pod',
      'Normal|Pulling|20s|kubelet|spec.containers{web}: Pulling image "nginx:1.27"',
      'Normal|Created|6s (x3 over 20s)|kubelet|spec.containers{web}: Container created',
      'Normal|Started|6s (x3 over 20s)|kubelet|spec.containers{web}: Container started',
      `Warning|BackOff|4s (x2 over 16s)|kubelet|spec.containers{web}: Back-off restarting failed container web in pod web_default(${uid})`,
    ]),
  )
})

it('says what is due next, and when', async () => {
  await apply("kubelite.dev/exit-after: 90s, kubelite.dev/exit-code: '3'")
  const cluster = await cli.cluster()
  const next = async () => (await cluster.due(50)).filter(({ reconciler }) => reconciler === 'kubelet')
  const start = cluster.clock.now()
  expect(await next()).toMatchObject([{ time: start + 90_000, why: 'container web exits' }])
  await advance(180)
  expect(await next()).toMatchObject([
    { time: start + 190_000, why: 'the back-off of container web is over' },
  ])
})
