/** Scripts and probes that ask the network, or wait for files that somebody else writes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Container, Pod, Service } from '../../src/generated/types.ts'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'
import { openNode, summary, type TestNode } from './node.ts'

let node: TestNode
beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

const sh = (script: string): Partial<Container> => ({ image: 'busybox', command: ['sh', '-c', script] })

async function createService(name: string): Promise<void> {
  const spec = { selector: { app: name }, ports: [{ port: 80 }] }
  await node.cluster.create('Service', {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: 'default' },
    spec,
  } as Service)
}

async function createServer(name: string, annotations: Record<string, string> = {}): Promise<void> {
  await node.run({
    name,
    annotations,
    metadata: { labels: { app: name } },
    container: { ports: [{ containerPort: 80 }] },
  })
}

describe('an init container that waits', () => {
  it.each<[string, string]>([
    ['by nslookup', 'until nslookup db; do echo waiting for db; sleep 2; done'],
    ['by nc', 'until nc -z db 80; do sleep 2; done'],
    ['by wget', 'while ! wget -q -O- http://db > /dev/null; do sleep 2; done'],
    [
      'by the status that wget shows',
      `until [ "$(wget -S http://db 2>&1 | awk '/^  HTTP/{print $2}')" = 200 ]; do sleep 2; done`,
    ],
    ['by curl', 'until curl -sf http://db.default.svc.cluster.local >/dev/null; do sleep 2; done'],
  ])('for a service %s goes on at its first try after the service is there', async (_title, script) => {
    const init: Container = { name: 'init', ...sh(script) } as Container
    await node.run({ spec: { initContainers: [init] } })
    expect(summary(await node.at(101))).toBe('Pending init:running web:PodInitializing')
    await createServer('db')
    await createService('db')
    expect(summary(await node.at(101))).toBe('Pending init:running web:PodInitializing')
    expect(summary(await node.at(102))).toBe('Running init:Completed(0)+ web:running+')
  })

  it('for very long goes on all the same', async () => {
    const init = { name: 'init', ...sh('until nslookup db; do sleep 2; done') } as Container
    await node.run({ spec: { initContainers: [init] } })
    await node.at(86_401)
    await createService('db')
    expect(summary(await node.at(86_403))).toBe('Running init:Completed(0)+ web:running+')
  })

  it.each(['wget -O /tmp/page http://info.cern.ch', 'until curl -s https://example.com/x; do sleep 1; done'])(
    'for the world outside, which is not simulated, just runs: %s',
    async (script) => {
      await node.run({ spec: { initContainers: [{ name: 'init', ...sh(script) } as Container] } })
      expect(summary(await node.at(0))).toBe('Running init:Completed(0)+ web:running+')
    },
  )

  it('is told nothing again by services that it does not ask for', async () => {
    const init = { name: 'init', ...sh('until nslookup db; do sleep 2; done') } as Container
    await node.run({ spec: { initContainers: [init] } })
    await node.at(50)
    await createService('other')
    expect(summary(await node.at(60))).toBe('Pending init:running web:PodInitializing')
  })
})

it('takes a pod out of service when its exec probe does not reach another service', async () => {
  await createServer('db')
  await createService('db')
  const readinessProbe = {
    exec: { command: ['nc', '-z', 'db', '80'] },
    periodSeconds: 5,
    failureThreshold: 1,
  }
  await node.run({ container: { ...sh('sleep 100000'), readinessProbe } })
  expect(summary(await node.at(3))).toBe('Running web:running+')
  await node.cluster.delete('Pod', 'db')
  expect(summary(await node.at(4))).toBe('Running web:running+')
  expect(summary(await node.at(5))).toBe('Running web:running')
})

describe('through commands', () => {
  let cli: TestCli
  beforeEach(async () => {
    cli = createTestCli()
  })
  afterEach(() => cli[Symbol.asyncDispose]())

  const pod = (container: object) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ name: 'web', image: 'busybox', ...container }] },
    } satisfies Partial<Pod>)

  it('connects as soon as the application behind a service is open, and hears when it is gone', async () => {
    await cli.run('run db --image=nginx --port=80 --expose --annotations=kubelite.dev/startup=7s')
    const script = 'while true; do if nc -z db 80; then echo up; else echo down; fi; sleep 5; done'
    await cli.run('apply -f -', { stdin: pod(sh(script)) })
    await cli.run('clock advance 12s')
    await cli.run('delete pod db')
    await cli.run('clock advance 11s')
    expect((await cli.run('logs p')).stdout).toBe('down\ndown\nup\ndown\ndown\n')
  })

  it('exec makes a pod ready or not, as its probe finds it', async () => {
    const readinessProbe = { exec: { command: ['cat', '/tmp/ready'] }, periodSeconds: 5, failureThreshold: 1 }
    await cli.run('apply -f -', { stdin: pod({ ...sh('sleep 100000'), readinessProbe }) })
    const ready = async () => (await cli.run('get pod p')).stdout.split('\n')[1]?.split(/\s+/)[1]
    expect(await ready()).toBe('0/1')
    await cli.run('exec p -- touch /tmp/ready')
    await cli.run('clock advance 5s')
    expect(await ready()).toBe('1/1')
    await cli.run('exec p -- rm /tmp/ready')
    await cli.run('clock advance 5s')
    expect(await ready()).toBe('0/1')
  })

  it('what exec writes is seen by the script that waits for it', async () => {
    await cli.run('apply -f -', {
      stdin: pod(sh('until [ -f /tmp/go ]; do sleep 3; done; echo gone at $(date +%S); sleep 1000')),
    })
    await cli.run('clock advance 10s')
    await cli.run('exec p -- touch /tmp/go')
    await cli.run('clock advance 1s')
    expect((await cli.run('logs p')).stdout).toBe('')
    await cli.run('clock advance 1s')
    expect((await cli.run('logs p')).stdout).toBe('gone at 12\n')
  })

  it('what exec writes is there besides what the script writes, each from its moment on', async () => {
    await cli.run('apply -f -', { stdin: pod(sh('echo 1 > /tmp/a; sleep 20; echo 2 > /tmp/b; sleep 1000')) })
    await cli.run('exec p -- sh -c "echo 3 > /tmp/c"')
    expect((await cli.run('exec p -- ls /tmp')).stdout).toBe('a\nc\n')
    await cli.run('clock advance 20s')
    expect((await cli.run('exec p -- sh -c "cat /tmp/a /tmp/b /tmp/c"')).stdout).toBe('1\n2\n3\n')
  })
})
