/** Every output format of `get`, over the same objects. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'

let cli: TestCli
beforeAll(async () => {
  cli = createTestCli()
  cli.file('columns.txt', 'NAME DATA\n.metadata.name .data.key\n')
  cli.file('path.txt', '{.items[*].data.key}')
  cli.file('template.txt', '{{range .items}}{{.data.key}};{{end}}')
  const objects = ['a', 'b'].map(
    (name) =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {tier: t${name}}}\ndata: {key: v${name}}\n`,
  )
  await cli.run('create -f -', { stdin: objects.join('---\n') })
})
afterAll(() => cli[Symbol.asyncDispose]())

describe('get configmaps a b', () => {
  const table = 'NAME   DATA   AGE\na      1      0s\nb      1      0s\n'
  const rows: [flags: string, stdout: string][] = [
    ['', table],
    ['-o wide', table],
    ['--no-headers', 'a     1     0s\nb     1     0s\n'],
    ['-o name', 'configmap/a\nconfigmap/b\n'],
    [
      '--show-labels',
      'NAME   DATA   AGE   LABELS\na      1      0s    tier=ta\nb      1      0s    tier=tb\n',
    ],
    ['-L tier', 'NAME   DATA   AGE   TIER\na      1      0s    ta\nb      1      0s    tb\n'],
    ['-o jsonpath={.items[*].data.key}', 'va vb'],
    ['-o jsonpath-as-json={.items[*].data.key}', '[\n    "va",\n    "vb"\n]\n'],
    ['-o jsonpath-file=path.txt', 'va vb'],
    ['-o custom-columns=N:.metadata.name,K:.data.key', 'N     K\na     va\nb     vb\n'],
    ['-o custom-columns-file=columns.txt', 'NAME   DATA\na      va\nb      vb\n'],
    [`'-o=go-template={{range .items}}{{.metadata.name}} {{end}}'`, 'a b '],
    ['-o go-template-file=template.txt', 'va;vb;'],
    [`'--template={{len .items}}' -o go-template`, '2'],
    ['--sort-by={.metadata.name} -o name', 'configmap/a\nconfigmap/b\n'],
  ]
  it.each(rows)('%s', async (flags, stdout) => {
    const line = `get configmaps a b ${flags}`
    expect(await cli.run(line)).toEqual({ stdout, stderr: '', exitCode: 0 })
  })

  it('-o json and -o yaml hold the same', async () => {
    const [json, yaml] = [await cli.run('get cm a b -o json'), await cli.run('get cm a b -o yaml')]
    expect(json.stdout).toMatch(/^\{\n {4}"apiVersion": "v1",\n {4}"items": \[/)
    expect(yaml.stdout).toMatch(/^apiVersion: v1\nitems:\n- apiVersion: v1\n {2}data:\n {4}key: va\n/)
    expect(yaml.stdout).toMatch(/\nkind: List\nmetadata:\n {2}resourceVersion: ""\n$/)
    const { parse } = await import('yaml')
    expect(parse(yaml.stdout)).toEqual(JSON.parse(json.stdout))
  })
})
