/** replace. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const configMap = (data: string, metadata = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: pp${metadata}}\ndata: ${data}\n`

beforeEach(async () => {
  cli = createTestCli()
  cli.file('pp.yaml', configMap('{a: "1"}'))
  cli.file('other.yaml', configMap('{b: "2"}'))
  cli.file('new.yaml', configMap('{b: "2"}').replace('pp', 'ppnew'))
  cli.file(
    'pod.yaml',
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i}]}\n',
  )
  await cli.run('create -f pp.yaml -f pod.yaml')
})
afterEach(() => cli[Symbol.asyncDispose]())

const read = async (object: string, path: string) =>
  (await cli.run(['get', ...object.split(' '), '-o', `jsonpath={${path}}`])).stdout

describe('replace', () => {
  it('puts an object in the place of another', async () => {
    const uid = await read('cm pp', '.metadata.uid')
    expect(await cli.run('replace -f other.yaml')).toEqual({
      stdout: 'configmap/pp replaced\n',
      stderr: '',
      exitCode: 0,
    })
    expect(await read('cm pp', '.data')).toBe('{"b":"2"}')
    expect(await read('cm pp', '.metadata.uid')).toBe(uid)
  })

  it('replaces the version that is named, and no other', async () => {
    const version = await read('cm pp', '.metadata.resourceVersion')
    cli.file('versioned.yaml', configMap('{c: "3"}', `, resourceVersion: "${version}"`))
    expect((await cli.run('replace -f versioned.yaml')).stdout).toBe('configmap/pp replaced\n')
    cli.file('versioned.yaml', configMap('{d: "4"}', `, resourceVersion: "${version}"`))
    expect(await cli.run('replace -f versioned.yaml')).toEqual({
      stdout: '',
      stderr:
        'Error from server (Conflict): error when replacing "versioned.yaml": Operation cannot be fulfilled on configmaps "pp": the object has been modified; please apply your changes to the latest version and try again\n',
      exitCode: 1,
    })
  })

  const tried: [title: string, line: string, stdout: string][] = [
    ['for show', '--dry-run=client', 'configmap/pp replaced (dry run)\n'],
    ['on trial', '--dry-run=server', 'configmap/pp replaced (server dry run)\n'],
    ['on trial, in a format', '--dry-run=server -o jsonpath={.data}', '{"b":"2"}'],
  ]
  it.each(tried)('%s', async (_title, line, stdout) => {
    expect(await cli.run(`replace -f other.yaml ${line}`)).toEqual({ stdout, stderr: '', exitCode: 0 })
    expect(await read('cm pp', '.data')).toBe('{"a":"1"}')
  })

  it('reads standard input', async () => {
    expect((await cli.run('replace -f - -o name', { stdin: configMap('{x: "y"}') })).stdout).toBe(
      'configmap/pp\n',
    )
    expect(await read('cm pp', '.data')).toBe('{"x":"y"}')
  })

  it('keeps what apply compares with, if it is wished or there already', async () => {
    await cli.run('replace -f other.yaml --save-config')
    const saved = '.metadata.annotations.kubectl\\.kubernetes\\.io/last-applied-configuration'
    expect(await read('cm pp', saved)).toContain('"data":{"b":"2"}')
    const whole = (await cli.run('get cm pp -o yaml')).stdout.replace('b: "2"', 'b: "3"')
    await cli.run('replace -f -', { stdin: whole })
    expect(await read('cm pp', saved)).toContain('"data":{"b":"3"}')
  })

  it('deletes with --force and creates anew', async () => {
    const uid = await read('cm pp', '.metadata.uid')
    expect(await cli.run('replace --force -f other.yaml')).toEqual({
      stdout: 'configmap "pp" deleted from default namespace\nconfigmap/pp replaced\n',
      stderr: '',
      exitCode: 0,
    })
    expect(await read('cm pp', '.metadata.uid')).not.toBe(uid)
    expect(await cli.run('replace --force -f new.yaml')).toEqual({
      stdout: 'configmap/ppnew replaced\n',
      stderr: '',
      exitCode: 0,
    })
  })

  it('lets pods end with --force, for as long as they may', async () => {
    const uid = await read('pod p', '.metadata.uid')
    expect(await cli.run('replace --force --grace-period=5 -f pod.yaml')).toEqual({
      stdout: 'pod "p" deleted from default namespace\npod/p replaced\n',
      stderr: '',
      exitCode: 0,
    })
    expect(await read('pod p', '.metadata.uid')).not.toBe(uid)
    expect(await read('pod p', '.status.phase')).toBe('Running')
  })

  it('does not create with --force what did not go', async () => {
    cli.file('held.yaml', configMap('{}', ', finalizers: [a.b/c]').replace('pp', 'held'))
    await cli.run('create -f held.yaml')
    expect(await cli.run('replace --force -f held.yaml')).toEqual({
      stdout: 'configmap "held" deleted from default namespace\n',
      stderr: 'error: timed out waiting for the condition on configmaps/held\n',
      exitCode: 1,
    })
  })

  it('replaces the good ones among bad ones', async () => {
    expect(await cli.run('replace -f new.yaml -f other.yaml')).toEqual({
      stdout: 'configmap/pp replaced\n',
      stderr: 'Error from server (NotFound): error when replacing "new.yaml": configmaps "ppnew" not found\n',
      exitCode: 1,
    })
  })

  it('replaces the status alone', async () => {
    const quota = (part: string) =>
      `apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q}\n${part}: {hard: {pods: "9"}}\n`
    cli.file('quota.yaml', quota('spec'))
    cli.file('status.yaml', quota('status').replace('9', '5'))
    await cli.run('create -f quota.yaml')
    const shown = '-o jsonpath={.status.hard.pods},{.spec.hard.pods}'
    expect(await cli.run(`replace --subresource=status -f status.yaml --dry-run=server ${shown}`)).toEqual({
      stdout: '5,9',
      stderr: '',
      exitCode: 0,
    })
  })

  const refused: [title: string, line: string, stderr: string][] = [
    ['nothing', '', 'error: must specify one of -f and -k'],
    ['names', 'cm pp', 'error: must specify one of -f and -k'],
    ['files that are not there', '-f nosuch', 'error: the path "nosuch" does not exist'],
    [
      'a time to end without --force',
      '--grace-period=1 -f pp.yaml',
      'error: --grace-period must have --force specified',
    ],
    [
      'a time to wait without --force',
      '--timeout=1s -f pp.yaml',
      'error: --timeout must have --force specified',
    ],
    [
      '--force for show',
      '--force --dry-run=client -f pp.yaml',
      'error: --dry-run can not be used when --force is set',
    ],
    [
      'raw requests to what cannot be replaced',
      '--raw /api -f pp.yaml',
      'Error from server (MethodNotAllowed): the server does not allow this method on the requested resource',
    ],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    expect(await cli.run(`replace ${line}`.trim())).toEqual({
      stdout: '',
      stderr: `${stderr}\n`,
      exitCode: 1,
    })
    expect(await read('cm pp', '.data')).toBe('{"a":"1"}')
  })
})
