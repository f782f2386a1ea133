/** init --scheduler-config: schedulers of one's own, from the file to the pod. */
import { describe, expect, it } from 'vitest'
import { createTestCli } from '../test-cli.ts'

const configuration = (strategy = 'MostAllocated') => `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
profiles:
- schedulerName: default-scheduler
- schedulerName: packer
  plugins:
    score:
      disabled: [{name: "*"}]
      enabled: [{name: NodeResourcesFit}]
  pluginConfig:
  - name: NodeResourcesFit
    args:
      scoringStrategy: {type: ${strategy}}
`

const pod = (name: string, scheduler: string, { place = '', cpu = '1' } = {}) => `apiVersion: v1
kind: Pod
metadata: {name: ${name}}
spec:
  schedulerName: ${scheduler}
  ${place}
  containers: [{name: c, image: nginx, resources: {requests: {cpu: "${cpu}"}}}]
---
`

const COLUMNS = 'get pods --no-headers -o custom-columns=N:.metadata.name,P:.spec.nodeName'

describe('init --scheduler-config', () => {
  it('has pods placed by the profile that they name, and keeps the file in a ConfigMap', async () => {
    await using cli = createTestCli()
    cli.file('scheduler.yaml', configuration())
    expect((await cli.run('init --nodes 2 --scheduler-config scheduler.yaml')).exitCode).toBe(0)
    const pods =
      pod('first', 'packer', { place: 'nodeName: worker-2', cpu: '2' }) +
      pod('packed', 'packer') +
      pod('spread', 'default-scheduler')
    await cli.run('apply -f -', { stdin: pods })
    expect((await cli.run(COLUMNS)).stdout).toBe('first    worker-2\npacked   worker-2\nspread   worker-1\n')
    const stored = await cli.run([
      'get',
      'configmap',
      'kube-scheduler',
      '-n',
      'kube-system',
      '-o',
      'jsonpath={.data.config\\.yaml}',
    ])
    expect(stored.stdout).toBe(configuration())
    const events = await cli.run(
      'get events --field-selector involvedObject.name=packed,reason=Scheduled -o jsonpath={.items[*].source.component}',
    )
    expect(events.stdout).toBe('packer')
  })

  it('tells of a faulty file before there is a cluster', async () => {
    await using cli = createTestCli()
    cli.file('scheduler.yaml', configuration('Fullest'))
    expect(await cli.run('init --scheduler-config scheduler.yaml')).toEqual({
      stdout: '',
      stderr:
        'error: invalid scheduler configuration scheduler.yaml: profiles[1].pluginConfig[0].args.scoringStrategy.type: Unsupported value: "Fullest": supported values: "LeastAllocated", "MostAllocated", "RequestedToCapacityRatio"\n',
      exitCode: 1,
    })
    expect((await cli.run('init --nodes 1')).exitCode).toBe(0)
  })

  it.each([
    ['init --scheduler-config nosuch.yaml', 'error: the path "nosuch.yaml" does not exist\n'],
    [
      'init --exhaustive --scheduler-config scheduler.yaml',
      'error: --exhaustive cannot be used together with --scheduler-config: percentageOfNodesToScore says it there\n',
    ],
  ])('refuses: %s', async (line, stderr) => {
    await using cli = createTestCli()
    cli.file('scheduler.yaml', configuration())
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it('has all nodes scored with --exhaustive', async () => {
    await using cli = createTestCli()
    expect((await cli.run('init --nodes 1 --exhaustive')).exitCode).toBe(0)
    const { stdout } = await cli.run('get configmap kube-scheduler -n kube-system -o yaml')
    expect(stdout).toContain('percentageOfNodesToScore: 100')
    await cli.run('apply -f -', { stdin: pod('p', 'default-scheduler') })
    expect((await cli.run(COLUMNS)).stdout).toBe('p     worker-1\n')
  })

  it('explains by the profile of the pod', async () => {
    await using cli = createTestCli()
    cli.file('scheduler.yaml', configuration())
    await cli.run('init --nodes 2 --scheduler-config scheduler.yaml')
    await cli.run('apply -f -', { stdin: pod('first', 'packer', { place: 'nodeName: worker-2', cpu: '2' }) })
    cli.file('pod.yaml', pod('p', 'packer'))
    const { stdout } = await cli.run('why -f pod.yaml -o json')
    expect(JSON.parse(stdout)).toMatchObject({ best: ['worker-2'] })
    cli.file('pod.yaml', pod('p', 'nobody'))
    expect((await cli.run('why -f pod.yaml')).stdout).toContain('there is no scheduler of the name "nobody"')
  })
})

describe('the ConfigMap kube-scheduler', () => {
  const configMap = (text: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kube-scheduler, namespace: kube-system}\ndata:\n  config.yaml: |\n${text.replace(/^/gm, '    ')}\n`

  it('changes the schedulers of a cluster, and pods that wait are tried again', async () => {
    await using cli = createTestCli()
    await cli.run('apply -f -', { stdin: pod('p', 'packer') })
    expect((await cli.run(COLUMNS)).stdout).toBe('p     <none>\n')
    await cli.run('apply -f -', { stdin: configMap(configuration()) })
    expect((await cli.run(COLUMNS)).stdout).toMatch(/^p +worker-[12]\n$/)
  })

  it('stops them where it is faulty, and an event tells why', async () => {
    await using cli = createTestCli()
    await cli.run('apply -f -', { stdin: configMap('kind: Nonsense') })
    await cli.run('apply -f -', { stdin: pod('p', 'default-scheduler') })
    expect((await cli.run(COLUMNS)).stdout).toBe('p     <none>\n')
    expect((await cli.run('get events -n kube-system -o jsonpath={.items[*].message}')).stdout).toContain(
      'no kind "Nonsense" is registered',
    )
    await cli.run('delete configmap -n kube-system kube-scheduler')
    expect((await cli.run(COLUMNS)).stdout).toMatch(/^p {5}worker-[12]\n$|^p {3}worker-[12]\n$/)
  })
})
