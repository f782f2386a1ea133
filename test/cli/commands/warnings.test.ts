/** What the API server warns of reaches the user, whichever command sends the request. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeEach(async () => {
  cli = createTestCli()
  await cli.run('create ns shop')
  await cli.run('create deployment web --image=nginx -n shop')
  await cli.run('run bare --image=nginx --privileged -n shop')
  return () => cli[Symbol.asyncDispose]()
})

const existing = 'Warning: existing pods in namespace "shop" violate the new PodSecurity enforce level'
const LEVEL = 'pod-security.kubernetes.io'

describe('commands that change what is there tell of warnings', () => {
  it.each([
    `label --dry-run=server --overwrite ns shop ${LEVEL}/enforce=baseline`,
    `label ns shop ${LEVEL}/enforce=baseline`,
  ])('%s', async (line) => {
    const { stderr, exitCode } = await cli.run(line)
    expect(exitCode).toBe(0)
    expect(stderr).toBe(`${existing} "baseline:latest"\nWarning: bare: privileged\n`)
  })

  it.each([
    ['run x --image=a -n shop', 'Warning: would violate PodSecurity "restricted:latest": '],
    ['set image deploy/web nginx=b -n shop', 'Warning: would violate PodSecurity "restricted:latest": '],
    ['rollout restart deploy/web -n shop', 'Warning: would violate PodSecurity "restricted:latest": '],
  ])('%s', async (line, warning) => {
    await cli.run(`label ns shop ${LEVEL}/warn=restricted`)
    const { stderr, exitCode } = await cli.run(line)
    expect(exitCode).toBe(0)
    expect(stderr.startsWith(warning)).toBe(true)
    expect(stderr.match(/Warning/g)).toHaveLength(1)
  })
})
