/** get --watch. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeTime, type FakeTime } from '../fake-time.ts'
import { createTestCli, NOW, type TestCli } from '../test-cli.ts'

let cli: TestCli
let time: FakeTime

const pod = (name: string, ready = '5s') => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}, annotations: {kubelite.dev/ready-after: ${ready}}}
spec: {terminationGracePeriodSeconds: 1, containers: [{name: c, image: i}]}
`
const configMap = (name: string, label = 'a') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {set: ${label}}}\n`

async function apply(manifest: string): Promise<void> {
  expect((await cli.run('apply -f -', { stdin: manifest })).stderr).toBe('')
}

beforeEach(async () => {
  time = createFakeTime(NOW)
  cli = createTestCli({ waiting: time })
  await apply(configMap('one'))
})
afterEach(() => cli[Symbol.asyncDispose]())

/** What a watch of ten seconds prints, while others do something at moments in it. */
async function watch(line: string, ...others: [ms: number, action: () => unknown][]) {
  for (const [ms, action] of others) time.after(ms, action)
  const result = await cli.run(`${line} --request-timeout=10s`)
  expect(time.now()).toBe(NOW + 10_000)
  return result
}

const mine = 'get cm -l set=a'

describe('get --watch', () => {
  it('prints the list, and then what falls due as time passes', async () => {
    await apply(pod('web'))
    expect(await watch('get pods -w')).toEqual({
      stdout:
        'NAME   READY   STATUS    RESTARTS   AGE\nweb    0/1     Running   0          0s\nweb    1/1     Running   0          5s\n',
      stderr: '',
      exitCode: 0,
    })
  })

  it('prints what others do, below the same headers, as wide as they were', async () => {
    const { stdout } = await watch(
      `${mine} -w`,
      [2000, () => apply(configMap('a-longer-name'))],
      [4000, () => cli.run('delete cm a-longer-name')],
    )
    expect(stdout).toBe(
      'NAME   DATA   AGE\none    0      0s\na-longer-name   0      0s\na-longer-name   0      2s\n',
    )
  })

  it('tells what has happened with --output-watch-events', async () => {
    const { stdout } = await watch(
      `${mine} -w --output-watch-events`,
      [2000, () => apply(configMap('two'))],
      [4000, () => apply(configMap('two', 'a, x: z'))],
      [6000, () => apply(configMap('two', 'b'))],
    )
    expect(stdout).toBe(
      'EVENT      NAME   DATA   AGE\nADDED      one    0      0s\nADDED      two    0      0s\nMODIFIED   two    0      2s\nDELETED    two    0      4s\n',
    )
  })

  it('prints only changes with --watch-only', async () => {
    expect((await watch(`${mine} --watch-only`)).stdout).toBe('')
    time = createFakeTime(NOW)
    await using other = createTestCli({ waiting: time })
    time.after(2000, () => other.run('create -f -', { stdin: configMap('two') }))
    expect((await other.run(`${mine} --watch-only --request-timeout=10`)).stdout).toBe(
      'NAME   DATA   AGE\ntwo    0      0s\n',
    )
  })

  it('watches one object that is named', async () => {
    const { stdout } = await watch(
      'get cm one -w --no-headers',
      [1000, () => apply(configMap('two'))],
      [2000, () => apply(configMap('one', 'b'))],
      [3000, () => cli.run('delete cm one')],
    )
    expect(stdout).toBe('one   0     0s\none   0     2s\none   0     3s\n')
  })

  it('watches all namespaces', async () => {
    const { stdout } = await watch('get cm -A -w -l set=a --show-labels', [
      1000,
      () => cli.run('create -n kube-system -f -', { stdin: configMap('two') }),
    ])
    expect(stdout).toBe(
      'NAMESPACE   NAME   DATA   AGE   LABELS\ndefault     one    0      0s    set=a\nkube-system   two    0      0s    set=a\n',
    )
  })

  it('does not miss what the controllers make of it', async () => {
    const { stdout } = await watch('get cm --field-selector metadata.name=kube-root-ca.crt -A -w -o name', [
      1000,
      () => cli.run('create -f -', { stdin: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n' }),
    ])
    expect(stdout.match(/configmap\/kube-root-ca\.crt\n/g)).toHaveLength(5)
  })

  const formats: [title: string, flags: string, stdout: string][] = [
    ['names', '-o name', 'configmap/one\nconfigmap/two\n'],
    ['a path', '-o jsonpath={.metadata.name},', 'one,two,'],
    ['columns', '-o custom-columns=NAME:.metadata.name', 'NAME\none\ntwo\n'],
    [
      'events as JSON',
      '-o json --output-watch-events',
      '{"type":"ADDED","object":{"apiVersion":"v1",…\n{"type":"ADDED","object":{"apiVersion":"v1",…\n',
    ],
    ['names of events', '-o name --output-watch-events', 'configmap/one\nconfigmap/two\n'],
    [
      'a path into events',
      '-o jsonpath={.type}/{.object.metadata.name}, --output-watch-events',
      'ADDED/one,ADDED/two,',
    ],
  ]
  it.each(formats)('prints %s', async (_title, flags, expected) => {
    const { stdout } = await watch(`${mine} -w ${flags}`, [2000, () => apply(configMap('two'))])
    expect(stdout.replace(/(?<="apiVersion":"v1",).*$/gm, '…')).toBe(expected)
  })

  it('prints documents of one stream as YAML', async () => {
    const { stdout } = await watch(`${mine} -w -o yaml`, [2000, () => apply(configMap('two'))])
    expect(stdout.match(/^apiVersion: v1$/gm)).toHaveLength(2)
    expect(stdout.match(/^---$/gm)).toHaveLength(1)
  })

  it('ends with Ctrl-C', async () => {
    time.after(90_500, () => time.interrupt())
    expect(await cli.run('get cm one -w')).toEqual({
      stdout: 'NAME   DATA   AGE\none    0      0s\n',
      stderr: '',
      exitCode: 1,
    })
    expect(time.now()).toBe(NOW + 90_500)
  })

  it('warns that it does not sort', async () => {
    const { stderr } = await watch('get cm --sort-by=.metadata.name --watch-only')
    expect(stderr).toBe('warning: --watch-only requested, --sort-by will be ignored\n')
  })

  const refused: [title: string, line: string, stderr: string][] = [
    ['several types', 'get pods,svc -w', 'error: you may only specify a single resource type\n'],
    [
      'several objects',
      'get cm one kube-root-ca.crt -w',
      'error: you may only watch a single resource or type of resource at a time\n',
    ],
    [
      'objects of several kinds',
      'get cm/one svc/kubernetes -w',
      'error: watch is only supported on individual resources and resource collections - more than 1 resource was found\n',
    ],
    [
      'what is not there',
      'get cm nosuch -w',
      'Error from server (NotFound): configmaps "nosuch" not found\n',
    ],
    [
      'events without a watch',
      'get cm --output-watch-events',
      'error: --output-watch-events option can only be used with --watch or --watch-only\n',
    ],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
    expect(time.now()).toBe(NOW)
  })
})
