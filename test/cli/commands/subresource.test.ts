/** --subresource, in the commands that have it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeEach(async () => {
  cli = createTestCli({ env: { KUBE_EDITOR: 'true', PATH: process.env.PATH ?? '' } })
  await cli.run('create deployment web --image=nginx')
})
afterEach(() => cli[Symbol.asyncDispose]())

const BULK = 'error: subresource cannot be used when bulk resources are specified\n'
const NO_SUCH = 'Error from server (NotFound): the server could not find the requested resource\n'

describe('--subresource', () => {
  it.each([
    ['get deploy --subresource=status', BULK],
    ['get deploy -l app=web --subresource=scale', BULK],
    ['get deploy --field-selector metadata.name=web --subresource=status', BULK],
    ['get nosuchkind --subresource=status', BULK],
    ['get deploy web --subresource=nosuch', NO_SUCH],
    ['patch deploy web --subresource=nosuch -p {}', NO_SUCH],
    ['edit deploy web --subresource=nosuch', NO_SUCH],
    ['edit cm kube-root-ca.crt --subresource=status', NO_SUCH],
  ])('is refused: %s', async (line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it.each([
    ['get deploy web --subresource=status', /^NAME +READY /],
    ['get deploy web --subresource=scale', /^NAME +DESIRED +AVAILABLE +AGE\nweb +1 +1 /],
    ['get deploy/web rs/nosuch --subresource=scale', /^NAME +DESIRED /],
  ])('is shown: %s', async (line, stdout) => {
    expect((await cli.run(line)).stdout).toMatch(stdout)
  })

  it('of apply needs --server-side, and writes that part alone', async () => {
    const status = { conditions: [{ type: 'Mine', status: 'True' }] }
    const stdin = JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { replicas: 9 },
      status,
    })
    expect(await cli.run('apply -f - --subresource=status', { stdin })).toEqual({
      stdout: '',
      stderr: 'error: --subresource can only be specified for --server-side\n',
      exitCode: 1,
    })
    const applied = await cli.run('apply -f - --server-side --subresource=status -o json', { stdin })
    expect(applied.stderr).toBe('')
    const { spec, status: live } = JSON.parse(applied.stdout)
    expect(spec.replicas).toBe(1)
    expect(live.conditions).toContainEqual(expect.objectContaining({ type: 'Mine', status: 'True' }))
  })
})
