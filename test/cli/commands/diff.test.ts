/** diff, with the machine's diff program, with others, and without any. */
import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type Result, type TestCli } from '../test-cli.ts'

let cli: TestCli
const env: Record<string, string> = {}
beforeEach(() => {
  for (const name of Object.keys(env)) delete env[name]
  cli = createTestCli({ env })
  Object.assign(env, { PATH: process.env.PATH ?? '', TMPDIR: cli.folder, TZ: 'UTC' })
})
afterEach(() => cli[Symbol.asyncDispose]())

const configMap = (name: string, data: string, metadata = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${metadata}}\ndata: ${data}\n`
const secret = (data: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: ${data}\n`

/** The output without what differs from run to run: folders, times, uids. */
const plain = ({ stdout, ...rest }: Result) => ({
  ...rest,
  stdout: stdout
    .replaceAll(cli.folder, '')
    .replace(/(LIVE|MERGED)-\d+/g, '$1')
    .replace(/uid: .*/g, 'uid: U')
    .replace(/resourceVersion: .*/g, 'resourceVersion: R'),
})
const run = async (line: string, stdin?: string) =>
  plain(await cli.run(line, stdin === undefined ? {} : { stdin }))

const changed = `diff -u -N /LIVE/v1.ConfigMap.default.a /MERGED/v1.ConfigMap.default.a
--- /LIVE/v1.ConfigMap.default.a	2026-11-22 12:00:00.000000000 +0000
+++ /MERGED/v1.ConfigMap.default.a	2026-11-22 12:00:00.000000000 +0000
@@ -1,6 +1,6 @@
 apiVersion: v1
 data:
-  x: "1"
+  x: "2"
 kind: ConfigMap
 metadata:
   annotations:
`

const made = `diff -u -N /LIVE/v1.ConfigMap.default.new /MERGED/v1.ConfigMap.default.new
--- /LIVE/v1.ConfigMap.default.new	2026-11-22 12:00:00.000000000 +0000
+++ /MERGED/v1.ConfigMap.default.new	2026-11-22 12:00:00.000000000 +0000
@@ -0,0 +1,9 @@
+apiVersion: v1
+data:
+  x: "1"
+kind: ConfigMap
+metadata:
+  creationTimestamp: "2026-11-22T12:00:00Z"
+  name: new
+  namespace: default
+  uid: U
`

