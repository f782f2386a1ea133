/** edit, with shell scripts for an editor. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createTestCli, type Result, type TestCli } from '../test-cli.ts'

const world = `apiVersion: v1
kind: ConfigMap
metadata: {name: pp, annotations: {note: "0"}}
data: {a: "1"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: qq}
data: {a: "1"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  replicas: 1
  selector: {matchLabels: {app: api}}
  template: {metadata: {labels: {app: api}}, spec: {containers: [{name: c, image: i}]}}
`

let cli: TestCli

/** A program whose editor runs this script: `$1` is the file. What it was given is kept, time after time. */
async function editWith(script: string, line: string, env: Record<string, string> = {}): Promise<Result> {
  const variables: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    KUBE_EDITOR: 'sh editor.sh',
    ...env,
  }
  cli = createTestCli({ env: variables })
  // The files that are edited go with the folder.
  variables.TMPDIR = cli.folder
  cli.file('world.yaml', world)
  cli.file('editor.sh', `cp "$1" "seen.$(ls seen.* 2>/dev/null | wc -l | tr -d ' ')"\n${script}\n`)
  expect((await cli.run('create -f world.yaml')).stderr).toBe('')
  return cli.run(`edit ${line}`)
}

afterEach(() => cli[Symbol.asyncDispose]())

const seen = (time: number) => readFileSync(join(cli.folder, `seen.${time}`), 'utf8')
const times = () => readdirSync(cli.folder).filter((name) => name.startsWith('seen.')).length
const read = async (object: string, path: string) =>
  (await cli.run(['get', ...object.split(' '), '-o', `jsonpath={${path}}`])).stdout

const HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`
const replaceText = (from: string, to: string) => `sed -i.old 's/${from}/${to}/' "$1"; rm -f "$1.old"`
const COPY = /^A copy of your changes has been stored to "(.*)"$/m
const withoutPath = ({ stderr, ...rest }: Result) => ({
  ...rest,
  stderr: stderr.replace(COPY, 'A copy of your changes has been stored to "FILE"'),
})

describe('edit', () => {
  it('shows the object below a header', async () => {
    expect(await editWith('true', 'cm pp')).toEqual({
      stdout: '',
      stderr: 'Edit cancelled, no changes made.\n',
      exitCode: 0,
    })
    expect(seen(0)).toBe(HEADER + (await cli.run('get cm pp -o yaml')).stdout)
  })

  it('stores what was changed', async () => {
    expect(await editWith(replaceText('a: .*', 'a: "7"'), 'cm/pp')).toEqual({
      stdout: 'configmap/pp edited\n',
      stderr: '',
      exitCode: 0,
    })
    expect(await read('cm pp', '.data.a')).toBe('7')
  })

  it('lets the cluster follow', async () => {
    await editWith(replaceText('replicas: 1', 'replicas: 3'), 'deploy/api')
    expect((await cli.run('get pods -l app=api -o name')).stdout.match(/^pod\/api-/gm)).toHaveLength(3)
  })

  it('edits what a file names, as it is in the cluster', async () => {
    const { stdout } = await editWith(replaceText('a: .*', 'a: "7"'), '-f world.yaml -o yaml')
    expect(stdout).toContain('name: pp')
    expect(seen(0)).toContain('kind: List')
  })

  it('edits several as a list, and skips those that stay', async () => {
    expect(await editWith(`${replaceText('note: .*', 'note: "9"')}`, 'cm pp qq')).toEqual({
      stdout: 'configmap/pp edited\nconfigmap/qq skipped\n',
      stderr: '',
      exitCode: 0,
    })
    expect(seen(0)).toMatch(/^apiVersion: v1\nitems:\n- apiVersion: v1\n {2}data:\n/m)
    expect(await read('cm pp', '.metadata.annotations.note')).toBe('9')
  })

  it('edits all of a kind', async () => {
    await editWith('true', 'deploy')
    expect(seen(0)).toContain('name: api')
  })

  it('edits JSON, without a header', async () => {
    expect((await editWith(replaceText('"a": "1"', '"a": "7"'), 'cm pp -o json')).exitCode).toBe(0)
    expect(JSON.parse(seen(0))).toMatchObject({ kind: 'ConfigMap', data: { a: '1' } })
    expect(await read('cm pp', '.data.a')).toBe('7')
  })

  it('shows the patch', async () => {
    expect((await editWith(replaceText('a: "1"', 'a: "8"'), 'cm/pp --output-patch')).stdout).toBe(
      'Patch: {"data":{"a":"8"}}\nconfigmap/pp edited\n',
    )
  })

  it('saves what was stored, and the call', async () => {
    await editWith(replaceText('a: "1"', 'a: "8"'), 'cm/pp --save-config --record')
    const annotations = await read('cm pp', '.metadata.annotations')
    expect(annotations).toContain(
      '"kubernetes.io/change-cause":"kubelite edit cm/pp --save-config=true --record=true"',
    )
    expect(annotations).toContain('last-applied-configuration')
  })

  it('ends lines as Windows does, if it shall', async () => {
    await editWith('true', 'cm pp --windows-line-endings')
    expect(seen(0).split('\r\n').length).toBeGreaterThan(10)
    expect(seen(0).replaceAll('\r\n', '')).not.toContain('\n')
  })

  it('opens the editor again with what is wrong, until it is right', async () => {
    const script = `if grep -q 'not valid' "$1"; then ${replaceText('replicas: -5', 'replicas: 2')}; else ${replaceText('replicas: 1', 'replicas: -5')}; fi`
    expect(await editWith(script, 'deploy api')).toEqual({
      stdout: 'deployment.apps/api edited\n',
      stderr: 'error: deployments.apps "api" is invalid\n',
      exitCode: 0,
    })
    expect(seen(1).slice(0, HEADER.length + 170)).toContain(
      `${HEADER}# deployments.apps "api" was not valid:\n# * spec.replicas: Invalid value: -5: must be greater than or equal to 0\n#\n`,
    )
    expect(seen(1)).toContain('replicas: -5')
    expect(await read('deploy api', '.spec.replicas')).toBe('2')
  })

  it('opens the editor again with faults of the text', async () => {
    const script = `if grep -q 'not valid' "$1"; then ${replaceText('a: \\[', 'a: "2"')}; else ${replaceText('a: "1"', 'a: [')}; fi`
    expect((await editWith(script, 'cm pp')).stderr).toBe('error: configmaps "pp" is invalid\n')
    expect(seen(1)).toContain(
      '# configmaps "pp" was not valid:\n# * <nil>: Invalid value: "The edited file failed validation": yaml: line',
    )
    expect(await read('cm pp', '.data.a')).toBe('2')
  })

  const givenUp: [title: string, script: string, object: string, name: string][] = [
    ['text that cannot be read', replaceText('a: "1"', 'a: ['), 'cm pp', 'configmaps "pp"'],
    [
      'an object that is not valid',
      replaceText('replicas: 1', 'replicas: -5'),
      'deploy api',
      'deployments.apps "api"',
    ],
    ['no text', ': > "$1"', 'cm pp', 'configmaps "pp"'],
  ]
  it.each(givenUp)(
    'gives up on %s that is saved twice, and keeps it',
    async (_title, script, object, name) => {
      const result = await editWith(script, object)
      expect(withoutPath(result)).toEqual({
        stdout: '',
        stderr: `error: ${name} is invalid\nA copy of your changes has been stored to "FILE"\nerror: Edit cancelled, no valid changes were saved.\n`,
        exitCode: 1,
      })
      expect(times()).toBe(2)
      expect(readFileSync(COPY.exec(result.stderr)![1]!, 'utf8')).not.toContain('a: "1"')
    },
  )

  it('refuses to make it another object', async () => {
    expect(withoutPath(await editWith(replaceText('name: pp', 'name: zz'), 'cm pp'))).toEqual({
      stdout: '',
      stderr:
        'A copy of your changes has been stored to "FILE"\nerror: At least one of apiVersion, kind and name was changed\n',
      exitCode: 1,
    })
  })

  it('refuses to move it to another namespace', async () => {
    const script = replaceText('namespace: default', 'namespace: shop')
    expect((await editWith(script, 'cm pp -n default')).stderr).toMatch(
      /error: the namespace from the provided object "shop" does not match the namespace "default". You must pass '--namespace=shop' to perform this operation.\n$/,
    )
  })

  it('says of unknown kinds that they are a syntax error', async () => {
    const script = `if grep -q 'syntax' "$1"; then ${replaceText('kind: Foo', 'kind: ConfigMap')}; else ${replaceText('kind: ConfigMap', 'kind: Foo')}; fi`
    expect((await editWith(script, 'cm pp')).stderr).toBe('Edit cancelled, no changes made.\n')
    expect(seen(1)).toContain(
      '# The edited file had a syntax error: resource mapping not found for name: "pp"',
    )
  })

  it('tells how to try again when somebody else was faster', async () => {
    const script = `${replaceText('resourceVersion: .*', 'resourceVersion: "1"')}; ${replaceText('a: "1"', 'a: "2"')}`
    const { stderr, exitCode } = await editWith(script, 'cm pp')
    expect(stderr).toMatch(
      /^error: configmaps "pp" could not be patched: Operation cannot be fulfilled on configmaps "pp": .*\nYou can run `kubelite replace -f .*\.yaml` to try this update again.\n$/,
    )
    expect(exitCode).toBe(1)
  })

  it('takes an editor with arguments, with quotes, and from EDITOR', async () => {
    await editWith('true', 'cm pp', { KUBE_EDITOR: 'sh -c \'cp "$0" seen.quoted\'', SHELL: '/bin/sh' })
    expect(readFileSync(join(cli.folder, 'seen.quoted'), 'utf8')).toContain('name: pp')
    await editWith('true', 'cm pp', { KUBE_EDITOR: '', EDITOR: 'sh editor.sh' })
    expect(times()).toBe(1)
  })

  const refused: [title: string, line: string, stderr: string, env?: Record<string, string>][] = [
    [
      'an editor that fails',
      'cm pp',
      'error: there was a problem with the editor "false"',
      { KUBE_EDITOR: 'false' },
    ],
    [
      'an editor that is not there',
      'cm pp',
      'error: there was a problem with the editor "/nosuch"',
      { KUBE_EDITOR: '/nosuch' },
    ],
    [
      'an editor that is nowhere',
      'cm pp',
      'error: unable to launch the editor "no-such-editor"',
      { KUBE_EDITOR: 'no-such-editor' },
    ],
    ['what does not exist', 'cm nosuch', 'Error from server (NotFound): configmaps "nosuch" not found'],
    [
      'other formats',
      'cm pp -o bogus',
      'error: unable to match a printer suitable for the output format "bogus", allowed formats are: json,yaml',
    ],
    [
      'selectors',
      'svc -l app=web',
      "error: unknown shorthand flag: 'l' in -l\nSee 'kubelite edit --help' for usage.",
    ],
    [
      'other subresources',
      'cm pp --subresource=scale',
      'Error from server (NotFound): the server could not find the requested resource',
    ],
    ['nothing to edit', 'pvc', 'error: edit cancelled, no objects found'],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr, env) => {
    expect(await editWith('true', line, env)).toEqual({ stdout: '', stderr: `${stderr}\n`, exitCode: 1 })
  })
})
