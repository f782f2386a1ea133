/** Devices in full: published by hand, claimed by a template, allocated with the node, given back at the end. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const published = (node: string) => `
apiVersion: resource.k8s.io/v1
kind: DeviceClass
metadata: {name: gpu}
spec: {selectors: [{cel: {expression: 'device.driver == "gpu.example.com"'}}]}
---
apiVersion: resource.k8s.io/v1
kind: ResourceSlice
metadata: {name: gpus}
spec:
  driver: gpu.example.com
  nodeName: ${node}
  pool: {name: ${node}, generation: 1, resourceSliceCount: 1}
  devices: [{name: gpu-0}]
---
apiVersion: resource.k8s.io/v1
kind: ResourceClaimTemplate
metadata: {name: gpu}
spec: {spec: {devices: {requests: [{name: gpu, exactly: {deviceClassName: gpu}}]}}}
`
const job = (name: string) => `
apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  restartPolicy: Never
  resourceClaims: [{name: gpu, resourceClaimTemplateName: gpu}]
  containers: [{name: c, image: x, resources: {claims: [{name: gpu}]}}]
`

const apply = (text: string) => cli.run('apply -f -', { stdin: text })
async function lines(command: string): Promise<string[][]> {
  const { stdout } = await cli.run(command)
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/))
}

it('runs one pod after the other where there is one device for two', async () => {
  await apply(published('worker-1'))
  await apply(job('first'))
  await apply(job('second'))
  expect((await lines('get pods --no-headers')).map(([name, , phase]) => [name, phase])).toEqual([
    ['first', 'Running'],
    ['second', 'Pending'],
  ])
  expect((await lines('get resourceclaims --no-headers')).map(([, state]) => state)).toEqual([
    'allocated,reserved',
    'pending',
  ])
  expect((await cli.run('describe pod second')).stdout).toMatch(
    /FailedScheduling +0s +default-scheduler +0\/3 nodes are available: .* cannot allocate all claims.* still not schedulable/,
  )
  await cli.run('delete pod first')
  expect((await lines('get pods --no-headers')).map(([name, , phase]) => [name, phase])).toEqual([
    ['second', 'Running'],
  ])
  const claims = await lines('get resourceclaims --no-headers')
  expect(claims.map(([name, state]) => [name?.replace(/.{5}$/, ''), state])).toEqual([
    ['second-gpu-', 'allocated,reserved'],
  ])
})

it('tells by why what kube-scheduler keeps to itself', async () => {
  await apply(job('lonely').replace('resourceClaimTemplateName: gpu', 'resourceClaimName: mine'))
  expect((await cli.run('describe pod lonely')).stdout).toMatch(/^Events: +<none>$/m)
  expect((await cli.run('why pod/lonely')).stdout).toContain('could not find ResourceClaim "default/mine"')
})
