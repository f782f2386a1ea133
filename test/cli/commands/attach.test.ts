/** What a container prints from now on is shown until it ends. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

async function run(spec: object): Promise<void> {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'work' }, spec }
  expect(await cli.run('apply -f -', { stdin: JSON.stringify(pod) })).toMatchObject({ exitCode: 0 })
}

const OPENING =
  "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\nIf you don't see a command prompt, try pressing enter.\n"
const NO_INPUT =
  'A simulated container reads no input while it runs; what it prints is shown until it ends. Use exec to look into it.\n'
const NO_TERMINAL = 'Unable to use a TTY - input is not a terminal or the right kind of file\n'

const command = ['sh', '-c', 'echo before; sleep 2; echo then; sleep 2; echo last']

it('shows what comes, and not what came before', async () => {
  await run({ restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command }] })
  expect(await cli.run('attach work')).toEqual({
    stdout: 'then\nlast\n',
    stderr: OPENING,
    exitCode: 0,
  })
})

const container = (name: string, tty = false) => ({ name, image: 'busybox', command, tty })
it.each<[title: string, line: string, containers: object[], terminal: boolean, stderr: string]>([
  ['nothing, with --quiet', 'attach work -q -i', [container('a'), container('b')], false, ''],
  [
    'which container it is',
    'attach work',
    [container('a'), container('b')],
    false,
    `Defaulted container "a" out of: a, b\n${OPENING}`,
  ],
  ['that nobody reads', 'attach work -i', [container('a')], false, OPENING + NO_INPUT],
  [
    'that there is no terminal',
    'attach work -it',
    [container('a', true)],
    false,
    NO_TERMINAL + OPENING + NO_INPUT,
  ],
  [
    'nothing of a terminal that is there',
    'attach work -it',
    [container('a', true)],
    true,
    OPENING + NO_INPUT,
  ],
  [
    'that the container has none',
    'attach work -it',
    [container('a')],
    true,
    `error: Unable to use a TTY - container a did not allocate one\n${OPENING}${NO_INPUT}`,
  ],
  ['the same of TYPE NAME', 'attach pod work', [container('a')], false, OPENING],
])('tells beforehand %s', async (_title, line, containers, terminal, stderr) => {
  await run({ restartPolicy: 'Never', containers })
  expect(await cli.run(line, { terminal })).toMatchObject({ stderr, exitCode: 0 })
})

it.each([
  ['attach', 'error: at least 1 argument is required for attach\n'],
  ['attach nosuch', 'Error from server (NotFound): pods "nosuch" not found\n'],
  ['attach a b c', 'error: expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw 3: [a b c]\n'],
  ['attach work -c no', 'error: cannot attach to the container: container no not found in pod work\n'],
  ['attach work', `${OPENING}Error from server (BadRequest): pod work does not have a host assigned\n`],
])('%s fails', async (line, stderr) => {
  await run({ nodeSelector: { none: 'x' }, containers: [{ name: 'c', image: 'busybox', command }] })
  expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
})
