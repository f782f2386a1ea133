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

const command = ['sh', '-c', 'echo before; sleep 2; echo then; sleep 2; echo last']

it('shows what comes, and not what came before', async () => {
  await run({ restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command }] })
  expect(await cli.run('attach work')).toEqual({
    stdout: 'then\nlast\n',
    stderr:
      'A simulated container reads no input while it runs; what it prints is shown until it ends. Use exec to look into it.\n',
    exitCode: 0,
  })
})

it.each([
  ['attach', 'error: at least 1 argument is required for attach\n'],
  ['attach nosuch', 'Error from server (NotFound): pods "nosuch" not found\n'],
  ['attach work', 'Error from server (BadRequest): pod work does not have a host assigned\n'],
])('%s fails', async (line, stderr) => {
  await run({ nodeSelector: { none: 'x' }, containers: [{ name: 'c', image: 'busybox', command }] })
  expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
})