describe('diff', () => {
  beforeEach(async () => {
    cli.file('a.yaml', configMap('a', '{x: "1"}'))
    await cli.run('apply -f a.yaml')
  })

  it('says nothing where nothing differs', async () => {
    expect(await run('diff -f a.yaml')).toEqual({ stdout: '', stderr: '', exitCode: 0 })
  })

  it('shows what would change, and ends with 1', async () => {
    expect(await run('diff -f -', configMap('a', '{x: "2"}'))).toEqual({
      stdout: changed,
      stderr: '',
      exitCode: 1,
    })
  })

  it('shows what would be made', async () => {
    expect(await run('diff -f -', configMap('new', '{x: "1"}'))).toEqual({
      stdout: made,
      stderr: '',
      exitCode: 1,
    })
  })

  it('shows several objects in the order of their files’ names', async () => {
    const { stdout } = await run(
      'diff -f -',
      `${configMap('new', '{x: "1"}')}---\n${configMap('a', '{x: "2"}')}`,
    )
    expect(stdout).toBe(changed + made)
  })

  it('stores nothing and leaves no folder behind', async () => {
    await run('diff -f -', `${configMap('new', '{x: "1"}')}---\n${configMap('a', '{x: "2"}')}`)
    const { stdout } = await cli.run([
      'get',
      'cm',
      '-o',
      'jsonpath={.items[*].metadata.name} {.items[0].data.x}',
    ])
    expect(stdout).toBe('a kube-root-ca.crt 1')
    expect(readdirSync(cli.folder)).toEqual(['a.yaml'])
  })

  it('prints the same on a machine without a diff program', async () => {
    env.PATH = cli.folder
    const input = `${configMap('new', '{x: "1"}')}---\n${configMap('a', '{x: "2"}')}`
    expect(await run('diff -f -', input)).toEqual({ stdout: changed + made, stderr: '', exitCode: 1 })
    expect(await run('diff -f a.yaml')).toEqual({ stdout: '', stderr: '', exitCode: 0 })
  })

  it.each([
    ['is another program, with arguments', 'diff -u', changed.replace(' -N', ''), 1],
    ['loses arguments that a shell could misunderstand', 'echo a;b x=1', '/LIVE /MERGED x=1\n', 0],
  ])('KUBECTL_EXTERNAL_DIFF %s', async (_, program, stdout, exitCode) => {
    env.KUBECTL_EXTERNAL_DIFF = program
    expect(await run('diff -f -', configMap('a', '{x: "2"}'))).toEqual({ stdout, stderr: '', exitCode })
  })

  it.each([
    ['is not there', 'nosuchdiff', 'error: failed to run "nosuchdiff": executable file not found in $PATH\n'],
    ['fails', 'ls nosuch', 'error: failed to run "ls": exit status 2\n'],
  ])('ends with 2 where the program %s', async (_, program, stderr) => {
    env.KUBECTL_EXTERNAL_DIFF = program
    expect(await run('diff -f a.yaml')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(stderr),
    })
  })

  it.each([
    ['diff', 'error: must specify one of -f and -k\n'],
    ['diff -f nosuch.yaml', 'error: the path "nosuch.yaml" does not exist\n'],
    [
      'diff -f a.yaml -o yaml',
      "error: unknown shorthand flag: 'o' in -o\nSee 'kubelite diff -h' for help and examples\n",
    ],
    ['diff x -f a.yaml', "error: Unexpected args: [x]\nSee 'kubelite diff -h' for help and examples\n"],
    ['diff -f a.yaml --force-conflicts', 'error: --force-conflicts only works with --server-side\n'],
    [
      'diff -f a.yaml --prune --prune-allowlist=Pod',
      'error: invalid GroupVersionKind format: Pod, please follow <group/version/kind>\n',
    ],
    [
      'diff -f a.yaml --prune --prune-allowlist=core/v1/No',
      'error: no matches for kind "No" in version "v1"\n',
    ],
  ])('%s ends with 2', async (line, stderr) => {
    expect(await run(line)).toEqual({ stdout: '', stderr, exitCode: 2 })
  })

  it('ends with 2 in the words of the server where the object is not valid', async () => {
    expect(await run('diff -f -', configMap('B', '{}'))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^The ConfigMap "B" is invalid: metadata.name: Invalid value/),
    })
  })

  it('takes only objects with the labels of -l', async () => {
    const input = `${configMap('a', '{x: "2"}')}---\n${configMap('new', '{x: "1"}', ', labels: {l: m}')}`
    const { stdout } = await run('diff -l l=m -f -', input)
    expect(stdout.match(/^diff .*$/gm)).toEqual([
      'diff -u -N /LIVE/v1.ConfigMap.default.new /MERGED/v1.ConfigMap.default.new',
    ])
  })

  it('warns of fields that there are not', async () => {
    const { stderr } = await run('diff -f -', `${configMap('a', '{x: "1"}')}bogus: 1\n`)
    expect(stderr).toBe('Warning: unknown field "bogus"\n')
  })

  it('shows with --prune what would be gone', async () => {
    const { stdout, stderr, exitCode } = await run(
      'diff --prune --prune-allowlist=core/v1/ConfigMap -f -',
      configMap('new', '{x: "1"}'),
    )
    expect(stdout.match(/^(diff|@@) .*$/gm)).toEqual([
      'diff -u -N /LIVE/v1.ConfigMap.default.a /MERGED/v1.ConfigMap.default.a',
      '@@ -1,13 +0,0 @@',
      'diff -u -N /LIVE/v1.ConfigMap.default.new /MERGED/v1.ConfigMap.default.new',
      '@@ -0,0 +1,9 @@',
    ])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 })
  })
})

describe('diff of secrets', () => {
  it('shows that values differ, and none of them', async () => {
    cli.file('s.yaml', secret('{same: a, old: b, other: c}'))
    await cli.run('create -f s.yaml')
    const data = `{same: ${btoa('a')}, other: ${btoa('d')}, new: ${btoa('e')}}`
    const { stdout } = await run('diff -f -', secret(data).replace('stringData', 'data'))
    expect(stdout).toContain(`-  other: '*** (before)'\n`)
    expect(stdout).toContain(`+  other: '*** (after)'\n`)
    expect(stdout).toContain(`+  new: '***'\n`)
    expect(stdout).toContain(`   same: '***'\n`)
    for (const value of ['a', 'b', 'c', 'd', 'e']) expect(stdout).not.toContain(btoa(value))
  })

  it('shows one that is not there yet as null, as kubectl does', async () => {
    const { stdout, exitCode } = await run('diff -f -', secret('{a: b}'))
    expect(exitCode).toBe(1)
    expect(stdout).toContain("@@ -1 +1,10 @@\n-null\n+apiVersion: v1\n+data:\n+  a: '***'\n")
  })

  it('keeps values out of what --prune shows', async () => {
    cli.file('s.yaml', secret('{key: hidden}'))
    await cli.run('apply -f s.yaml')
    const { stdout } = await run('diff --prune --prune-allowlist=core/v1/Secret -f -', configMap('new', '{}'))
    expect(stdout).toContain("-  key: '***'\n")
  })
})
