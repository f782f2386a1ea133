/** taint. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const taints = async (node = 'worker-1') =>
  (await cli.run(['get', 'node', node, '-o', 'jsonpath={.spec.taints}'])).stdout

const gpu = '{"effect":"NoSchedule","key":"dedicated","value":"gpu"}'

describe('taint', () => {
  const steps: [title: string, before: string[], line: string, stdout: string, taints: string][] = [
    ['adds one', [], 'dedicated=gpu:NoSchedule', 'node/worker-1 tainted\n', `[${gpu}]`],
    [
      'adds one without a value',
      [],
      'dedicated:PreferNoSchedule',
      'node/worker-1 tainted\n',
      '[{"effect":"PreferNoSchedule","key":"dedicated"}]',
    ],
    [
      'takes an empty value for none',
      [],
      'key=:NoSchedule',
      'node/worker-1 tainted\n',
      '[{"effect":"NoSchedule","key":"key"}]',
    ],
    [
      'puts new ones first',
      ['dedicated=gpu:NoSchedule'],
      'a=b:NoSchedule c:NoExecute',
      'node/worker-1 tainted\n',
      `[{"effect":"NoSchedule","key":"a","value":"b"},{"effect":"NoExecute","key":"c"},${gpu}]`,
    ],
    [
      'replaces a value with --overwrite',
      ['dedicated=gpu:NoSchedule'],
      'dedicated=cpu:NoSchedule --overwrite',
      'node/worker-1 modified\n',
      '[{"effect":"NoSchedule","key":"dedicated","value":"cpu"}]',
    ],
    [
      'says modified with --overwrite whatever happens',
      [],
      'dedicated=gpu:NoSchedule --overwrite',
      'node/worker-1 modified\n',
      `[${gpu}]`,
    ],
    [
      'removes one by key and effect',
      ['dedicated=gpu:NoSchedule', 'dedicated=gpu:NoExecute'],
      'dedicated:NoExecute-',
      'node/worker-1 untainted\n',
      `[${gpu}]`,
    ],
    [
      'minds no value where it removes',
      ['dedicated=gpu:NoSchedule'],
      'dedicated=other:NoSchedule-',
      'node/worker-1 untainted\n',
      '',
    ],
    [
      'removes all of a key',
      ['dedicated=gpu:NoSchedule', 'dedicated=gpu:NoExecute'],
      'dedicated-',
      'node/worker-1 untainted\n',
      '',
    ],
    [
      'adds and removes at once',
      ['old:NoSchedule'],
      'dedicated=gpu:NoSchedule other:NoSchedule old-',
      'node/worker-1 modified\n',
      `[${gpu},{"effect":"NoSchedule","key":"other"}]`,
    ],
    [
      'shows the node with -o',
      [],
      "dedicated=gpu:NoSchedule -o jsonpath='{.spec.taints[0].value}'",
      'gpu',
      `[${gpu}]`,
    ],
    [
      'does it for show, and tells so as of the real thing',
      [],
      'a:NoSchedule --dry-run=client',
      'node/worker-1 tainted\n',
      '',
    ],
    ['does it on trial', [], 'a:NoSchedule --dry-run=server', 'node/worker-1 tainted\n', ''],
    [
      'shows what would be with -o',
      [],
      'a:NoSchedule --dry-run=client -o jsonpath={.spec.taints[0].key}',
      'a',
      '',
    ],
  ]
  it.each(steps)('%s', async (_title, before, line, stdout, after) => {
    for (const each of before) await cli.run(`taint node worker-1 ${each}`)
    expect(await cli.run(`taint nodes worker-1 ${line}`)).toEqual({ stdout, stderr: '', exitCode: 0 })
    expect(await taints()).toBe(after)
  })

  it('changes nodes by label, by slash, and all', async () => {
    expect((await cli.run('taint node -l kubernetes.io/hostname=worker-2 z=y:NoSchedule')).stdout).toBe(
      'node/worker-2 tainted\n',
    )
    expect((await cli.run('taint node node/worker-1 z=y:NoSchedule')).stdout).toBe('node/worker-1 tainted\n')
    expect((await cli.run('taint node --all z=x:NoSchedule --overwrite')).stdout).toBe(
      'node/control-plane modified\nnode/worker-1 modified\nnode/worker-2 modified\n',
    )
    expect((await cli.run('taint node --all z-')).stdout).toBe(
      'node/control-plane untainted\nnode/worker-1 untainted\nnode/worker-2 untainted\n',
    )
  })

  it('goes on where one node of several cannot be changed', async () => {
    await cli.run('taint node worker-1 z:NoSchedule')
    expect(await cli.run('taint node worker-2 nosuch worker-1 z-')).toEqual({
      stdout: 'node/worker-1 untainted\n',
      stderr: 'Error from server (NotFound): nodes "nosuch" not found\ntaint "z" not found\n',
      exitCode: 1,
    })
  })

  it('keeps pods away that do not tolerate it', async () => {
    await cli.run('taint node worker-1 worker-2 dedicated=gpu:NoSchedule')
    cli.file(
      'p.yaml',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i}]}\n',
    )
    await cli.run('create -f p.yaml')
    expect((await cli.run('get pod p --no-headers')).stdout).toMatch(/ Pending /)
    await cli.run('taint node worker-2 dedicated-')
    expect((await cli.run('get pod p --no-headers')).stdout).toMatch(/ Running /)
  })

  const NAME =
    "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
  const usage = (text: string) => `${text}\nSee 'kubelite taint -h' for help and examples`
  const refused: [title: string, words: string[], stderr: string][] = [
    ['nothing', [], 'one or more resources must be specified as <resource> <name>'],
    ['no node', ['node'], 'at least one taint update is required'],
    ['no taint', ['node', 'worker-1'], 'at least one taint update is required'],
    ['a taint without an effect', ['node', 'worker-1', 'a'], 'at least one taint update is required'],
    ['a value without an effect', ['node', 'worker-1', 'a=b'], usage(`invalid taint spec: a=b, ${NAME}`)],
    [
      'an unknown effect',
      ['node', 'worker-1', 'a=b:Bogus'],
      usage('invalid taint effect: Bogus, unsupported taint effect'),
    ],
    [
      'two effects',
      ['node', 'worker-1', 'a:NoSchedule:NoExecute'],
      usage('invalid taint spec: a:NoSchedule:NoExecute'),
    ],
    ['two values', ['node', 'worker-1', 'a=b=c:NoSchedule'], usage('invalid taint spec: a=b=c:NoSchedule')],
    [
      'a bad key',
      ['node', 'worker-1', 'a b=c:NoSchedule'],
      usage(`invalid taint spec: a b=c:NoSchedule, ${NAME}`),
    ],
    [
      'a bad value',
      ['node', 'worker-1', 'a=b c:NoSchedule'],
      usage(
        "invalid taint spec: a=b c:NoSchedule, a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
      ),
    ],
    [
      'the same twice',
      ['node', 'worker-1', 'a=b:NoSchedule', 'a=c:NoSchedule'],
      usage('duplicated taints with the same key and effect: {a c NoSchedule <nil>}'),
    ],
    [
      'to add and to remove the same',
      ['node', 'worker-1', 'a=b:NoSchedule', 'a:NoSchedule-'],
      'can not both modify and remove the following taint(s) in the same command: a=NoSchedule',
    ],
    [
      'a node behind a taint',
      ['node', 'a:NoSchedule', 'worker-1'],
      'all resources must be specified before taint changes: worker-1',
    ],
    [
      'other kinds',
      ['pod', 'p', 'a=b:NoSchedule'],
      'invalid resource type pod, only node types are supported',
    ],
    ['unknown kinds', ['bogus', 'p', 'a=b:NoSchedule'], 'the server doesn\'t have a resource type "bogus"'],
    ['to remove what is not there', ['node', 'worker-1', 'nosuch-'], 'taint "nosuch" not found'],
    ['to remove another effect', ['node', 'worker-1', 'x:NoExecute-'], 'taint "x:NoExecute" not found'],
    [
      'what is there already',
      ['node', 'worker-1', 'x=other:NoSchedule'],
      'node worker-1 already has x taint(s) with same effect(s) and --overwrite is false',
    ],
    [
      'neither name, label nor all',
      ['node', 'a=b:NoSchedule'],
      "at least one resource name must be specified since 'all' parameter is not set",
    ],
    [
      'labels together with all',
      ['node', 'a=b:NoSchedule', '--all', '-l', 'a=b'],
      "setting 'all' parameter with a non empty selector is prohibited",
    ],
  ]
  it.each(refused)('refuses %s', async (_title, words, stderr) => {
    await cli.run('taint node worker-1 x=y:NoSchedule')
    expect(await cli.run(['taint', ...words])).toEqual({
      stdout: '',
      stderr: `error: ${stderr}\n`,
      exitCode: 1,
    })
    expect(await taints()).toBe('[{"effect":"NoSchedule","key":"x","value":"y"}]')
  })

  it('refuses a node that does not exist', async () => {
    expect((await cli.run('taint node nosuch a=b:NoSchedule')).stderr).toBe(
      'Error from server (NotFound): nodes "nosuch" not found\n',
    )
  })
})
