/** scale. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, NOW, type TestCli } from '../test-cli.ts'

let cli: TestCli

const deployment = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: 1
  selector: {matchLabels: {app: ${name}}}
  template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: c, image: i}]}}
`

beforeAll(async () => {
  cli = createTestCli()
  cli.file('web.yaml', deployment('web'))
  cli.file('two.yaml', `${deployment('web')}---\n${deployment('api')}`)
  await cli.run('create -f two.yaml')
})
afterAll(() => cli[Symbol.asyncDispose]())

const replicas = async (name: string) =>
  (await cli.run(['get', 'deploy', name, '-o', 'jsonpath={.spec.replicas}'])).stdout

describe('scale', () => {
  const rows: [title: string, line: string, stdout: string, replicas: string][] = [
    ['a deployment', 'scale deployment web --replicas=4', 'deployment.apps/web scaled\n', '4'],
    ['by type and name', 'scale deployment/web --replicas=2', 'deployment.apps/web scaled\n', '2'],
    [
      'if there are as many as expected',
      'scale deploy web --replicas=3 --current-replicas=2',
      'deployment.apps/web scaled\n',
      '3',
    ],
    [
      'several',
      'scale deploy/web deploy/api --replicas=2',
      'deployment.apps/web scaled\ndeployment.apps/api scaled\n',
      '2',
    ],
    ['by file', 'scale -f web.yaml --replicas=5', 'deployment.apps/web scaled\n', '5'],
    [
      'by label that nothing has but all',
      'scale deploy --all --replicas=1',
      'deployment.apps/api scaled\ndeployment.apps/web scaled\n',
      '1',
    ],
    [
      'only by way of showing',
      'scale deploy web --replicas=9 --dry-run=client',
      'deployment.apps/web scaled (dry run)\n',
      '1',
    ],
    [
      'only by way of trying',
      'scale deploy web --replicas=9 --dry-run=server',
      'deployment.apps/web scaled (server dry run)\n',
      '1',
    ],
    ['in short', 'scale deploy web --replicas=0 -o name', 'deployment.apps/web\n', '0'],
  ]
  it.each(rows)('%s', async (_title, line, stdout, expected) => {
    expect(await cli.run(line)).toEqual({ stdout, stderr: '', exitCode: 0 })
    expect(await replicas('web')).toBe(expected)
  })

  it('makes so many pods', async () => {
    await cli.run('scale deploy api --replicas=3')
    expect((await cli.run('get pods -l app=api -o name')).stdout.match(/^pod\/api-/gm)).toHaveLength(3)
  })

  it('waits until there are so many, if it shall', async () => {
    cli.file(
      'held.yaml',
      'apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: held}\nspec: {hard: {pods: "4"}}\n',
    )
    expect((await cli.run('scale deploy api --replicas=2 --timeout=1m')).exitCode).toBe(0)
    await cli.run('create -f held.yaml')
    expect(await cli.run('scale deploy api --replicas=9 --timeout=1m')).toEqual({
      stdout: 'deployment.apps/api scaled\n',
      stderr: 'error: timed out waiting for "api" to be synced\n',
      exitCode: 1,
    })
    expect((await (await cli.cluster()).now()) - NOW).toBe(60_000)
    await cli.run('delete quota held')
    await cli.run('scale deploy api --replicas=3')
  })

  const refused: [title: string, line: string, stderr: string][] = [
    [
      'what does not exist',
      'scale deploy nosuch --replicas=1',
      'Error from server (NotFound): deployments.apps "nosuch" not found\n',
    ],
    [
      'what does not scale',
      'scale cm kube-root-ca.crt --replicas=1',
      'Error from server (NotFound): the server could not find the requested resource\n',
    ],
    ['nothing', 'scale deploy -l app=nosuch --replicas=1', 'error: no objects passed to scale\n'],
    [
      'no object',
      'scale --replicas=1',
      "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'\n",
    ],
    [
      'a size that is not as expected',
      'scale deploy api --replicas=3 --current-replicas=9',
      'error: Expected replicas to be 9, was 3\n',
    ],
    [
      'one version for several',
      'scale deploy web api --replicas=3 --resource-version=1',
      'error: cannot use --resource-version with multiple resources\n',
    ],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it('refuses a version that is not as expected', async () => {
    expect((await cli.run('scale deploy web --replicas=3 --resource-version=1')).stderr).toMatch(
      /^error: Expected resource version to be 1, was \d+\n$/,
    )
  })

  it('scales what exists among names that do not', async () => {
    expect(await cli.run('scale deploy web nosuch --replicas=3')).toEqual({
      stdout: 'deployment.apps/web scaled\n',
      stderr: 'Error from server (NotFound): deployments.apps "nosuch" not found\n',
      exitCode: 1,
    })
  })
})
