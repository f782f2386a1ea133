/** The API server is reached inside of the cluster, too. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../../cli/test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const endpoints = async () =>
  (await cli.run('get endpoints kubernetes --no-headers')).stdout.trim().split(/\s+/)[1]
const slice = async () =>
  (await cli.run('get endpointslice kubernetes --no-headers')).stdout.trim().split(/\s+/).slice(0, 4)

it('by the address of its node', async () => {
  const address = (await cli.run('get node control-plane -o jsonpath={.status.addresses[0].address}')).stdout
  expect(await endpoints()).toBe(`${address}:6443`)
  expect(await slice()).toEqual(['kubernetes', 'IPv4', '6443', address])
})

it('again when somebody takes that away', async () => {
  const before = await endpoints()
  await cli.run('delete endpoints,endpointslices --all')
  expect([await endpoints(), (await slice())[0]]).toEqual([before, 'kubernetes'])
})

it('from a pod, by its name', async () => {
  await cli.run('run client --image=nginx')
  const { stdout } = await cli.run('nslookup kubernetes.default --from pod/client')
  expect(stdout).toContain('Address: 10.96.0.1\n')
})

it('not where no node has it', async () => {
  await cli.run('delete node control-plane')
  expect(await endpoints()).toBeUndefined()
})
