/** apply view-last-applied, set-last-applied and edit-last-applied. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
const env: Record<string, string> = {}
beforeEach(async () => {
  cli = createTestCli({ env })
  Object.assign(env, { PATH: process.env.PATH, TMPDIR: cli.folder, KUBE_EDITOR: 'sh editor.sh' })
  cli.file('a.yaml', configMap('a', '1'))
  cli.file('made.yaml', configMap('made', '1'))
  await cli.run('apply -f a.yaml')
  await cli.run('create -f made.yaml')
})
afterEach(() => cli[Symbol.asyncDispose]())

const configMap = (name: string, x: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: {x: "${x}"}\n`
const out = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 })
const failure = (stderr: string) => ({ stdout: '', stderr, exitCode: 1 })
const annotation = async (name: string) => {
  const path = '{.metadata.annotations.kubectl\\.kubernetes\\.io/last-applied-configuration}'
  return (await cli.run(['get', 'cm', name, '-o', `jsonpath=${path}`])).stdout
}

const yaml = `apiVersion: v1
data:
  x: "1"
kind: ConfigMap
metadata:
  annotations: {}
  name: a
  namespace: default
`
const json = `{
  "apiVersion": "v1",
  "data": {
    "x": "1"
  },
  "kind": "ConfigMap",
  "metadata": {
    "annotations": {},
    "name": "a",
    "namespace": "default"
  }
}
`
const SEE = "\nSee 'kubelite apply view-last-applied -h' for help and examples\n"

describe('apply view-last-applied', () => {
  it.each([
    ['cm/a', out(yaml)],
    ['cm a -o json', out(json)],
    ['-f a.yaml', out(yaml)],
    ['cm -n default', out(yaml)],
    ['cm -l x=y', out('')],
    ['cm --all', out(yaml)],
    ['cm/made', out('')],
    ['cm', failure('error: resource(s) were provided, but no name was specified\n')],
    ['cm nosuch', failure('Error from server (NotFound): configmaps "nosuch" not found\n')],
    [
      '-f made.yaml',
      failure(
        'error: error when no last-applied-configuration annotation found on resource: made\n "made.yaml": <nil>\n',
      ),
    ],
    [
      'cm/a -o name',
      failure(`error: Unexpected -o output mode: name, the flag 'output' must be one of yaml|json${SEE}`),
    ],
    ['cm/made -o name', out('')],
  ])('%s', async (line, result) => {
    expect(await cli.run(`apply view-last-applied ${line}`)).toEqual(result)
  })
})

describe('apply set-last-applied', () => {
  it('sets the annotation alone, once', async () => {
    cli.file('a.yaml', configMap('a', '2'))
    expect(await cli.run('apply set-last-applied -f a.yaml')).toEqual(out('configmap/a configured\n'))
    expect(await annotation('a')).toBe(
      '{"apiVersion":"v1","data":{"x":"2"},"kind":"ConfigMap","metadata":{"name":"a","namespace":"default"}}\n',
    )
    expect((await cli.run(['get', 'cm', 'a', '-o', 'jsonpath={.data.x}'])).stdout).toBe('1')
    expect(await cli.run('apply set-last-applied -f a.yaml')).toEqual(
      out('set-last-applied a: no changes required.\n'),
    )
  })

  it('makes it only if it is told to', async () => {
    expect(await cli.run('apply set-last-applied -f made.yaml')).toEqual(
      failure(
        'error: no last-applied-configuration annotation found on resource: made, to create the annotation, run the command with --create-annotation\n',
      ),
    )
    expect(await cli.run('apply set-last-applied --create-annotation -f made.yaml -o name')).toEqual(
      out('configmap/made\n'),
    )
    expect(await annotation('made')).toContain('"name":"made"')
  })

  it.each([
    ['client', 'configmap/a configured (dry run)\n'],
    ['server', 'configmap/a configured (server dry run)\n'],
  ])('stores nothing with --dry-run=%s', async (where, stdout) => {
    const before = await annotation('a')
    expect(await cli.run(`apply set-last-applied --dry-run=${where} -f a.yaml`)).toEqual(out(stdout))
    expect(await annotation('a')).toBe(before)
  })

  it.each([
    ['', expect.stringMatching(/^error: You must provide one or more resources/)],
    ['-f nosuch.yaml', 'error: the path "nosuch.yaml" does not exist\n'],
    ['-f other.yaml', 'Error from server (NotFound): configmaps "other" not found\n'],
  ])('refuses %j', async (line, stderr) => {
    cli.file('other.yaml', configMap('other', '1'))
    expect(await cli.run(`apply set-last-applied ${line}`)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })
})

describe('apply edit-last-applied', () => {
  it('edits what was applied, and stores it in the annotation alone', async () => {
    cli.file('editor.sh', `cp "$1" seen; sed 's/"1"/"7"/' "$1" > new; cat new > "$1"\n`)
    expect(await cli.run('apply edit-last-applied cm/a')).toEqual(out('configmap/a edited\n'))
    const seen = readFileSync(join(cli.folder, 'seen'), 'utf8')
    expect(seen).toBe(
      `# Please edit the 'last-applied-configuration' annotations below.\n# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.\n#\n${yaml}`,
    )
    expect(await annotation('a')).toContain('"data":{"x":"7"}')
    expect((await cli.run(['get', 'cm', 'a', '-o', 'jsonpath={.data.x}'])).stdout).toBe('1')
  })

  it('changes nothing where nothing is edited', async () => {
    cli.file('editor.sh', 'true\n')
    expect(await cli.run('apply edit-last-applied cm/a')).toEqual({
      stdout: '',
      stderr: 'Edit cancelled, no changes made.\n',
      exitCode: 0,
    })
  })

  it('refuses objects that were never applied', async () => {
    expect(await cli.run('apply edit-last-applied cm/made')).toEqual(
      failure(
        'error: no last-applied-configuration annotation found on resources, to create the annotation, use command `kubelite apply set-last-applied --create-annotation`\n',
      ),
    )
  })
})
