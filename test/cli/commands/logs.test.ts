/** The logs of containers whose command is simulated. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeEach(async () => {
  cli = createTestCli()
  await apply(pod('web', 'echo start; sleep 10; echo middle >&2; sleep 10; echo end; sleep 1h'))
})
afterEach(() => cli[Symbol.asyncDispose]())

const container = (name: string, script: string) => ({
  name,
  image: 'busybox',
  command: ['sh', '-c', script],
})

function pod(name: string, script: string, spec: object = {}) {
  const metadata = { name, labels: { app: 'web' } }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [container('app', script)], ...spec },
  }
}

async function apply(...items: object[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items }
  expect(await cli.run('apply -f -', { stdin: JSON.stringify(list) })).toMatchObject({
    stderr: '',
    exitCode: 0,
  })
}

async function advance(seconds: number): Promise<void> {
  await (await cli.cluster()).advance(seconds * 1000)
}

it('grow as time passes', async () => {
  expect((await cli.run('logs web')).stdout).toBe('start\n')
  await advance(10)
  expect((await cli.run('logs web')).stdout).toBe('start\nmiddle\n')
  await advance(10)
  expect((await cli.run('logs web')).stdout).toBe('start\nmiddle\nend\n')
})

it.each([
  ['logs web --tail=1', 'end\n'],
  ['logs web --tail=0', ''],
  ['logs web app', 'start\nmiddle\nend\n'],
  ['logs pod/web --since=15s', 'middle\nend\n'],
  ['logs web --since-time=2026-11-22T12:00:20Z', 'end\n'],
  ['logs web --timestamps --tail=1', '2026-11-22T12:00:20.000000000Z end\n'],
  ['logs web --prefix --tail=1', '[pod/web/app] end\n'],
  ['logs web --limit-bytes=8', 'start\nmi'],
  ['logs web --limit-bytes=0', 'start\nmiddle\nend\n'],
  ['logs -l app=web', 'start\nmiddle\nend\n'],
])('%s', async (line, stdout) => {
  await advance(20)
  expect(await cli.run(line)).toEqual({ stdout, stderr: '', exitCode: 0 })
})

it.each([
  [
    'logs',
    "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubelite logs -h' for help and examples\n",
  ],
  [
    'logs web app more',
    "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubelite logs -h' for help and examples\n",
  ],
  ['logs web --since=-5m', 'error: --since must be greater than 0\n'],
  ['logs web --limit-bytes=-1', 'error: --limit-bytes must be greater than 0\n'],
  [
    'logs apiservices/v1.apps',
    'error: no kind "APIService" is registered for version "apiregistration.k8s.io/v1" in scheme "pkg/scheme/scheme.go:28"\n',
  ],
  ['logs nosuch', 'error: error from server (NotFound): pods "nosuch" not found in namespace "default"\n'],
  ['logs web -c nosuch', 'error: container nosuch is not valid for pod web\n'],
  [
    'logs deploy/nosuch',
    'error: error from server (NotFound): deployments.apps "nosuch" not found in namespace "default"\n',
  ],
  [
    'logs web -p',
    'Error from server (BadRequest): previous terminated container "app" in pod "web" not found\n',
  ],
  [
    'logs web --since=1h --since-time=2020-01-01T00:00:00Z',
    'error: at most one of `sinceTime` or `sinceSeconds` may be specified\n',
  ],
  [
    'logs cm/kube-root-ca.crt',
    'error: cannot get the logs from *v1.ConfigMap: selector for *v1.ConfigMap not implemented\n',
  ],
])('%s fails', async (line, stderr) => {
  expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
})

it('say that nobody is there', async () => {
  expect(await cli.run('logs -l app=nosuch')).toEqual({
    stdout: '',
    stderr: 'No resources found in default namespace.\n',
    exitCode: 0,
  })
})

describe('of a container', () => {
  it('that failed are those of the run before', async () => {
    await apply(pod('bad', 'echo run at $(date +%T); sleep 5; exit 1'))
    await advance(7)
    expect((await cli.run('logs bad')).stdout).toBe('run at 12:00:05\n')
    expect((await cli.run('logs bad -p')).stdout).toBe('run at 12:00:00\n')
    await advance(5)
    expect((await cli.run('logs bad')).stdout).toBe('run at 12:00:05\n')
  })

  it('that waits are refused', async () => {
    await apply(pod('held', 'echo x', { volumes: [{ name: 'v', configMap: { name: 'none' } }] }))
    expect((await cli.run('logs held')).stderr).toBe(
      'Error from server (BadRequest): container "app" in pod "held" is waiting to start: ContainerCreating\n',
    )
  })

  it('whose image is not run are empty', async () => {
    await apply(pod('plain', 'x', { containers: [{ name: 'nginx', image: 'nginx' }] }))
    expect(await cli.run('logs plain')).toEqual({ stdout: '', stderr: '', exitCode: 0 })
  })

  it('among others are chosen, or all are shown', async () => {
    await apply(
      pod('two', '', {
        containers: [container('a', 'echo 1; sleep 1h'), container('b', 'echo 2; sleep 1h')],
      }),
    )
    expect(await cli.run('logs two')).toMatchObject({
      stdout: '1\n',
      stderr: 'Defaulted container "a" out of: a, b\n',
    })
    expect((await cli.run('logs two b')).stdout).toBe('2\n')
    expect((await cli.run('logs two --all-containers --prefix')).stdout).toBe(
      '[pod/two/a] 1\n[pod/two/b] 2\n',
    )
  })
})

it('are followed until the container ends', async () => {
  await apply(pod('done', 'echo a; sleep 3; echo b; sleep 3; echo c', { restartPolicy: 'Never' }))
  expect(await cli.run('logs -f done')).toEqual({ stdout: 'a\nb\nc\n', stderr: '', exitCode: 0 })
})

it('tell which container was taken even where there is nothing to be read', async () => {
  const two = pod('two', 'echo start', { containers: [container('a', 'true'), container('b', 'true')] })
  const annotations = { 'kubelite.dev/image-pull-fails': 'forever' }
  await apply({ ...two, metadata: { ...two.metadata, annotations } })
  const { stderr, exitCode } = await cli.run('logs two')
  expect(stderr).toMatch(
    /^Defaulted container "a" out of: a, b\nError from server \(BadRequest\): container "a" in pod "two" is waiting to start: /,
  )
  expect(exitCode).toBe(1)
})
