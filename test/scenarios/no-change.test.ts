/** Commands after which everything is as it was: dry runs, and what is applied a second time. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'
import { claim, web } from './manifests.ts'

let cli: TestCli
beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

describe('a dry run', () => {
  const rows: [line: string, stdin: string, says: string][] = [
    [
      'apply -f - --dry-run=client',
      web.replace('replicas: 2', 'replicas: 3'),
      'deployment.apps/web configured (dry run)',
    ],
    [
      'apply -f - --dry-run=server',
      web.replace('replicas: 2', 'replicas: 3'),
      'deployment.apps/web configured (server dry run)',
    ],
    ['apply -f - --dry-run=server', web, 'deployment.apps/web unchanged (server dry run)'],
    ['apply -f - --dry-run=client', claim, 'persistentvolumeclaim/data created (dry run)'],
    ['create -f - --dry-run=server', claim, 'persistentvolumeclaim/data created (server dry run)'],
    ['create -f - --dry-run=client', claim, 'persistentvolumeclaim/data created (dry run)'],
    [
      'delete deployment web --dry-run=client',
      '',
      'deployment.apps "web" deleted from default namespace (dry run)',
    ],
    [
      'delete deployment web --dry-run=server',
      '',
      'deployment.apps "web" deleted from default namespace (server dry run)',
    ],
    ['scale deployment web --replicas=9 --dry-run=client', '', 'deployment.apps/web scaled (dry run)'],
    ['scale deployment web --replicas=9 --dry-run=server', '', 'deployment.apps/web scaled (server dry run)'],
  ]
  it.each(rows)('stores nothing: %s', async (line, stdin, says) => {
    await cli.run('apply -f -', { stdin: web })
    const before = await everything()
    expect(await cli.run(line, { stdin })).toEqual({ stdout: `${says}\n`, stderr: '', exitCode: 0 })
    expect(await everything()).toBe(before)
  })
})

describe('a manifest applied twice', () => {
  const pod = `apiVersion: v1
kind: Pod
metadata: { name: a }
spec:
  containers: [{ name: c, image: "c:1" }]
  tolerations: [{ key: x, operator: Exists, effect: NoSchedule }]
`
  const scaler = `apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: { name: a }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: a }, maxReplicas: 3 }
`
  const rows: [title: string, manifest: string, says: string][] = [
    // The list of tolerations is replaced whole, then the server adds its own again.
    ['a pod with tolerations of its own', pod, 'pod/a configured\n'],
    ['an object of an older version', scaler, 'horizontalpodautoscaler.autoscaling/a unchanged\n'],
  ]
  it.each(rows)('changes nothing: %s', async (_title, manifest, says) => {
    await cli.run('apply -f -', { stdin: manifest })
    const before = await everything()
    expect(await cli.run('apply -f -', { stdin: manifest })).toEqual({
      stdout: says,
      stderr: '',
      exitCode: 0,
    })
    expect(await everything()).toBe(before)
  })
})

async function everything(): Promise<string> {
  const { stdout } = await cli.run('get all,cm,pvc,pv,events,ns,nodes,hpa -A -o yaml')
  return stdout
}
