/** fail and recover. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const pod = (name: string, more = '') =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: app, image: i}, {name: log, image: i}], nodeName: worker-1${more}}\n`

beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

async function create(...manifests: string[]): Promise<void> {
  cli.file('all.yaml', manifests.join('---\n'))
  expect((await cli.run('create -f all.yaml')).exitCode).toBe(0)
}

async function wait(seconds: number): Promise<void> {
  await (await cli.cluster()).advance(seconds * 1000)
}

const jsonpath = async (target: string, path: string) =>
  (await cli.run(['get', ...target.split(' '), '-o', `jsonpath=${path}`])).stdout

const status = (name: string) => jsonpath(`node ${name}`, '{.status.conditions[?(@.type=="Ready")].status}')

describe('fail node', () => {
  const rows: [title: string, manifests: string[], before: number, line: string, stdout: string[]][] = [
    [
      'says when it is NotReady, and when its pods go',
      [pod('a')],
      0,
      'fail node worker-1',
      [
        'node/worker-1 failed: NotReady at 12:00:50 (in 50s), its pods are evicted from 12:05:50 on (in 5m50s)',
      ],
    ],
    [
      'counts from the last heartbeat',
      [pod('a')],
      7,
      'fail node/worker-1',
      [
        'node/worker-1 failed: NotReady at 12:00:50 (in 43s), its pods are evicted from 12:05:50 on (in 5m43s)',
      ],
    ],
    [
      'tells the day if it is another one',
      [pod('a')],
      43_160,
      'fail node worker-1',
      [
        'node/worker-1 failed: NotReady at 2026-11-23 00:00:10 (in 50s), its pods are evicted from 2026-11-23 00:05:10 on (in 5m50s)',
      ],
    ],
    [
      'knows pods that go sooner',
      [pod('a'), pod('b', ', tolerations: [{operator: Exists, tolerationSeconds: 30, effect: NoExecute}]')],
      0,
      'fail no worker-1',
      ['node/worker-1 failed: NotReady at 12:00:50 (in 50s), its pods are evicted from 12:01:20 on (in 80s)'],
    ],
    [
      'knows pods that stay',
      [pod('a', ', tolerations: [{operator: Exists}]')],
      0,
      'fail node worker-1',
      ['node/worker-1 failed: NotReady at 12:00:50 (in 50s), its pods stay on it'],
    ],
    [
      'knows that one node after another is emptied',
      [pod('a'), pod('b').replace('worker-1', 'worker-2')],
      0,
      'fail node worker-1 worker-2',
      [
        'node/worker-1 failed: NotReady at 12:00:50 (in 50s), its pods are evicted from 12:05:50 on (in 5m50s)',
        'node/worker-2 failed: NotReady at 12:00:50 (in 50s), its pods are evicted from 12:06:00 on (in 6m)',
      ],
    ],
    [
      'knows that nothing is evicted when all are lost',
      [pod('a')],
      0,
      'fail node --all',
      [
        'node/control-plane failed: NotReady at 12:00:50 (in 50s), no pods are on it',
        'node/worker-1 failed: NotReady at 12:00:50 (in 50s), its pods are not evicted while all nodes are lost',
        'node/worker-2 failed: NotReady at 12:00:50 (in 50s), no pods are on it',
      ],
    ],
  ]
  it.each(rows)('%s', async (_title, manifests, before, line, stdout) => {
    await create(...manifests)
    await wait(before)
    expect(await cli.run(line)).toEqual({ stdout: `${stdout.join('\n')}\n`, stderr: '', exitCode: 0 })
  })

  it('says the truth: it comes as it was said', async () => {
    await create(pod('a'), pod('b').replace('worker-1', 'worker-2'))
    await cli.run('fail node worker-1 worker-2')
    const going = async (name: string) => jsonpath(`pod ${name}`, '{.metadata.deletionTimestamp}')
    await wait(49)
    expect([await status('worker-1'), await status('worker-2')]).toEqual(['True', 'True'])
    await wait(1)
    expect([await status('worker-1'), await status('worker-2')]).toEqual(['Unknown', 'Unknown'])
    await wait(299)
    expect([await going('a'), await going('b')]).toEqual(['', ''])
    await wait(1)
    expect([await going('a'), await going('b')]).toEqual(['2026-11-22T12:06:20Z', ''])
    await wait(10)
    expect(await going('b')).toBe('2026-11-22T12:06:30Z')
  })

  it('a second time tells the same of the future', async () => {
    await create(pod('a'))
    await cli.run('fail node worker-1')
    await wait(20)
    expect((await cli.run('fail node worker-1')).stdout).toBe(
      'node/worker-1 failed: NotReady at 12:00:50 (in 30s), its pods are evicted from 12:05:50 on (in 5m30s)\n',
    )
    await wait(60)
    expect((await cli.run('fail node worker-1')).stdout).toBe(
      'node/worker-1 failed: NotReady, its pods are evicted from 12:05:50 on (in 4m30s)\n',
    )
  })
})

describe('recover node', () => {
  it('brings a node back, with its pods', async () => {
    await create(pod('a'), pod('b'))
    await cli.run('fail node worker-1')
    await wait(60)
    expect(await status('worker-1')).toBe('Unknown')
    expect(await cli.run('recover node worker-1')).toEqual({
      stdout: 'node/worker-1 recovered: Ready, 2 of 2 pods on it ready\n',
      stderr: '',
      exitCode: 0,
    })
    expect(await status('worker-1')).toBe('True')
  })

  it('mends a node of which a manifest says that it is not ready', async () => {
    await create(
      'apiVersion: v1\nkind: Node\nmetadata: {name: sick}\nstatus: {conditions: [{type: Ready, status: "False"}]}\n',
    )
    expect((await cli.run('recover node sick')).stdout).toBe('node/sick recovered: Ready, no pods on it\n')
    expect(await jsonpath('node sick', '{.spec.taints}')).toBe('')
  })

  it('leaves alone what has not failed', async () => {
    expect(await cli.run('recover node worker-1')).toEqual({
      stdout: 'node/worker-1 has not failed\n',
      stderr: '',
      exitCode: 0,
    })
  })
})

describe('fail pod', () => {
  const rows: [title: string, more: string, lines: string[], stdout: string][] = [
    [
      'ends its containers, which are started again at once',
      '',
      ['fail pod a'],
      'pod/a failed: container app ended (Error, exit code 1), runs again, restarts: 1; container log ended (Error, exit code 1), runs again, restarts: 1',
    ],
    [
      'ends one container by a reason',
      '',
      ['fail pod a -c app --reason OOMKilled'],
      'pod/a failed: container app ended (OOMKilled, exit code 137), runs again, restarts: 1',
    ],
    [
      'ends a container with an exit code',
      '',
      ['fail container a app --exit-code 3'],
      'pod/a failed: container app ended (Error, exit code 3), runs again, restarts: 1',
    ],
    [
      'tells when the next run begins',
      '',
      ['fail container a app', 'fail container a app'],
      'pod/a failed: container app ended (Error, exit code 1), starts again at 12:00:10 (in 10s), restarts: 1',
    ],
    [
      'tells of containers that are not started again',
      ', restartPolicy: Never',
      ['fail container a app --exit-code 0'],
      'pod/a failed: container app ended (Completed, exit code 0), stays so, restarts: 0',
    ],
    ['evicts it', '', ['fail pod a --reason Evicted'], 'pod/a failed: evicted, Failed'],
    [
      'makes it unready until it is recovered',
      '',
      ['fail pod/a --reason Unready'],
      'pod/a failed: not ready, until "kubelite recover pod a"',
    ],
  ]
  it.each(rows)('%s', async (_title, more, lines, stdout) => {
    await create(pod('a', more))
    const results = []
    for (const line of lines) results.push(await cli.run(line))
    expect(results.at(-1)).toEqual({ stdout: `${stdout}\n`, stderr: '', exitCode: 0 })
  })

  it('holds until the pod is recovered, if it is only unready', async () => {
    const ready = () => jsonpath('pod a', '{.status.conditions[?(@.type=="Ready")].status}')
    await create(pod('a'))
    await cli.run('fail pod a --reason Unready')
    await wait(3600)
    expect(await ready()).toBe('False')
    expect((await cli.run('recover pod a')).stdout).toBe('pod/a recovered: ready\n')
    expect(await ready()).toBe('True')
    expect((await cli.run('recover pod a')).stdout).toBe('pod/a has not failed\n')
  })
})

describe('fail and recover refuse', () => {
  const rows: [title: string, line: string, stderr: string][] = [
    [
      'a node that does not exist',
      'fail node nosuch',
      'Error from server (NotFound): nodes "nosuch" not found\n',
    ],
    [
      'a pod that does not exist',
      'fail pod nosuch',
      'Error from server (NotFound): pods "nosuch" not found\n',
    ],
    [
      'the container of a pod that does not exist',
      'fail container nosuch app',
      'Error from server (NotFound): pods "nosuch" not found\n',
    ],
    [
      'a container that does not exist',
      'fail container a nosuch',
      'error: container nosuch is not valid for pod a\n',
    ],
    [
      'a container without a name',
      'fail container a',
      'error: a pod and its containers must be named: container POD CONTAINER\n',
    ],
    ['what cannot fail', 'fail ns default', 'error: only nodes and pods can fail, not namespace\n'],
    [
      'what cannot recover',
      'recover sc standard',
      'error: only nodes and pods can recover, not storageclass.storage.k8s.io\n',
    ],
    [
      'a pod of a namespace where it is not',
      'fail pod a -n kube-system',
      'Error from server (NotFound): pods "a" not found\n',
    ],
    ['nothing', 'fail pod -l app=nosuch', 'error: no objects passed to fail\n'],
    [
      'a reason that there is not',
      'fail pod a --reason Bored',
      'error: --reason and --exit-code: must be one of Error, OOMKilled, Completed, Evicted, Unready, or Error:<exit code>\n',
    ],
    [
      'an exit code that does not go with the reason',
      'fail pod a --reason OOMKilled --exit-code 1',
      'error: --reason and --exit-code: OOMKilled does not go with exit code 1\n',
    ],
    [
      'to evict a container',
      'fail pod a -c app --reason Evicted',
      'error: --reason and --exit-code: Evicted concerns the whole pod: --container cannot be given\n',
    ],
    [
      'a node with a reason',
      'fail node worker-1 --reason OOMKilled',
      'error: --reason, --exit-code and --container are for pods, not for nodes\n',
    ],
    ['a pod that waits for a node', 'fail pod pending', 'error: pod "pending" is on no node yet\n'],
    ['a pod that has ended', 'fail pod done', 'error: pod "done" has ended already: Failed\n'],
    [
      'a pod on a node that has failed',
      'fail pod far',
      'error: node "worker-2" of pod "far" has failed: nobody would notice\n',
    ],
    ['all if one cannot', 'fail pod a nosuch', 'Error from server (NotFound): pods "nosuch" not found\n'],
  ]
  let shared: TestCli
  beforeAll(async () => {
    shared = createTestCli()
    const pending =
      'metadata: {name: pending}\nspec: {containers: [{name: c, image: i}], nodeSelector: {no: such}}'
    const far = pod('far').replace('worker-1', 'worker-2')
    const manifests = [pod('a'), pod('done'), far, `apiVersion: v1\nkind: Pod\n${pending}\n`]
    await shared.run('create -f -', { stdin: manifests.join('---\n') })
    await shared.run('fail pod done --reason Evicted')
    await shared.run('fail node worker-2')
  })
  afterAll(() => shared[Symbol.asyncDispose]())

  it.each(rows)('%s, and nothing changes', async (_title, line, stderr) => {
    const state = () => shared.run('get pods,nodes -A -o yaml')
    const before = await state()
    expect(await shared.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
    expect(await state()).toEqual(before)
  })
})
