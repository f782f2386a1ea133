/** Probes: what passes and fails when, and what follows from it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Container, Probe } from '../../src/generated/types.ts'
import { conditions, openNode, summary, type TestNode } from './node.ts'

let node: TestNode

beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

const http = (more: Probe = {}): Probe => ({ httpGet: { path: '/healthz', port: 80 }, ...more })

describe('becomes ready', () => {
  it.each<[string, number, Partial<Container>, Record<string, string>]>([
    ['at once without a probe', 0, {}, {}],
    ['at the first probe', 0, { readinessProbe: http() }, {}],
    ['after initialDelaySeconds', 7, { readinessProbe: http({ initialDelaySeconds: 7 }) }, {}],
    ['at the first probe after the start-up', 20, { readinessProbe: http() }, { startup: '12s' }],
    [
      'by periodSeconds',
      15,
      { readinessProbe: http({ initialDelaySeconds: 3, periodSeconds: 4 }) },
      { startup: '12s' },
    ],
    ['after successThreshold probes', 20, { readinessProbe: http({ successThreshold: 3 }) }, {}],
    ['when it says so, without a probe', 9, {}, { 'ready-after': '9s' }],
    ['when it says so, at the next probe', 10, { readinessProbe: http() }, { 'ready-after': '9s' }],
    [
      'when its startup probe has passed',
      15,
      { startupProbe: http({ periodSeconds: 5, failureThreshold: 30 }), readinessProbe: http() },
      { startup: '14s' },
    ],
    [
      'without a readiness probe when its startup probe has passed',
      15,
      { startupProbe: http({ periodSeconds: 5, failureThreshold: 30 }) },
      { startup: '14s' },
    ],
  ])('%s (%i s)', async (_title, second, container, annotations) => {
    await node.run({ annotations, container })
    if (second > 0) {
      const before = await node.at(second - 1)
      expect(summary(before)).toBe('Running web:running')
      expect(conditions(before)).toMatchObject({ Ready: 'False ContainersNotReady' })
    }
    const pod = await node.at(second)
    expect(summary(pod)).toBe('Running web:running+')
    expect(conditions(pod)).toMatchObject({ Ready: 'True', ContainersReady: 'True' })
  })

  it('never, if it is said so', async () => {
    await node.run({ annotations: { 'ready-after': 'never' }, container: { readinessProbe: http() } })
    expect(summary(await node.at(86_400))).toBe('Running web:running')
  })
})

describe('is restarted', () => {
  it.each<[string, number, string, Partial<Container>, Record<string, string>]>([
    [
      'when the startup probe has failed failureThreshold times',
      20,
      'startup',
      { startupProbe: http() },
      { startup: '1h' },
    ],
    [
      'when the liveness probe fails while it starts',
      25,
      'liveness',
      { livenessProbe: http({ initialDelaySeconds: 5 }) },
      { startup: '1h' },
    ],
    [
      'when it hangs, as timeouts tell',
      84,
      'liveness',
      { livenessProbe: http({ timeoutSeconds: 4 }) },
      { 'hang-after': '1m' },
    ],
    [
      'at the first failure with failureThreshold 1',
      62,
      'liveness',
      { livenessProbe: http({ failureThreshold: 1, timeoutSeconds: 2 }) },
      { 'hang-after': '1m' },
    ],
  ])('%s (%i s)', async (_title, second, kind, container, annotations) => {
    await node.run({ annotations, container })
    expect(summary(await node.at(second - 1))).toMatch(/^Running web:running\+?$/)
    expect(summary(await node.at(second))).toMatch(/^Running web:running\+? r1$/)
    expect(await node.events()).toContain(
      `Normal Killing Container web failed ${kind} probe, will be restarted`,
    )
  })

  it("not if its pod says so, and after the probe's own grace period if it does not listen", async () => {
    const livenessProbe = http({ failureThreshold: 1, timeoutSeconds: 1, terminationGracePeriodSeconds: 7 })
    await node.run({
      annotations: { 'hang-after': '10s', termination: 'never' },
      container: { livenessProbe },
      spec: { restartPolicy: 'Never' },
    })
    expect(summary(await node.at(17))).toBe('Running web:running+')
    expect(summary(await node.at(18))).toBe('Failed web:Error(137)')
    expect(await node.events()).toContain('Normal Killing Container web failed liveness probe')
  })
})

it('takes a container that hangs out of service by its readiness probe, and leaves it running', async () => {
  await node.run({ annotations: { 'hang-after': '60s' }, container: { readinessProbe: http() } })
  expect(summary(await node.at(80))).toBe('Running web:running+')
  expect(summary(await node.at(81))).toBe('Running web:running')
  expect(summary(await node.at(3600))).toBe('Running web:running')
})

it('believes a pod that says later that it is not ready', async () => {
  await node.run()
  await node.at(60)
  const say = (value: string | null) =>
    node.cluster.patch(
      'Pod',
      'p',
      { metadata: { annotations: { 'kubelite.dev/ready-after': value } } },
      { type: 'merge' },
    )
  await say('never')
  expect(summary(await node.cluster.get('Pod', 'p'))).toBe('Running web:running')
  await say('90s')
  expect(summary(await node.at(89))).toBe('Running web:running')
  expect(summary(await node.at(90))).toBe('Running web:running+')
})

describe('a failing probe tells', () => {
  const at = (ip: string | undefined) => `${ip}:80`
  it.each<[string, Probe, Record<string, string>, (ip: string | undefined) => string]>([
    [
      'that nobody listens',
      http(),
      { startup: '1h' },
      (ip) => `Get "http://${at(ip)}/healthz": dial tcp ${at(ip)}: connect: connection refused`,
    ],
    [
      'that the application is not ready',
      http(),
      { 'ready-after': '1h' },
      () => 'HTTP probe failed with statuscode: 503',
    ],
    [
      'that the application does not answer',
      http(),
      { 'hang-after': '0s' },
      (ip) =>
        `Get "http://${at(ip)}/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    ],
    [
      'of a port by its name',
      { httpGet: { port: 'http', scheme: 'HTTPS' } },
      { startup: '1h' },
      (ip) => `Get "https://${at(ip)}/": dial tcp ${at(ip)}: connect: connection refused`,
    ],
    [
      'of a socket',
      { tcpSocket: { port: 80 } },
      { startup: '1h' },
      (ip) => `dial tcp ${at(ip)}: connect: connection refused`,
    ],
    [
      'of a service',
      { grpc: { port: 80 } },
      { startup: '1h' },
      (ip) => `timeout: failed to connect service "${at(ip)}" within 1s: context deadline exceeded`,
    ],
    [
      'of a command',
      { exec: { command: ['cat', '/ready'] } },
      { 'hang-after': '0s' },
      () => 'command timed out: "cat /ready" timed out after 1s',
    ],
  ])('%s', async (_title, readinessProbe, annotations, message) => {
    const ports = [{ name: 'http', containerPort: 80 }]
    const { status } = await node.run({ annotations, container: { readinessProbe, ports } })
    await node.at(1)
    expect(await node.events()).toContain(
      `Warning Unhealthy Readiness probe failed: ${message(status?.podIP)}`,
    )
  })
})

it('looks only at the moments at which something changes', async () => {
  await node.run({ container: { readinessProbe: http(), livenessProbe: http({ periodSeconds: 1 }) } })
  const { resourceVersion } = (await node.cluster.get('Pod', 'p')).metadata
  expect((await node.at(86_400)).metadata.resourceVersion).toBe(resourceVersion)
})
