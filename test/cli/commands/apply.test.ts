/** apply. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const configMap = (name: string, rest = 'data: {a: b}') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n${rest}\n`

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  replicas: 2
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api}
    spec:
      containers:
      - name: api
        image: api:1
        ports: [{containerPort: 8080}]
        env: [{name: A, value: "1"}]
`

const out = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 })

describe('apply', () => {
  it('creates, then leaves alone, then changes', async () => {
    cli.file('api.yaml', deployment)
    expect(await cli.run('apply -f api.yaml')).toEqual(out('deployment.apps/api created\n'))
    expect(await cli.run('apply -f api.yaml')).toEqual(out('deployment.apps/api unchanged\n'))
    cli.file('api.yaml', deployment.replace('api:1', 'api:2'))
    expect(await cli.run('apply -f api.yaml')).toEqual(out('deployment.apps/api configured\n'))
    const image = await cli.run(['get', 'deploy', 'api', '-o', 'jsonpath={..image}'])
    expect(image.stdout).toBe('api:2')
  })

  it('removes what the file does not say any more, and keeps what others set', async () => {
    cli.file('cm.yaml', configMap('a', 'data: {a: "1", b: "2"}'))
    await cli.run('apply -f cm.yaml')
    const cluster = await cli.cluster()
    await cluster.write((client) =>
      client.patch('ConfigMap', { namespace: 'default', name: 'a' }, 'merge', { data: { other: 'x' } }),
    )
    cli.file('cm.yaml', configMap('a', 'data: {a: "1"}'))
    expect(await cli.run('apply -f cm.yaml')).toEqual(out('configmap/a configured\n'))
    const { stdout } = await cli.run(['get', 'cm', 'a', '-o', 'jsonpath={.data}'])
    expect(stdout).toBe('{"a":"1","other":"x"}')
  })

  it('keeps what was applied as sorted JSON with a line end', async () => {
    cli.file('cm.yaml', configMap('a', 'data: {b: "<2>", a: "1"}'))
    await cli.run('apply -f cm.yaml')
    const path = '{.metadata.annotations.kubectl\\.kubernetes\\.io/last-applied-configuration}'
    const { stdout } = await cli.run(['get', 'cm', 'a', '-o', `jsonpath=${path}`])
    expect(stdout).toBe(
      '{"apiVersion":"v1","data":{"a":"1","b":"\\u003c2\\u003e"},"kind":"ConfigMap","metadata":{"annotations":{},"name":"a","namespace":"default"}}\n',
    )
  })

  it('warns once about objects that it did not create', async () => {
    cli.file('cm.yaml', configMap('made'))
    await cli.run('create -f cm.yaml')
    expect(await cli.run('apply -f cm.yaml')).toEqual({
      stdout: 'configmap/made configured\n',
      stderr:
        'Warning: resource configmaps/made is missing the kubectl.kubernetes.io/last-applied-configuration annotation which is required by kubelite apply. kubelite apply should only be used on resources created declaratively by either kubelite create --save-config or kubelite apply. The missing annotation will be patched automatically.\n',
      exitCode: 0,
    })
    expect(await cli.run('apply -f cm.yaml')).toEqual(out('configmap/made unchanged\n'))
  })

  it.each([
    ['client', 'created (dry run)', 'configured (dry run)'],
    ['server', 'created (server dry run)', 'unchanged (server dry run)'],
  ])('stores nothing with --dry-run=%s', async (where, first, second) => {
    cli.file('cm.yaml', configMap('a'))
    expect(await cli.run(`apply -f cm.yaml --dry-run=${where}`)).toEqual(out(`configmap/a ${first}\n`))
    expect((await cli.run('get cm a')).stderr).toBe(
      'Error from server (NotFound): configmaps "a" not found\n',
    )
    await cli.run('apply -f cm.yaml')
    expect(await cli.run(`apply -f cm.yaml --dry-run=${where}`)).toEqual(out(`configmap/a ${second}\n`))
  })

  it('takes documents, lists, JSON and standard input', async () => {
    const list = `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}\n- {apiVersion: v1, kind: Secret, metadata: {name: three}}\n`
    const typed = '{"apiVersion":"v1","kind":"ConfigMapList","items":[{"metadata":{"name":"four"}}]}'
    cli.file('many.yaml', `${configMap('one')}---\n# only a comment\n---\n${list}`)
    cli.file('typed.json', typed)
    const { stdout } = await cli.run('apply -f many.yaml -f typed.json -f -', { stdin: configMap('five') })
    expect(stdout).toBe(
      ['configmap/one', 'configmap/two', 'secret/three', 'configmap/four', 'configmap/five']
        .map((name) => `${name} created\n`)
        .join(''),
    )
  })

  it('tells of fields of a changed file that are not known, or of the wrong type', async () => {
    const bad = (line: string) => `${configMap('a')}${line}\n`
    cli.file('cm.yaml', configMap('a'))
    await cli.run('apply -f cm.yaml')
    cli.file('cm.yaml', bad('bogus: 1'))
    expect((await cli.run('apply -f cm.yaml')).stderr).toMatch(
      /^The request is invalid: patch: Invalid value: "map\[bogus:1 metadata:map\[annotations:map\[.*\]\]\]": strict decoding error: unknown field "bogus"\n$/,
    )
    cli.file('cm.yaml', bad('immutable: "no"'))
    expect((await cli.run('apply -f cm.yaml')).stderr).toMatch(
      /^The request is invalid: patch: Invalid value: "map\[immutable:no .*\]": unrecognized type: bool\n$/,
    )
  })

  it('prints names, objects and lists', async () => {
    cli.file('cm.yaml', configMap('a'))
    expect(await cli.run('apply -f cm.yaml -o name')).toEqual(out('configmap/a\n'))
    expect((await cli.run(['apply', '-f', 'cm.yaml', '-o', 'jsonpath={.data.a}'])).stdout).toBe('b')
    cli.file('two.yaml', `${configMap('a')}---\n${configMap('b')}`)
    const { stdout } = await cli.run('apply -f two.yaml -o yaml')
    expect(stdout).toMatch(/^apiVersion: v1\nitems:\n- apiVersion: v1\n/)
    expect(stdout).toMatch(/\nkind: List\nmetadata: \{\}\n$/)
  })

  it('applies the good ones among bad ones, and ends with exit code 1', async () => {
    const unknown = 'apiVersion: v1\nkind: Nosuch\nmetadata: {name: x}\n'
    cli.file('bad.yaml', `${configMap('good2')}---\n${unknown}---\n${configMap('good3')}`)
    expect(await cli.run('apply -f bad.yaml')).toEqual({
      stdout: 'configmap/good2 created\nconfigmap/good3 created\n',
      stderr:
        'error: resource mapping not found for name: "x" namespace: "" from "bad.yaml": no matches for kind "Nosuch" in version "v1"\nensure CRDs are installed first\n',
      exitCode: 1,
    })
  })

  it('tells several faults one below the other', async () => {
    cli.file('bad.yaml', `${configMap('Bad_Name')}---\n${configMap('a', 'bogus: x')}`)
    const { stderr, stdout } = await cli.run('apply -f bad.yaml')
    expect(stdout).toBe('')
    expect(stderr).toMatch(
      /^Error from server \(Invalid\): error when creating "bad.yaml": ConfigMap "Bad_Name" is invalid: metadata.name: .*\nError from server \(BadRequest\): error when creating "bad.yaml": .*unknown field "bogus"\n$/,
    )
  })

  it('chooses by label', async () => {
    cli.file('cm.yaml', configMap('a').replace('name: a', 'name: a, labels: {app: web}'))
    expect((await cli.run('apply -f cm.yaml -l app=nosuch')).stderr).toBe(
      'error: no objects passed to apply\n',
    )
    expect((await cli.run('apply -f cm.yaml -l app=web')).stdout).toBe('configmap/a created\n')
  })

  it('puts objects into the namespace that is given, and refuses those that name another', async () => {
    await cli.run('apply -f -', { stdin: 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n' })
    cli.file('other.yaml', configMap('o').replace('name: o', 'name: o, namespace: default'))
    cli.file('plain.yaml', configMap('p'))
    expect((await cli.run('apply -n shop -f plain.yaml')).stdout).toBe('configmap/p created\n')
    expect((await cli.run('get cm p -n shop -o name')).stdout).toBe('configmap/p\n')
    expect(await cli.run('apply -n shop -f other.yaml')).toEqual({
      stdout: '',
      stderr:
        'error: the namespace from the provided object "default" does not match the namespace "shop". You must pass \'--namespace=default\' to perform this operation.\n',
      exitCode: 1,
    })
    expect((await cli.run('apply -n nosuch -f plain.yaml')).stderr).toBe(
      'Error from server (NotFound): error when creating "plain.yaml": namespaces "nosuch" not found\n',
    )
  })

  it('tells patch and object of a conflict', async () => {
    cli.file('cm.yaml', configMap('a'))
    await cli.run('apply -f cm.yaml')
    cli.file('cm.yaml', configMap('a', 'data: {a: c}').replace('name: a', 'name: a, resourceVersion: "1"'))
    const { stderr, exitCode } = await cli.run('apply -f cm.yaml')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /^Error from server \(Conflict\): error when applying patch:\n\{"data":\{"a":"c"\},.*"resourceVersion":"1"\}\}\nto:\nResource: "\/v1, Resource=configmaps", GroupVersionKind: "\/v1, Kind=ConfigMap"\nName: "a", Namespace: "default"\nfor: "cm.yaml": error when patching "cm.yaml": Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again\n$/,
    )
    expect(await cli.run('apply --force -f cm.yaml')).toEqual(out('configmap/a configured\n'))
  })

  it('drops unknown fields where validation is off, and tells of them where it warns', async () => {
    cli.file('cm.yaml', configMap('loose', 'bogus: x'))
    expect(await cli.run('apply --validate=warn -f cm.yaml')).toEqual({
      stdout: 'configmap/loose created\n',
      stderr: 'Warning: unknown field "bogus"\n',
      exitCode: 0,
    })
    expect((await cli.run('apply --validate=false -f cm.yaml')).exitCode).toBe(0)
    const strict = await cli.run('apply --validate=warn --warnings-as-errors -f cm.yaml')
    expect(strict).toMatchObject({
      stderr: 'Warning: unknown field "bogus"\nerror: 1 warning received\n',
      exitCode: 1,
    })
  })
})
