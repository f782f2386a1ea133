/** run --attach, -i and --rm: what is shown of the new container, and how the command ends. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type Result, type TestCli } from '../test-cli.ts'

let cli: TestCli

beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const PROMPT =
  "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n"

const NO_TERMINAL = 'Unable to use a TTY - input is not a terminal or the right kind of file\n'

const podNames = async () => (await cli.run('get pods -o name')).stdout

describe('run shows', () => {
  const rows: [title: string, line: string, result: Partial<Result>, stdin?: string][] = [
    ['what a container printed that has ended already', '--attach -- echo hi', { stdout: 'hi\n' }],
    [
      'what a container prints until it ends',
      '--attach -- sh -c "echo one; sleep 5; echo two"',
      { stdout: 'one\ntwo\n', stderr: PROMPT },
    ],
    ['nothing but that, with --quiet', '--attach -q -- sh -c "echo one; sleep 5"', { stdout: 'one\n' }],
    ['what its shell answers', '-i -q -- sh', { stdout: 'a\nb\n' }, 'echo a\nx=b\necho $x\n'],
    ['what the shell of an image answers', '-i -q', { stdout: 'a\n' }, 'echo a\n'],
    [
      'how the container failed, and ends with its exit code',
      '--attach -- sh -c "echo oh; exit 3"',
      { stdout: 'oh\n', stderr: 'pod default/x terminated (Error)\n', exitCode: 3 },
    ],
    [
      'how its shell was left',
      '-i -t -- sh',
      {
        stdout: '',
        stderr: `${NO_TERMINAL}${PROMPT}pod default/x terminated (Error)\n`,
        exitCode: 4,
      },
      'exit 4\n',
    ],
    [
      'nothing of an end that begins again, with --restart=Always',
      '--attach --restart=Always -- sh -c "echo oh; exit 3"',
      { stdout: 'oh\n' },
    ],
    [
      'that there is no success to be seen, with --restart=OnFailure',
      '--attach --restart=OnFailure -- sh -c "echo oh; exit 3"',
      { stdout: 'oh\n', stderr: 'error: timed out waiting for the condition\n', exitCode: 1 },
    ],
  ]
  it.each(rows)('%s', async (_title, line, result, stdin) => {
    const call = `run x --image=busybox --restart=Never ${line}`
    expect(await cli.run(call, stdin === undefined ? {} : { stdin })).toEqual({
      stdout: '',
      stderr: '',
      exitCode: 0,
      ...result,
    })
  })

  it('that a pod does not come to run', async () => {
    const call = 'run x --image=busybox --attach --overrides=\'{"spec":{"nodeSelector":{"no":"where"}}}\''
    expect(await cli.run(call)).toEqual({
      stdout: '',
      stderr: 'error: timed out waiting for the condition\n',
      exitCode: 1,
    })
    expect((await cli.run('get pods --no-headers')).stdout).toMatch(/^x +0\/1 +Pending +0 +60s\n$/)
  })
})

describe('run leaves', () => {
  it('the pod, which has ended with its shell', async () => {
    await cli.run('run x --image=busybox --restart=Never -i -- sh', { stdin: 'exit 4\n' })
    expect(
      (await cli.run('get pod x -o jsonpath={.status.containerStatuses[0].state.terminated.exitCode}'))
        .stdout,
    ).toBe('4')
  })
  it('a shell that goes on, with --leave-stdin-open', async () => {
    await cli.run('run x --image=busybox --restart=Never -i --leave-stdin-open -- sh', { stdin: 'exit\n' })
    expect((await cli.run('get pod x -o jsonpath={.status.phase}')).stdout).toBe('Running')
  })
  it('nothing, with --rm', async () => {
    expect(
      await cli.run('run x --image=busybox --restart=Never -i -q=false --rm --port=80 --expose -- echo hi'),
    ).toEqual({
      stdout:
        'service/x created\nhi\npod "x" deleted from default namespace\nservice "x" deleted from default namespace\n',
      stderr: '',
      exitCode: 0,
    })
    expect(await podNames()).toBe('')
  })
  it('nothing, with --rm, when the container failed, too', async () => {
    expect(await cli.run('run x --image=busybox --restart=Never -i --rm -q -- sh -c "exit 3"')).toEqual({
      stdout: '',
      stderr: 'pod default/x terminated (Error)\n',
      exitCode: 3,
    })
    expect(await podNames()).toBe('')
  })
})
