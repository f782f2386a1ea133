/** Kinds in versions that are not the preferred one: shown, applied, changed and deleted as each version has them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const hpa = (max: number) => `apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {maxReplicas: ${max}, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, targetCPUUtilizationPercentage: 70}
`
const columns = (jsonPath: string) => ({
  additionalPrinterColumns: [{ name: 'Size', type: 'integer', jsonPath }],
})
const version = (name: string, storage: boolean, path: string) => ({
  name,
  served: true,
  storage,
  schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  ...columns(path),
})
const webs = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'webs.x.io' },
  spec: {
    group: 'x.io',
    scope: 'Namespaced',
    names: { plural: 'webs', singular: 'web', kind: 'Web', listKind: 'WebList' },
    versions: [version('v1', true, '.spec.size'), version('v1beta1', false, '.spec.old')],
  },
}

beforeAll(async () => {
  cli = createTestCli()
  await cli.run('create -f -', { stdin: JSON.stringify(webs) })
})
afterAll(() => cli[Symbol.asyncDispose]())

const read = async (line: string) => JSON.parse((await cli.run(`${line} -o json`)).stdout)

describe('an autoscaler of autoscaling/v1', () => {
  it('is applied as it is written, and not again', async () => {
    const outcomes: string[] = []
    for (const max of [5, 5, 6]) outcomes.push((await cli.run('apply -f -', { stdin: hpa(max) })).stdout)
    expect(outcomes.map((text) => text.trim().split(' ')[1])).toEqual(['created', 'unchanged', 'configured'])
  })

  it('is shown in the version that is asked for, and in the newest without one', async () => {
    cli.file('hpa.yaml', hpa(6))
    expect(await read('get hpa.v1.autoscaling web')).toMatchObject({
      apiVersion: 'autoscaling/v1',
      spec: { maxReplicas: 6, minReplicas: 1, targetCPUUtilizationPercentage: 70 },
      status: { currentReplicas: 0, desiredReplicas: 0 },
    })
    const utilization = { averageUtilization: 70, type: 'Utilization' }
    expect(await read('get hpa web')).toMatchObject({
      apiVersion: 'autoscaling/v2',
      spec: {
        maxReplicas: 6,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: utilization } }],
      },
    })
    expect((await read('get -f hpa.yaml')).apiVersion).toBe('autoscaling/v1')
  })

  it('has the same table and description in all versions', async () => {
    const [v1, v2] = [await cli.run('get hpa.v1.autoscaling'), await cli.run('get hpa')]
    expect(v2.stdout).toContain('cpu: <unknown>/70%')
    expect(v1).toEqual(v2)
    const described = await cli.run('describe hpa.v1.autoscaling web')
    expect(described).toEqual(await cli.run('describe hpa web'))
    expect(described.stdout).toContain('resource cpu on pods  (as a percentage of request):  <unknown> / 70%')
  })

  it('does not lose what v1 has no field for', async () => {
    const cluster = await cli.cluster()
    const name = { namespace: 'default', name: 'web' }
    const behavior = { scaleDown: { stabilizationWindowSeconds: 60 } }
    await cluster.write((client) =>
      client.patch('HorizontalPodAutoscaler', name, 'merge', { spec: { behavior } }),
    )
    expect((await cli.run('apply -f -', { stdin: hpa(7) })).stdout).toContain('configured')
    expect((await read('get hpa web')).spec).toMatchObject({
      maxReplicas: 7,
      behavior: { scaleDown: { stabilizationWindowSeconds: 60, selectPolicy: 'Max' } },
    })
  })

  it('is deleted by its manifest', async () => {
    expect((await cli.run('delete -f -', { stdin: hpa(7) })).stdout).toContain('deleted')
    expect((await cli.run('get hpa')).stderr).toBe('No resources found in default namespace.\n')
  })
})

describe('a custom kind of two versions', () => {
  const web = (apiVersion: string) =>
    JSON.stringify({ apiVersion, kind: 'Web', metadata: { name: 'w' }, spec: { size: 3, old: 4 } })

  it('is stored once, and shown in each', async () => {
    expect((await cli.run('apply -f -', { stdin: web('x.io/v1beta1') })).stdout).toBe('web.x.io/w created\n')
    expect((await cli.run('apply -f -', { stdin: web('x.io/v1beta1') })).stdout).toBe(
      'web.x.io/w unchanged\n',
    )
    expect((await read('get webs w')).apiVersion).toBe('x.io/v1')
    expect((await read('get webs.v1beta1.x.io w')).apiVersion).toBe('x.io/v1beta1')
  })

  it('has the columns of the version', async () => {
    expect((await cli.run('get webs')).stdout).toBe('NAME   SIZE\nw      3\n')
    expect((await cli.run('get webs.v1beta1.x.io')).stdout).toBe('NAME   SIZE\nw      4\n')
  })
})
