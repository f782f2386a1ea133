/** Manifests from files, folders and standard input. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeAll(() => {
  cli = createTestCli()
})
afterAll(() => cli[Symbol.asyncDispose]())

const hint = 'if you choose to ignore these errors, turn validation off with --validate=false'
const invalid = (fault: string) =>
  `error: error validating "bad.yaml": error validating data: ${fault}; ${hint}\n`
const malformed = (fault: string) =>
  `error: error parsing bad.yaml: error converting YAML to JSON: yaml: ${fault}\n`
const noMatch = (kind: string, version: string) =>
  `error: resource mapping not found for name: "a" namespace: "" from "bad.yaml": no matches for kind "${kind}" in version "${version}"\nensure CRDs are installed first\n`
const head = 'apiVersion: v1\nkind: ConfigMap\n'

describe('a manifest is refused', () => {
  const rows: [title: string, text: string | Uint8Array, stderr: string][] = [
    [
      'with bad indentation',
      `${head}metadata:\n  name: a\n bad: indent\n`,
      malformed('line 4: did not find expected key'),
    ],
    [
      'with a tab',
      `${head}metadata:\n\tname: a\n`,
      malformed('line 4: found character that cannot start any token'),
    ],
    [
      'with an open brace',
      `${head}metadata: {name: a\n`,
      malformed("line 3: did not find expected ',' or '}'"),
    ],
    [
      'with an open quote',
      'apiVersion: v1\nkind: "ConfigMap\nmetadata: {name: a}\n',
      malformed('line 4: found unexpected end of stream'),
    ],
    ['that is a list', '- a\n- b\n', invalid('invalid object to validate')],
    ['that is a word', 'hello\n', invalid('invalid object to validate')],
    ['without kind and version', 'a: b\n', invalid('[apiVersion not set, kind not set]')],
    ['without kind', 'apiVersion: v1\nmetadata: {name: a}\n', invalid('kind not set')],
    ['without version', 'kind: ConfigMap\nmetadata: {name: a}\n', invalid('apiVersion not set')],
    [
      'with a version that is none',
      'apiVersion: a/b/c\nkind: Foo\nmetadata: {name: a}\n',
      invalid('unexpected GroupVersion string: a/b/c'),
    ],
    ['that is empty', '', 'error: no objects passed to apply\n'],
    ['that is a comment', '# nothing\n', 'error: no objects passed to apply\n'],
    ['that is separators', '---\n---\n', 'error: no objects passed to apply\n'],
    [
      'of an unknown kind',
      'apiVersion: v1\nkind: ConfigMaps\nmetadata: {name: a}\n',
      noMatch('ConfigMaps', 'v1'),
    ],
    [
      'of a kind of another group',
      'apiVersion: v1\nkind: Deployment\nmetadata: {name: a}\n',
      noMatch('Deployment', 'v1'),
    ],
    [
      'of an unknown version',
      'apiVersion: apps/v9\nkind: Deployment\nmetadata: {name: a}\n',
      noMatch('Deployment', 'apps/v9'),
    ],
    [
      'of a kind named as a property of all objects',
      'apiVersion: v1\nkind: __proto__\nmetadata: {name: a}\n',
      noMatch('__proto__', 'v1'),
    ],
    [
      'of a kind named like a method',
      'apiVersion: v1\nkind: constructor\nmetadata: {name: a}\n',
      noMatch('constructor', 'v1'),
    ],
    [
      'without a name',
      `${head}metadata: {}\n`,
      'error: error when retrieving current configuration of:\nResource: "/v1, Resource=configmaps", GroupVersionKind: "/v1, Kind=ConfigMap"\nName: "", Namespace: "default"\nfrom server for: "bad.yaml": resource name may not be empty\n',
    ],
    [
      'without metadata',
      `${head}data: {a: b}\n`,
      'error: error when retrieving current configuration of:\nResource: "/v1, Resource=configmaps", GroupVersionKind: "/v1, Kind=ConfigMap"\nName: "", Namespace: "default"\nfrom server for: "bad.yaml": resource name may not be empty\n',
    ],
    [
      'that wants its name made',
      `${head}metadata: {generateName: a-}\n`,
      'error: from a-: cannot use generate name with apply\n',
    ],
    [
      'with a number as label',
      `${head}metadata: {name: a, labels: {v: 1}}\n`,
      'error: unable to decode "bad.yaml": json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string\n',
    ],
    [
      'with a boolean as label',
      `${head}metadata: {name: a, labels: {v: true}}\n`,
      'error: unable to decode "bad.yaml": json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string\n',
    ],
    [
      'with a word as metadata',
      `${head}metadata: x\n`,
      'error: unable to decode "bad.yaml": json: cannot unmarshal string into Go struct field .metadata of type v1.ObjectMeta\n',
    ],
  ]
  it.each(rows)('%s', async (_title, text, stderr) => {
    cli.file('bad.yaml', text)
    expect(await cli.run('apply -f bad.yaml')).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it.each([
    ['bytes', new Uint8Array([0, 159, 146, 150, 255, 1, 2])],
    [
      'an alias bomb',
      `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]\n`).join('')}`,
    ],
    ['nesting without end', `a: ${'['.repeat(100_000)}`],
  ])('of %s, in one line and quickly', async (_title, text) => {
    cli.file('bad.yaml', text)
    const { stdout, stderr, exitCode } = await cli.run('apply -f bad.yaml')
    expect([stdout, exitCode]).toEqual(['', 1])
    expect(stderr).toMatch(/^error: [^\n]*\n$/)
  })
})

describe('files', () => {
  const configMap = (name: string) => `${head}metadata: {name: ${name}}\n`
  const names = (paths: string) => cli.run(`apply --dry-run=client -o name ${paths}`)

  it('are found in folders by their endings, at every depth if asked', async () => {
    cli.file('dir/a.yaml', configMap('a'))
    cli.file('dir/notes.txt', 'not a manifest')
    cli.file('dir/c.json', '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}')
    cli.file('dir/sub/b.yml', configMap('b'))
    const [a, b, c] = ['a', 'b', 'c'].map((name) => `configmap/${name}\n`)
    expect((await names('-f dir')).stdout).toBe(`${a}${c}`)
    expect((await names('-R -f dir')).stdout).toBe(`${a}${c}${b}`)
    expect((await names('-f dir/c.json,dir/a.yaml')).stdout).toBe(`${c}${a}`)
    expect((await names(`-f 'dir/*.yaml'`)).stdout).toBe(a)
    expect((await names(`-f 'd?r/*/[ab].yml'`)).stdout).toBe(b)
  })

  const refused: [title: string, flags: string, stderr: string][] = [
    ['that do not exist', '-f nosuch.yaml', 'error: the path "nosuch.yaml" does not exist\n'],
    ['in a folder that does not exist', '-f nosuchdir/', 'error: the path "nosuchdir/" does not exist\n'],
    ['that no name matches', "-f 'nosuch*.yaml'", 'error: the path "nosuch*.yaml" does not exist\n'],
    [
      'two that do not exist',
      '-f x.yaml -f y.yaml',
      'the path "x.yaml" does not exist\nthe path "y.yaml" does not exist\n',
    ],
    [
      'at what is no URL',
      '-f http://[x/y.yaml',
      'error: the URL passed to filename "http://[x/y.yaml" is not valid: parse "http://[x/y.yaml"\n',
    ],
    [
      'named together with a kustomization',
      '-f x.yaml -k dir',
      'error: only one of -f or -k can be specified\n',
    ],
  ]
  it.each(refused)('are refused %s', async (_title, flags, stderr) => {
    expect(await cli.run(`apply ${flags}`)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it('are refused in a folder without any', async () => {
    cli.file('empty/readme.txt', '')
    expect((await cli.run('apply -f empty')).stderr).toBe(
      'error: error reading [empty]: recognized file extensions are [.json .yaml .yml]\n',
    )
  })
})

describe('what cannot be read is told', () => {
  const missing = (path: string) =>
    `must build at directory: not a valid directory: evalsymlink failure on '${path}' : lstat FOLDER/${path}: no such file or directory\n`
  const broken =
    'error parsing bad.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context\n'
  const rows: [line: string, stderr: string][] = [
    // Recorded from kubectl 1.35: those that go on after a failure have no "error: " before it.
    ['get -k nosuch', missing('nosuch')],
    ['get -f bad.yaml', broken],
    ['describe -k nosuch', missing('nosuch')],
    ['describe -f bad.yaml', broken],
    ['rollout restart -k nosuch', missing('nosuch')],
    ['rollout restart -f bad.yaml', broken],
    ['rollout pause -f bad.yaml', broken],
    ['rollout resume -k nosuch', missing('nosuch')],
    ['get -o yaml -k nosuch', `error: ${missing('nosuch')}`],
    ['get -o yaml -f bad.yaml', `error: ${broken}`],
    ['get -w -k nosuch', `error: ${missing('nosuch')}`],
    ['rollout undo -k nosuch', `error: ${missing('nosuch')}`],
    ['rollout status -k nosuch', `error: ${missing('nosuch')}`],
    ['label -k nosuch a=b', `error: ${missing('nosuch')}`],
    ['delete -f bad.yaml', `error: ${broken}`],
    ['apply -k nosuch', `error: ${missing('nosuch')}`],
  ]
  it.each(rows)('by kubectl %s', async (line, stderr) => {
    cli.file('bad.yaml', 'a: b: c\n')
    const told = await cli.run(line)
    expect({ ...told, stderr: told.stderr.replaceAll(cli.folder, 'FOLDER') }).toEqual({
      stdout: '',
      stderr,
      exitCode: 1,
    })
  })
})
