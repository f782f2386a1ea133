/** The line that tells of long work. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createFakeTime } from './fake-time.ts'
import { createTestCli, NOW, type TestCli } from './test-cli.ts'

/** How long each look at the machine's clock takes, ms. */
let slowness: number
let cli: TestCli
beforeEach(async () => {
  let elapsed = 0
  slowness = 0
  const now = () => {
    elapsed += slowness
    return NOW + elapsed
  }
  cli = createTestCli({ waiting: { ...createFakeTime(NOW), now } })
  await cli.run('create deployment other --image=i')
})
afterEach(() => cli[Symbol.asyncDispose]())

const cases: [title: string, line: string, slowness: number, terminal: boolean, stderr: RegExp][] = [
  [
    'long work on a terminal is told of, and the line is gone afterwards',
    'create deployment web --image=i',
    200,
    true,
    /^(\rworking: \d+ writes? so far, cluster time \S+ *)+\r +\r$/,
  ],
  [
    'time that is passed is told of',
    'clock advance 24h -q',
    400,
    true,
    /^(\rworking: \d+ writes? so far, cluster time \S+ *)+\r +\r$/,
  ],
  ['long work in a pipe says nothing', 'create deployment web --image=i', 200, false, /^$/],
  ['short work on a terminal says nothing', 'create deployment web --image=i', 0, true, /^$/],
  ['work that only reads says nothing', 'get nodes', 50, true, /^$/],
]
it.each(cases)('%s', async (_title, line, slow, terminal, stderr) => {
  slowness = slow
  const told = await cli.run(line, { terminal })
  expect(told.stderr).toMatch(stderr)
  expect(told.exitCode).toBe(0)
})

it('waiting is not told of', async () => {
  const time = createFakeTime(NOW)
  await using waiting = createTestCli({ waiting: time })
  const command = ['sh', '-c', 'sleep 5; echo done']
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'x' },
    spec: { containers: [{ name: 'c', image: 'i', command }], restartPolicy: 'Never' },
  }
  await waiting.run('apply -f -', { stdin: JSON.stringify(pod) })
  const { stdout, stderr } = await waiting.run('logs -f x', { terminal: true })
  expect([stdout, stderr]).toEqual(['done\n', ''])
})
