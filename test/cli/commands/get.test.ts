/** get. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const objects = `apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: one, namespace: shop, labels: {app: web, tier: front}}
data: {a: "1", b: "2"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: two, namespace: shop, labels: {app: db}}
data: {a: "3"}
---
apiVersion: v1
kind: Secret
metadata: {name: one, namespace: shop}
stringData: {password: s3cr3t}
`

beforeAll(async () => {
  cli = createTestCli()
  cli.file('objects.yaml', objects)
  cli.file('names.jsonpath', '{range .items[*]}{.metadata.name}{"\\n"}{end}')
  cli.file('n.tmpl', '{{.metadata.name}}-{{.kind}}')
  cli.file('cols.txt', 'NAME           LABEL\n.metadata.name .metadata.labels.app\n')
  await cli.run('apply -f objects.yaml')
  await cli.run('delete cm kube-root-ca.crt -n shop --ignore-not-found')
})
afterAll(() => cli[Symbol.asyncDispose]())

const cm = 'get cm one two -n shop'
const noName = `error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubelite get resource/<resource_name>' instead of 'kubelite get resource resource/<resource_name>'\n`

describe('get prints', () => {
  const rows: [title: string, line: string | string[], stdout: string][] = [
    ['a table', cm, 'NAME   DATA   AGE\none    2      0s\ntwo    1      0s\n'],
    ['a table without headers', `${cm} --no-headers`, 'one   2     0s\ntwo   1     0s\n'],
    [
      'all namespaces',
      'get cm -A --field-selector metadata.name=one',
      'NAMESPACE   NAME   DATA   AGE\nshop        one    2      0s\n',
    ],
    [
      'labels',
      `${cm} --show-labels`,
      'NAME   DATA   AGE   LABELS\none    2      0s    app=web,tier=front\ntwo    1      0s    app=db\n',
    ],
    [
      'columns of labels',
      `${cm} -L app,tier`,
      'NAME   DATA   AGE   APP   TIER\none    2      0s    web   front\ntwo    1      0s    db    \n',
    ],
    ['kinds', 'get cm one -n shop --show-kind', 'NAME            DATA   AGE\nconfigmap/one   2      0s\n'],
    ['only name and age', 'get cm one -n shop --server-print=false', 'NAME   AGE\none    0s\n'],
    [
      'several kinds, apart',
      'get cm,secret one -n shop',
      'NAME            DATA   AGE\nconfigmap/one   2      0s\n\nNAME         TYPE     DATA   AGE\nsecret/one   Opaque   1      0s\n',
    ],
    [
      'several kinds without headers',
      'get cm/one secret/one -n shop --no-headers',
      'configmap/one   2     0s\nsecret/one   Opaque   1     0s\n',
    ],
    [
      'what files name',
      'get -f objects.yaml -o name',
      'namespace/shop\nconfigmap/one\nconfigmap/two\nsecret/one\n',
    ],
    ['names by label', 'get cm -n shop -l app=db -o name', 'configmap/two\n'],
    [
      'names by a set of labels',
      ['get', 'cm', '-n', 'shop', '-l', 'app in (web,x),tier', '-o', 'name'],
      'configmap/one\n',
    ],
    ['a kind by its full name', 'get configmaps.v1. one -n shop -o name', 'configmap/one\n'],
    ['a kind by its Kind', 'get ConfigMap one -n shop -o name', 'configmap/one\n'],
    ['the parts of chunks', 'get cm -n shop -l app --chunk-size=1 -o name', 'configmap/one\nconfigmap/two\n'],
    [
      'in an order',
      'get cm -n shop -l app --sort-by=.data.a --no-headers',
      'one   2     0s\ntwo   1     0s\n',
    ],
    [
      'bare objects of several kinds in one order',
      'get cm/two secret/one cm/one -n shop --sort-by=.metadata.name --server-print=false --no-headers',
      'secret/one   0s\nconfigmap/one   0s\nconfigmap/two   0s\n',
    ],
    [
      'tables of several kinds in the order of a field of tables',
      'get cm/two secret/one -n shop --sort-by=.kind --no-headers',
      'configmap/two   1     0s\nsecret/one   Opaque   1     0s\n',
    ],
    [
      'names in an order',
      'get cm -n shop -l app --sort-by={.metadata.labels.app} -o name',
      'configmap/two\nconfigmap/one\n',
    ],
    ['a field', 'get cm one -n shop -o jsonpath={.data.a}', '1'],
    ['fields of a list', 'get cm -n shop -l app -o jsonpath={.items[*].data.a}', '1 3'],
    ['a template file', 'get cm -n shop -l app -o jsonpath-file=names.jsonpath', 'one\ntwo\n'],
    ['fields as JSON', 'get cm one -n shop -o jsonpath-as-json={.data.a}', '[\n    "1"\n]\n'],
    ['a Go template', ['get', 'cm', 'one', '-n', 'shop', '-o', 'go-template={{.data.a}}{{"\\n"}}'], '1\n'],
    ['a Go template by --template', ['get', 'cm', 'one', '-n', 'shop', '--template={{.kind}}'], 'ConfigMap'],
    ['a Go template file', 'get cm one -n shop -o go-template-file=n.tmpl', 'one-ConfigMap'],
    [
      'chosen columns',
      `${cm} -o custom-columns=N:.metadata.name,A:.data.a,X:.nosuch`,
      'N     A     X\none   1     <none>\ntwo   3     <none>\n',
    ],
    ['columns of a file', `${cm} -o custom-columns-file=cols.txt`, 'NAME   LABEL\none    web\ntwo    db\n'],
    [
      'an empty list as JSON',
      'get cm -l a=b -o json',
      '{\n    "apiVersion": "v1",\n    "items": [],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n',
    ],
    [
      'an empty list as YAML',
      'get cm -l a=b -o yaml',
      'apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: ""\n',
    ],
    ['the headers of chosen columns', 'get cm -l a=b -o custom-columns=N:.metadata.name', 'N\n'],
    ['nothing for names that may be missing', 'get cm nosuch --ignore-not-found', ''],
    ['nothing for names that may be missing, as YAML', 'get cm nosuch --ignore-not-found -o yaml', ''],
    ['the last of several formats', 'get cm one -n shop -o yaml --output name', 'configmap/one\n'],
  ]
  it.each(rows)('%s', async (_title, line, stdout) => {
    expect(await cli.run(line)).toEqual({ stdout, stderr: '', exitCode: 0 })
  })
})

it('get sorts flow schemas as requests are matched against them', async () => {
  const { stdout } = await cli.run('get flowschemas --no-headers')
  const names = stdout.split('\n').map((line) => line.split(/ +/)[0])
  expect(names.slice(0, 4)).toEqual(['exempt', 'probes', 'system-leader-election', 'endpoint-controller'])
  const { stdout: plain } = await cli.run('get flowschemas --no-headers --server-print=false')
  expect(plain).toMatch(/^catch-all /)
})

describe('get says that there is nothing', () => {
  const rows: [title: string, line: string, stderr: string][] = [
    ['in the namespace', 'get secrets', 'No resources found in default namespace.\n'],
    ['in a namespace that does not exist', 'get cm -n nosuch', 'No resources found in nosuch namespace.\n'],
    ['in any namespace', 'get cm -A -l app=nosuch', 'No resources found\n'],
    ['without namespaces', 'get nodes -l a=b', 'No resources found\n'],
    ['without headers', 'get secrets --no-headers', 'No resources found in default namespace.\n'],
  ]
  it.each(rows)('%s', async (_title, line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 0 })
  })
})

describe('get refuses', () => {
  const rows: [title: string, line: string | string[], stderr: string][] = [
    [
      'a name that does not exist',
      'get cm nosuch',
      'Error from server (NotFound): configmaps "nosuch" not found\n',
    ],
    [
      'two names that do not exist',
      'get cm,secret nosuch',
      'Error from server (NotFound): configmaps "nosuch" not found\nError from server (NotFound): secrets "nosuch" not found\n',
    ],
    [
      'a missing name as YAML',
      'get cm nosuch -o yaml',
      'Error from server (NotFound): configmaps "nosuch" not found\n',
    ],
    [
      'a type that does not exist',
      'get nosuch',
      'error: the server doesn\'t have a resource type "nosuch"\n',
    ],
    ['a type among others', 'get cm,nosuch', 'error: the server doesn\'t have a resource type "nosuch"\n'],
    [
      'a type of a group',
      'get deployments.extensions',
      'error: the server doesn\'t have a resource type "deployments"\n',
    ],
    [
      'a name with a selector',
      'get cm a -l a=b',
      'error: name cannot be provided when a selector is specified\n',
    ],
    [
      'a slash without a name',
      'get cm/',
      'error: arguments in resource/name form must have a single resource and name\n',
    ],
    [
      'a slash without a type',
      'get /x',
      'error: arguments in resource/name form must have a single resource and name\n',
    ],
    [
      'two slashes',
      'get cm/a/b',
      'error: arguments in resource/name form may not have more than one slash\n',
    ],
    ['both forms at once', 'get cm/a secrets', noName],
    [
      'a name in all namespaces',
      'get cm a -A',
      'error: a resource cannot be retrieved by name across all namespaces\n',
    ],
    [
      'arguments with files',
      'get cm -f objects.yaml',
      'error: when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well\n',
    ],
    ['a file that does not exist', 'get -f nosuch.yaml', 'error: the path "nosuch.yaml" does not exist\n'],
    [
      'a bad selector',
      'get cm -l a=b=c',
      `Error from server (BadRequest): Unable to find "/v1, Resource=configmaps" that match label selector "a=b=c", field selector "": found '=', expected: ',' or 'end of string'\n`,
    ],
    [
      'an order of several kinds by a field that tables have not',
      'get cm,secret -n shop --sort-by=.metadata.name',
      `error: couldn't find any field with path "{.metadata.name}" in the list of objects\n`,
    ],
    ['a bad template', 'get cm -o jsonpath={', 'error: error parsing jsonpath {, unclosed action\n'],
    [
      'a template file that does not exist',
      'get cm -o jsonpath-file=nosuch',
      'error: error reading --template nosuch, open nosuch: no such file or directory\n',
    ],
    [
      'columns that cannot be read',
      'get cm -o custom-columns=NAME',
      'error: unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>\n',
    ],
    [
      'events of a watch without one',
      'get cm --output-watch-events',
      'error: --output-watch-events option can only be used with --watch or --watch-only\n',
    ],
    [
      'a format that does not exist',
      'get cm -o WIDE',
      'error: unable to match a printer suitable for the output format "WIDE", allowed formats are: custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml\n',
    ],
    [
      'a part that the kind does not have',
      'get cm one -n shop --subresource=scale',
      'Error from server (NotFound): the server could not find the requested resource\n',
    ],
  ]
  it.each(rows)('%s', async (_title, line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it('a missing name, after printing the ones that exist', async () => {
    expect(await cli.run('get cm one nosuch -n shop -o name')).toEqual({
      stdout: 'configmap/one\n',
      stderr: 'Error from server (NotFound): configmaps "nosuch" not found\n',
      exitCode: 1,
    })
  })
})

describe('managed fields', () => {
  it('are hidden unless asked for', async () => {
    const cluster = await cli.cluster()
    await cluster.write((client) =>
      client.create('ConfigMap', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: 'managed',
          namespace: 'default',
          managedFields: [{ manager: 'me', operation: 'Update' }],
        },
      } as never),
    )
    expect((await cli.run('get cm managed -o yaml')).stdout).not.toContain('managedFields')
    expect((await cli.run('get cm -o json')).stdout).not.toContain('managedFields')
  })
})
