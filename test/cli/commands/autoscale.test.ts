/** autoscale: the autoscalers that it makes, and its refusals, in kubectl's words. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const web = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}
`

beforeAll(async () => {
  cli = createTestCli()
  cli.file('web.yaml', web)
  await cli.run('create -f web.yaml')
  await cli.run('create -f -', { stdin: '{apiVersion: v1, kind: ConfigMap, metadata: {name: config}}' })
})
afterAll(() => cli[Symbol.asyncDispose]())

const DEPRECATED =
  "Flag --cpu-percent has been deprecated, Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).\n"

describe('autoscale --dry-run=client -o yaml', () => {
  const cpu = (target: string) =>
    `  metrics:\n  - resource:\n      name: cpu\n      target:\n${target}    type: Resource\n`
  const utilization = (value: number) => `        averageUtilization: ${value}\n        type: Utilization\n`
  const average = (value: string) => `        averageValue: ${value}\n        type: AverageValue\n`
  const rows: [title: string, args: string, name: string, spec: string][] = [
    ['leaves the target to the server', '--max=5', 'web', '  maxReplicas: 5\n'],
    ['has a least number of pods', '--max=5 --min=2', 'web', '  maxReplicas: 5\n  minReplicas: 2\n'],
    ['aims at a percentage', '--max=5 --cpu=70% --name=h', 'h', `  maxReplicas: 5\n${cpu(utilization(70))}`],
    ['aims at an amount', '--max=5 --cpu=500m', 'web', `  maxReplicas: 5\n${cpu(average('500m'))}`],
    [
      'takes a number for thousandths',
      '--max=5 --cpu=250',
      'web',
      `  maxReplicas: 5\n${cpu(average('250m'))}`,
    ],
    [
      'aims at cpu and memory',
      '--max=5 --min=2 --cpu=70% --memory=500',
      'web',
      `  maxReplicas: 5\n${cpu(utilization(70))}  - resource:\n      name: memory\n      target:\n${average('500Mi')}    type: Resource\n  minReplicas: 2\n`,
    ],
  ]
  it.each(rows)('%s', async (_title, args, name, spec) => {
    expect(await cli.run(`autoscale deployment web ${args} --dry-run=client -o yaml`)).toEqual({
      stdout: `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: ${name}\nspec:\n${spec}  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\nstatus:\n  currentMetrics: null\n  desiredReplicas: 0\n`,
      stderr: '',
      exitCode: 0,
    })
  })
})

describe('autoscale', () => {
  const line = (text: string) => `horizontalpodautoscaler.autoscaling/${text}\n`
  const rows: [title: string, args: string, stdout: string, stderr: string][] = [
    ['makes an autoscaler', 'deployment web --max=3', line('web autoscaled'), ''],
    ['takes type and name in one', 'deploy/web --max=3 --name=a', line('a autoscaled'), ''],
    ['takes a file', '-f web.yaml --max=3 --name=b', line('b autoscaled'), ''],
    [
      'warns of the old flag',
      'deploy web --max=3 --name=c --cpu-percent=70',
      line('c autoscaled'),
      DEPRECATED,
    ],
    [
      'tells what it would do',
      'deploy web --max=3 --name=d --dry-run=client',
      line('d created (dry run)'),
      '',
    ],
    [
      'tries it at the server',
      'deploy web --max=3 --name=e --dry-run=server',
      line('e autoscaled (server dry run)'),
      '',
    ],
    ['needs a maximum', 'deploy web', '', 'error: required flag(s) "max" not set\n'],
    [
      'needs a maximum of one',
      'deploy web --max=0',
      '',
      'error: --max=MAXPODS is required and must be at least 1, max: 0\n',
    ],
    [
      'needs a maximum that is no less than the minimum',
      'deploy web --min=5 --max=2',
      '',
      'error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: 2, min: 5\n',
    ],
    [
      'takes the target of cpu once',
      'deploy web --max=2 --cpu=5% --cpu-percent=5',
      '',
      `${DEPRECATED}error: --cpu-percent and --cpu are mutually exclusive\n`,
    ],
    [
      'refuses what is no amount',
      'deploy web --max=3 --cpu=bad',
      '',
      'error: invalid resource cpu value: bad\n',
    ],
    [
      'refuses what is no percentage',
      'deploy web --max=3 --memory=x%',
      '',
      'error: invalid percentage value: x\n',
    ],
    [
      'refuses what the server refuses',
      'deploy web --max=3 --name=f --cpu=0%',
      '',
      'The HorizontalPodAutoscaler "f" is invalid: spec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be greater than 0\n',
    ],
    [
      'does not know a target',
      'deploy nosuch --max=2',
      '',
      'Error from server (NotFound): deployments.apps "nosuch" not found\n',
    ],
    [
      'scales only what can be scaled',
      'cm config --max=2',
      '',
      'error: cannot autoscale a ConfigMap: could not find scale subresource for /v1, Resource=configmaps in discovery information\n',
    ],
    [
      'does not replace an autoscaler',
      'deploy web --max=3 --name=a',
      '',
      'Error from server (AlreadyExists): horizontalpodautoscalers.autoscaling "a" already exists\n',
    ],
  ]
  it.each(rows)('%s', async (_title, args, stdout, stderr) => {
    const exitCode = stdout === '' ? 1 : 0
    expect(await cli.run(`autoscale ${args}`)).toEqual({ stdout, stderr, exitCode })
  })

  it('keeps what it made for apply, where it is told to', async () => {
    await cli.run('autoscale deploy web --max=4 --name=kept --save-config')
    const { stdout } = await cli.run(['get', 'hpa', 'kept', '-o', 'jsonpath={.metadata.annotations}'])
    expect(stdout).toContain(
      '"kubectl.kubernetes.io/last-applied-configuration":"{\\"kind\\":\\"HorizontalPodAutoscaler\\",\\"apiVersion\\":\\"autoscaling/v2\\",\\"metadata\\":{\\"name\\":\\"kept\\"},',
    )
  })
})
