/** label and annotate. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const configMap = (name: string, metadata = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${metadata}}\n`

beforeEach(async () => {
  cli = createTestCli()
  cli.file('l1.yaml', configMap('l1', ', labels: {a: "1", long-label: z}, annotations: {a: "1"}'))
  cli.file('l2.yaml', configMap('l2'))
  cli.file('foo.yaml', 'apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: f}\n')
  cli.file('shop.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n')
  await cli.run('create -f l1.yaml -f l2.yaml -f shop.yaml')
})
afterEach(() => cli[Symbol.asyncDispose]())

const read = async (field: string, name = 'l1') =>
  (await cli.run(['get', 'cm', name, '-o', `jsonpath={.metadata.${field}}`])).stdout

type Row = [title: string, line: string, stdout: string, after?: string]

const NAME =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const MODIFIED =
  'Error from server (Conflict): Operation cannot be fulfilled on configmaps "l1": the object has been modified; please apply your changes to the latest version and try again'

describe('label', () => {
  const rows: Row[] = [
    ['sets', 'cm l1 b=2', 'configmap/l1 labeled\n', '{"a":"1","b":"2","long-label":"z"}'],
    ['sets to nothing', 'cm/l1 b=', 'configmap/l1 labeled\n', '{"a":"1","b":"","long-label":"z"}'],
    ['tells where nothing changes', 'cm l1 a=1', 'configmap/l1 not labeled\n'],
    ['overwrites', 'cm l1 a=2 --overwrite', 'configmap/l1 labeled\n', '{"a":"2","long-label":"z"}'],
    ['removes', 'cm l1 a-', 'configmap/l1 unlabeled\n', '{"long-label":"z"}'],
    ['removes the last ones', 'cm l1 a- long-label-', 'configmap/l1 unlabeled\n', ''],
    ['calls it unlabeled when less is left', 'cm l1 long-label- b=1', 'configmap/l1 unlabeled\n'],
    ['sets and removes with --overwrite', 'cm l1 long-label- b=1 --overwrite', 'configmap/l1 labeled\n'],
    ['tells of what is not there', 'cm l1 no-', 'label "no" not found.\nconfigmap/l1 not labeled\n'],
    ['several', 'cm l1 l2 x=y', 'configmap/l1 labeled\nconfigmap/l2 labeled\n'],
    ['several kinds', 'cm/l1 ns/shop x=y', 'configmap/l1 labeled\nnamespace/shop labeled\n'],
    ['by label', 'cm -l a=1 x=y', 'configmap/l1 labeled\n'],
    ['by field', 'cm --field-selector metadata.name=l2 x=y', 'configmap/l2 labeled\n'],
    [
      'all',
      'cm --all x=y',
      'configmap/kube-root-ca.crt labeled\nconfigmap/l1 labeled\nconfigmap/l2 labeled\n',
    ],
    ['everywhere', 'cm -A -l long-label=z x=y', 'configmap/l1 labeled\n'],
    ['by file', '-f l1.yaml x=y', 'configmap/l1 labeled\n', '{"a":"1","long-label":"z","x":"y"}'],
    ['in short', 'cm l1 x=y -o name', 'configmap/l1\n'],
    [
      'for show',
      'cm l1 x=y --dry-run=client',
      'configmap/l1 labeled (dry run)\n',
      '{"a":"1","long-label":"z"}',
    ],
    [
      'on trial',
      'cm l1 x=y --dry-run=server',
      'configmap/l1 labeled (server dry run)\n',
      '{"a":"1","long-label":"z"}',
    ],
    ['lists', 'cm l1 --list', 'a=1\nlong-label=z\n'],
    [
      'lists with changes, which are not stored',
      'cm l1 a=2 --list --overwrite',
      'a=2\nlong-label=z\n',
      '{"a":"1","long-label":"z"}',
    ],
    [
      'lists several',
      'cm l1 l2 --list',
      'Listing labels for ConfigMap./l1:\n a=1\n long-label=z\nListing labels for ConfigMap./l2:\n',
    ],
    [
      'files alone, of any kind',
      '--local -f l2.yaml -f foo.yaml z=1 -o jsonpath={.metadata}',
      '{"labels":{"z":"1"},"name":"l2"}{"labels":{"z":"1"},"name":"f"}',
    ],
  ]
  it.each(rows)('%s', async (_title, line, stdout, after) => {
    expect(await cli.run(`label ${line}`)).toEqual({ stdout, stderr: '', exitCode: 0 })
    if (after !== undefined) expect(await read('labels')).toBe(after)
  })

  it('keeps the call', async () => {
    await cli.run('label cm l1 x=y --record')
    expect(await read('annotations.kubernetes\\.io/change-cause')).toBe(
      'kubelite label cm l1 x=y --record=true',
    )
  })

  it('changes only the version that is expected', async () => {
    const version = await read('resourceVersion')
    expect((await cli.run(`label cm l1 x=y --resource-version=${version}`)).stdout).toBe(
      'configmap/l1 labeled\n',
    )
    expect((await cli.run(`label cm l1 x=z --overwrite --resource-version=${version}`)).stderr).toBe(
      `${MODIFIED}\n`,
    )
  })

  it('changes what exists among names that do not', async () => {
    expect(await cli.run('label cm l1 nosuch q=r')).toEqual({
      stdout: 'configmap/l1 labeled\n',
      stderr: 'Error from server (NotFound): configmaps "nosuch" not found\n',
      exitCode: 1,
    })
  })

  const refused: [title: string, line: string | string[], stderr: string][] = [
    ['another value', 'cm l1 a=2', "error: 'a' already has a value (1), and --overwrite is false"],
    [
      'other values',
      'cm l1 a=2 long-label=3',
      "'a' already has a value (1), and --overwrite is false\n'long-label' already has a value (z), and --overwrite is false",
    ],
    [
      'to set and to remove the same',
      'cm l1 a=3 a-',
      'error: can not both modify and remove a label in the same command',
    ],
    ['no label', 'cm l1', 'error: at least one label update is required'],
    ['half a label', 'cm l1 bad', 'error: at least one label update is required'],
    ['a label without a key', 'cm l1 =x', 'error: at least one label update is required'],
    ['two values', 'cm l1 a=b=c', 'error: invalid label spec: a=b=c'],
    [
      'bad values',
      ['cm', 'l1', 'a=x y'],
      "error: invalid label value: \"a=x y\": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
    ],
    [
      'bad keys',
      ['cm', 'l1', 'a b=c'],
      `The ConfigMap "l1" is invalid: metadata.labels: Invalid value: "a b": ${NAME}`,
    ],
    [
      'objects behind labels',
      'cm l1 x=y l2',
      'error: all resources must be specified before label changes: l2',
    ],
    [
      'no object',
      'x=y',
      'error: one or more resources must be specified as <resource> <name> or <resource>/<name>',
    ],
    ['unknown kinds', 'nosuch x a=b', 'error: the server doesn\'t have a resource type "nosuch"'],
    [
      'a version of several',
      'cm --all d=3 --resource-version=1',
      'error: --resource-version may only be used with a single resource',
    ],
    ['all and some', 'cm --all -l a=b x=y', 'error: cannot set --all and --selector at the same time'],
    [
      'all and some by field',
      'cm --all --field-selector a=b x=y',
      'error: cannot set --all and --field-selector at the same time',
    ],
    [
      'to list in a format',
      'cm l1 --list -o yaml',
      'error: --list and --output may not be specified together',
    ],
    [
      'names with --local',
      'cm l1 --local x=y',
      'error: can only use local files by -f pod.yaml or --filename=pod.json when --local=true is set',
    ],
    [
      '--local without files',
      '--local x=y',
      'error: one or more files must be specified as -f pod.yaml or --filename=pod.json',
    ],
    [
      '--local on trial',
      '--local -f l1.yaml x=y --dry-run=server',
      'error: cannot specify --local and --dry-run=server - did you mean --dry-run=client?',
    ],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    const words = typeof line === 'string' ? line.split(' ') : line
    expect(await cli.run(['label', ...words])).toEqual({ stdout: '', stderr: `${stderr}\n`, exitCode: 1 })
    expect(await read('labels')).toBe('{"a":"1","long-label":"z"}')
  })
})

describe('annotate', () => {
  const rows: Row[] = [
    ['sets', 'cm l1 b=2', 'configmap/l1 annotated\n', '{"a":"1","b":"2"}'],
    ['sets any text', "cm l1 b='x y=z'", 'configmap/l1 annotated\n', '{"a":"1","b":"x y=z"}'],
    ['where nothing changes', 'cm l1 a=1', 'configmap/l1 annotated\n', '{"a":"1"}'],
    ['overwrites', 'cm l1 a=2 --overwrite', 'configmap/l1 annotated\n', '{"a":"2"}'],
    ['removes, or not', 'cm l1 a- nosuch-', 'configmap/l1 annotated\n', ''],
    ['several', 'cm l1 l2 x=y -o name', 'configmap/l1\nconfigmap/l2\n'],
    ['lists', 'cm l1 --list', 'a=1\n'],
    ['for show', 'cm l1 x=y --dry-run=client', 'configmap/l1 annotated (dry run)\n', '{"a":"1"}'],
    [
      'on trial',
      'cm l1 x=y --dry-run=server -o jsonpath={.metadata.annotations}',
      '{"a":"1","x":"y"}',
      '{"a":"1"}',
    ],
    [
      'files alone',
      '--local -f l2.yaml z=1 -o jsonpath={.metadata}',
      '{"annotations":{"z":"1"},"name":"l2"}',
    ],
  ]
  it.each(rows)('%s', async (_title, line, stdout, after) => {
    expect(await cli.run(`annotate ${line}`)).toEqual({ stdout, stderr: '', exitCode: 0 })
    if (after !== undefined) expect(await read('annotations')).toBe(after)
  })

  it('says anew why something was changed', async () => {
    await cli.run('annotate cm l1 kubernetes.io/change-cause=one')
    expect((await cli.run('annotate cm l1 kubernetes.io/change-cause=two')).exitCode).toBe(0)
    expect(await read('annotations.kubernetes\\.io/change-cause')).toBe('two')
  })

  const refused: [title: string, line: string | string[], stderr: string][] = [
    [
      'another value',
      'cm l1 a=2',
      "error: --overwrite is false but found the following declared annotation(s): 'a' already has a value (1)",
    ],
    [
      'to set and to remove the same',
      'cm l1 y=1 y- z=1 z-',
      'error: can not both modify and remove the following annotation(s) in the same command: y, z',
    ],
    ['no annotation', 'cm l1', 'error: at least one annotation update is required'],
    [
      'bad keys',
      ['cm', 'l1', 'bad key=x'],
      `The ConfigMap "l1" is invalid: metadata.annotations: Invalid value: "bad key": ${NAME}`,
    ],
    ['what does not exist', 'cm nosuch a=b', 'Error from server (NotFound): configmaps "nosuch" not found'],
    ['another version', 'cm l1 a=2 --overwrite --resource-version=1', MODIFIED],
    [
      'names with --local',
      'cm l1 --local x=y',
      'error: can only use local files by -f rsrc.yaml or --filename=rsrc.json when --local=true is set',
    ],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    const words = typeof line === 'string' ? line.split(' ') : line
    expect(await cli.run(['annotate', ...words])).toEqual({
      stdout: '',
      stderr: `${stderr}\n`,
      exitCode: 1,
    })
    expect(await read('annotations')).toBe('{"a":"1"}')
  })
})
