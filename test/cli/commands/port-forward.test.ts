/** Requests to ports of this machine are answered as the simulated pod behind them does. */
import { createServer, type Server } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeTime, type FakeTime } from '../fake-time.ts'
import { createTestCli, NOW, type Result, type TestCli } from '../test-cli.ts'

let cli: TestCli
let time: FakeTime
beforeEach(() => {
  time = createFakeTime(NOW)
  cli = createTestCli({ waiting: time })
})
afterEach(() => cli[Symbol.asyncDispose]())

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: c, image: nginx, ports: [{ name: http, containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ name: main, port: 80, targetPort: http }, { name: dns, port: 53, protocol: UDP }] }
---
apiVersion: v1
kind: Pod
metadata: { name: slow, annotations: { kubelite.dev/ready-after: never } }
spec: { containers: [{ name: c, image: nginx }] }
---
apiVersion: v1
kind: Pod
metadata: { name: stuck }
spec: { containers: [{ name: c, image: nginx }], nodeSelector: { none: x } }
`

/** A port of this machine that is free. */
async function freePort(): Promise<number> {
  const server = await occupy()
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

function occupy(): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve(server))
  })
}

/** Sends requests as soon as somebody listens. */
async function fetchFrom(port: number): Promise<{ status: number; text: string } | 'lost'> {
  for (let attempt = 0; attempt < 2000; attempt++) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}/cart`, { signal: AbortSignal.timeout(5000) })
      return { status: response.status, text: await response.text() }
    } catch (error) {
      if (!String((error as { cause?: unknown }).cause).includes('ECONNREFUSED')) return 'lost'
      await setImmediate()
    }
  }
  throw new Error(`nobody listens on ${port}`)
}

describe('a request', () => {
  it.each([
    ['deploy/web', '8080', 8080],
    ['svc/web', '80', 8080],
    ['svc/web', 'main', 8080],
  ])('to %s port %s reaches a pod at port %i, and is told its way', async (target, remote, reached) => {
    await cli.run('apply -f -', { stdin: web })
    const port = await freePort()
    const running = cli.run(`port-forward ${target} ${port}:${remote} --address 127.0.0.1`)
    const answer = await fetchFrom(port)
    time.interrupt()
    expect(answer).toMatchObject({ status: 200 })
    expect((answer as { text: string }).text).toMatch(
      new RegExp(
        `^node +port-forward to default/web-\\S+\\npod +web-\\S+ on \\S+ \\(127.0.0.1:${reached}\\)\\n\\nHTTP 200 OK\\n$`,
      ),
    )
    expect(await running).toEqual({
      stdout: `Forwarding from 127.0.0.1:${port} -> ${reached}\nHandling connection for ${port}\n`,
      stderr: '',
      exitCode: 0,
    })
  })

  it('is answered as the application does', async () => {
    await cli.run('apply -f -', { stdin: web })
    const port = await freePort()
    const running = cli.run(`port-forward slow ${port}:80`)
    expect(await fetchFrom(port)).toMatchObject({ status: 503 })
    time.interrupt()
    await running
  })

  it.each([
    ['nobody listens', 'deploy/web', '9999', ''],
    ['the pod is gone', 'slow', '80', 'delete pod slow'],
  ])('ends all if %s', async (_title, target, remote, change) => {
    await cli.run('apply -f -', { stdin: web })
    const port = await freePort()
    const running = cli.run(`port-forward ${target} ${port}:${remote} --address 127.0.0.1`)
    if (change) await cli.run(change)
    expect(await fetchFrom(port)).toBe('lost')
    const { stderr, exitCode } = await running
    expect(stderr).toContain(`an error occurred forwarding ${port} -> ${remote}: `)
    expect(stderr).toMatch(/\nerror: lost connection to pod\n$/)
    expect(exitCode).toBe(1)
  })
})

it('takes any free port, the same at both addresses of localhost', async () => {
  await cli.run('apply -f -', { stdin: web })
  const running = cli.run('port-forward pod/slow :80')
  // Nothing tells from outside that it listens: it is interrupted as soon as it can be.
  const result = await interrupted(running)
  expect(result.stdout).toMatch(
    /^Forwarding from 127\.0\.0\.1:(\d+) -> 80\n(Forwarding from \[::1\]:\1 -> 80\n)?$/,
  )
})

async function interrupted(running: Promise<Result>): Promise<Result> {
  let isOver = false
  const result = running.finally(() => {
    isOver = true
  })
  while (!isOver) {
    time.interrupt()
    await setImmediate()
  }
  return result
}

it('fails where the port is taken', async () => {
  await cli.run('apply -f -', { stdin: web })
  const server = await occupy()
  const { port } = server.address() as { port: number }
  expect(await cli.run(`port-forward slow ${port}:80 --address 127.0.0.1`)).toEqual({
    stdout: '',
    stderr:
      `Unable to listen on port ${port}: Listeners failed to create with the following errors: ` +
      `[unable to create listener: Error listen tcp4 127.0.0.1:${port}: bind: address already in use]\n` +
      `error: unable to listen on any of the requested ports: [{${port} 80}]\n`,
    exitCode: 1,
  })
  server.close()
})

it.each([
  [
    'port-forward slow',
    "error: TYPE/NAME and list of ports are required for port-forward\nSee 'kubelite port-forward -h' for help and examples\n",
  ],
  ['port-forward nosuch 80', 'Error from server (NotFound): pods "nosuch" not found\n'],
  [
    'port-forward stuck 80',
    'error: unable to forward port because pod is not running. Current status=Pending\n',
  ],
  ['port-forward slow 1:2:3', "error: invalid port format '1:2:3'\n"],
  [
    'port-forward slow x:80',
    `error: error parsing local port 'x': strconv.ParseUint: parsing "x": invalid syntax\n`,
  ],
  [
    'port-forward slow 70000',
    `error: error parsing local port '70000': strconv.ParseUint: parsing "70000": value out of range\n`,
  ],
  ['port-forward slow 1:0', 'error: remote port must be > 0\n'],
  ['port-forward slow http', "error: Pod 'slow' does not have a named port 'http'\n"],
  ['port-forward svc/web 81', 'error: Service web does not have a service port 81\n'],
  ['port-forward svc/web nosuch', "error: Service 'web' does not have a named port 'nosuch'\n"],
  ['port-forward svc/web 53', 'error: UDP protocol is not supported for 53\n'],
  ['port-forward slow 80 --address nowhere', 'error: nowhere is not a valid IP\n'],
])('%s fails', async (line, stderr) => {
  await cli.run('apply -f -', { stdin: web })
  expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
})
