/** delete. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const names = ['d1', 'd2', 'd3', 'd4']
const objects = names
  .map((name) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {set: d}}\n`)
  .join('---\n')

beforeEach(async () => {
  cli = createTestCli()
  cli.file('objects.yaml', objects)
  await cli.run('create -f objects.yaml')
})
afterEach(() => cli[Symbol.asyncDispose]())

const deleted = (...which: string[]) =>
  which.map((name) => `configmap "${name}" deleted from default namespace\n`).join('')

describe('delete', () => {
  const rows: [title: string, line: string, stdout: string][] = [
    ['by name', 'delete cm d1', deleted('d1')],
    ['by type and name', 'delete cm/d2 cm/d3', deleted('d2', 'd3')],
    ['by label', 'delete cm -l set=d', deleted(...names)],
    ['by field', 'delete cm --field-selector metadata.name=d2', deleted('d2')],
    ['by file', 'delete -f objects.yaml', deleted(...names)],
    ['in short', 'delete cm d1 -o name', 'configmap/d1\n'],
    [
      'only by way of showing',
      'delete cm d1 --dry-run=client',
      'configmap "d1" deleted from default namespace (dry run)\n',
    ],
    [
      'only by way of trying',
      'delete cm d1 --dry-run=server',
      'configmap "d1" deleted from default namespace (server dry run)\n',
    ],
    ['nothing, where names may be missing', 'delete cm nosuch --ignore-not-found', ''],
    ['nothing by label', 'delete cm -l set=nosuch', 'No resources found\n'],
    ['nothing by label in all namespaces', 'delete cm -l set=nosuch -A', 'No resources found\n'],
    ['without a namespace', 'delete ns default --dry-run=client', 'namespace "default" deleted (dry run)\n'],
  ]
  it.each(rows)('%s', async (_title, line, stdout) => {
    expect(await cli.run(line)).toEqual({ stdout, stderr: '', exitCode: 0 })
    const left = (await cli.run('get cm -l set=d -o name')).stdout.split('\n').length - 1
    const gone =
      line.includes('dry-run') || line.startsWith('delete ns') ? 0 : stdout.match(/configmap/g)?.length
    expect(left).toBe(names.length - (gone ?? 0))
  })

  const refused: [title: string, line: string, stderr: string][] = [
    [
      'a name that does not exist',
      'delete cm nosuch',
      'Error from server (NotFound): configmaps "nosuch" not found\n',
    ],
    [
      'names of two kinds',
      'delete cm,secret x',
      'Error from server (NotFound): configmaps "x" not found\nError from server (NotFound): secrets "x" not found\n',
    ],
    ['a type alone', 'delete cm', 'error: resource(s) were provided, but no name was specified\n'],
    ['a category alone', 'delete all', 'error: resource(s) were provided, but no name was specified\n'],
    [
      'a name with --all',
      'delete cm x --all',
      'error: name cannot be provided when a selector is specified\n',
    ],
    [
      'a selector with --all',
      'delete cm --all -l a=b',
      "error: setting 'all' parameter but found a non empty selector. \n",
    ],
    [
      'a type that does not exist',
      'delete nosuch x',
      'error: the server doesn\'t have a resource type "nosuch"\n',
    ],
    ['a file that does not exist', 'delete -f nosuch.yaml', 'error: the path "nosuch.yaml" does not exist\n'],
    [
      'a long form',
      'delete cm d1 -o yaml',
      "error: unexpected -o output mode: yaml. We only support '-o name'\n",
    ],
    [
      'two kinds of patience',
      'delete cm d1 --now --grace-period=3',
      'error: --now and --grace-period cannot be specified together\n',
    ],
    [
      'a namespace that must stay',
      'delete ns kube-system',
      'Error from server (Forbidden): namespaces "kube-system" is forbidden: this namespace may not be deleted\n',
    ],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it('deletes what exists among names that do not', async () => {
    expect(await cli.run('delete cm d4 nosuch')).toEqual({
      stdout: deleted('d4'),
      stderr: 'Error from server (NotFound): configmaps "nosuch" not found\n',
      exitCode: 1,
    })
  })

  it('warns about force, and says so', async () => {
    const { stdout, stderr } = await cli.run('delete cm d1 --force')
    expect(stdout).toBe('configmap "d1" force deleted from default namespace\n')
    expect(stderr).toMatch(/^Warning: Immediate deletion does not wait for confirmation/)
  })

  it('takes booleans for --cascade, with a warning', async () => {
    expect((await cli.run('delete deploy nosuch --cascade=false')).stderr).toBe(
      'warning: --cascade=false is deprecated (boolean value) and can be replaced with --cascade=orphan.\nError from server (NotFound): deployments.apps "nosuch" not found\n',
    )
  })

  it('warns where the namespace does not matter', async () => {
    expect((await cli.run('delete ns nosuch -n default')).stderr).toBe(
      'Warning: deleting cluster-scoped resources, not scoped to the provided namespace\nError from server (NotFound): namespaces "nosuch" not found\n',
    )
  })

  it('asks first if it shall', async () => {
    const question =
      'You are about to delete the following 1 resource(s):\nconfigmap/d1\nDo you want to continue? (y/N): '
    expect((await cli.run('delete cm d1 -i', { stdin: 'n\n' })).stdout).toBe(
      `${question}deletion is cancelled\n`,
    )
    expect((await cli.run('delete cm d1 -i', { stdin: 'y\n' })).stdout).toBe(question + deleted('d1'))
  })

  it('tells of an object that stays, as kubectl does when its waiting ends', async () => {
    cli.file(
      'held.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: held, finalizers: [example.com/hold]}\n',
    )
    await cli.run('create -f held.yaml')
    expect(await cli.run('delete cm held')).toEqual({
      stdout: deleted('held'),
      stderr: 'error: timed out waiting for the condition on configmaps/held\n',
      exitCode: 1,
    })
    expect(await cli.run('delete cm held --wait=false')).toEqual({
      stdout: deleted('held'),
      stderr: '',
      exitCode: 0,
    })
    const second = await cli.run('apply -f held.yaml')
    expect(second.stderr).toContain(
      'Warning: Detected changes to resource held which is currently being deleted.\n',
    )
  })

  it('deletes a namespace with what is in it', async () => {
    await cli.run('create -f -', { stdin: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n' })
    await cli.run('create -n shop -f objects.yaml')
    expect(await cli.run('delete ns shop')).toEqual({
      stdout: 'namespace "shop" deleted\n',
      stderr: '',
      exitCode: 0,
    })
    expect((await cli.run('get cm -A -l set=d -o name')).stdout.match(/configmap/g)).toHaveLength(
      names.length,
    )
  })
})

const pod = (name: string, seconds: number) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  terminationGracePeriodSeconds: ${seconds}
  containers:
  - {name: c, image: i, lifecycle: {preStop: {sleep: {seconds: ${seconds}}}}}
`

describe('delete --wait', () => {
  /** Seconds by which the clock of the cluster has moved since a moment. */
  const since = async (start: number) => ((await (await cli.cluster()).now()) - start) / 1000
  let start: number

  beforeEach(async () => {
    cli.file('pods.yaml', `${pod('short', 20)}---\n${pod('long', 90)}`)
    await cli.run('create -f pods.yaml')
    await cli.run('wait --for=condition=Ready pod --all --timeout=10m')
    start = await (await cli.cluster()).now()
  })

  const gone: [title: string, line: string, least: number, most: number][] = [
    ['a pod that takes its time', 'delete pod short', 20, 22],
    ['pods, of which the slowest counts', 'delete pod --all', 90, 92],
    ['what contains a pod that takes its time', 'delete -f shop.yaml', 40, 42],
    ['a pod that gets less time', 'delete pod long --grace-period=5', 5, 7],
    ['a pod that is dropped', 'delete pod long --force', 0, 0],
    ['a pod in time', 'delete pod short --timeout=1m', 20, 22],
    ['what takes no time', 'delete cm --all', 0, 0],
  ]
  it.each(gone)('moves the clock for %s', async (_title, line, least, most) => {
    const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n'
    cli.file('shop.yaml', namespace)
    await cli.run('create -f shop.yaml')
    await cli.run('create -n shop -f -', { stdin: pod('guest', 40) })
    await cli.run('wait -n shop --for=condition=Ready pod --all --timeout=10m')
    start = await (await cli.cluster()).now()
    const { stderr, exitCode } = await cli.run(line)
    expect([stderr.replace(/^Warning: .*\n/, ''), exitCode]).toEqual(['', 0])
    const seconds = await since(start)
    expect(seconds).toBeGreaterThanOrEqual(least)
    expect(seconds).toBeLessThanOrEqual(most)
  })

  it('gives up when the time is over', async () => {
    expect(await cli.run('delete pod long --timeout=30s')).toEqual({
      stdout: 'pod "long" deleted from default namespace\n',
      stderr: 'error: timed out waiting for the condition on pods/long\n',
      exitCode: 1,
    })
    expect(await since(start)).toBe(30)
  })

  it('moves no clock for what only somebody else can let go', async () => {
    cli.file(
      'held.yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: held, finalizers: [a.example/hold]}\n',
    )
    await cli.run('create -f held.yaml')
    expect((await cli.run('delete cm held')).exitCode).toBe(1)
    expect(await since(start)).toBe(0)
  })

  it('ends at once with --wait=false', async () => {
    expect((await cli.run('delete pod long --wait=false')).exitCode).toBe(0)
    expect(await since(start)).toBe(0)
    expect((await cli.run('get pod long')).stdout).toMatch(/^long +\S+ +Terminating /m)
  })
})
