/** top pods and nodes, and the metrics that they show. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const pods = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: web}
  annotations: {kubelite.dev/cpu.main: 250m, kubelite.dev/memory.main: 64Mi, kubelite.dev/cpu.side: 1500m}
spec:
  nodeName: worker-1
  containers:
  - {name: side, image: i, resources: {limits: {cpu: 500m, memory: 40Mi}}}
  - {name: main, image: i}
---
apiVersion: v1
kind: Pod
metadata: {name: idle}
spec:
  nodeName: worker-2
  containers: [{name: c, image: i}]
---
apiVersion: v1
kind: Pod
metadata: {name: waits}
spec:
  nodeSelector: {no: node}
  containers: [{name: c, image: i}]
---
apiVersion: v1
kind: Pod
metadata: {name: other, namespace: kube-public, annotations: {kubelite.dev/cpu: "2", kubelite.dev/memory: 1Gi}}
spec:
  nodeName: worker-1
  containers: [{name: c, image: i}]
`

beforeAll(async () => {
  cli = createTestCli()
  expect((await cli.run('create -f -', { stdin: pods })).stderr).toBe('')
})
afterAll(() => cli[Symbol.asyncDispose]())

/** kubectl ends each cell with a tab, so that lines end in spaces. */
const table = (...lines: string[]) => `${lines.join('   \n')}   \n`

describe('top pod', () => {
  const rows: [title: string, args: string, stdout: string][] = [
    [
      'shows the sum of the containers of each pod',
      'pod',
      table(
        'NAME   CPU(cores)   MEMORY(bytes)',
        'idle   1m           8Mi          ',
        'web    750m         68Mi         ',
      ),
    ],
    [
      'shows the containers',
      'pod web --containers',
      table(
        'POD   NAME   CPU(cores)   MEMORY(bytes)',
        'web   main   250m         64Mi         ',
        'web   side   500m         4Mi          ',
      ),
    ],
    [
      'shows the busiest containers first',
      'po web --containers --sort-by=cpu --no-headers',
      table('web   side   500m   4Mi ', 'web   main   250m   64Mi'),
    ],
    [
      'shows all namespaces, the greatest first',
      'pods -A --sort-by=memory',
      table(
        'NAMESPACE     NAME    CPU(cores)   MEMORY(bytes)',
        'kube-public   other   2000m        1024Mi       ',
        'default       web     750m         68Mi         ',
        'default       idle    1m           8Mi          ',
      ),
    ],
    [
      'shows the sum',
      'pods --sum',
      table(
        'NAME   CPU(cores)   MEMORY(bytes)',
        'idle   1m           8Mi          ',
        'web    750m         68Mi         ',
        '       ________     ________     ',
        '       751m         76Mi         ',
      ),
    ],
    [
      'shows swap, and moves the sum to its column as kubectl does',
      'pods --sum --show-swap',
      table(
        'NAME   CPU(cores)   MEMORY(bytes)   SWAP(bytes)',
        'idle   1m           8Mi             0Mi        ',
        'web    750m         68Mi            0Mi        ',
        '                    ________        ________   ',
        '                    751m            76Mi          0Mi',
      ),
    ],
    ['takes pods by label', 'pod -l app=web --no-headers', table('web   750m   68Mi')],
    [
      'takes pods by field',
      'pod --field-selector=spec.nodeName=worker-2 --no-headers',
      table('idle   1m    8Mi'),
    ],
  ]
  it.each(rows)('%s', async (_title, args, stdout) => {
    expect(await cli.run(`top ${args}`)).toEqual({ stdout, stderr: '', exitCode: 0 })
  })

  const refusals: [title: string, args: string, stderr: string, exitCode: number][] = [
    ['says that there is nothing', 'pod -n kube-system', 'No resources found in kube-system namespace.\n', 0],
    [
      'says that a pod does not exist',
      'pod nosuch',
      'Error from server (NotFound): pods "nosuch" not found\n',
      1,
    ],
    [
      'says that a pod is not measured',
      'pod waits',
      'Error from server (NotFound): podmetrics.metrics.k8s.io "default/waits" not found\n',
      1,
    ],
    [
      'says that there are no metrics yet',
      'pod --field-selector=metadata.name=waits',
      'error: metrics not available yet\n',
      1,
    ],
    [
      'takes one name',
      'pod a b',
      "error: pod [NAME | -l label]\nSee 'kubelite top pod -h' for help and examples\n",
      1,
    ],
    [
      'takes a name or a selector',
      'pod web -l app=web',
      'error: only one of NAME or selector can be provided\n',
      1,
    ],
    ['sorts by what is measured', 'pod --sort-by=name', 'error: --sort-by accepts only cpu or memory\n', 1],
    [
      'knows nodes and pods only',
      'bogus',
      'error: unknown command "bogus"\nSee \'kubelite top -h\' for help and examples\n',
      1,
    ],
  ]
  it.each(refusals)('%s', async (_title, args, stderr, exitCode) => {
    expect(await cli.run(`top ${args}`)).toEqual({ stdout: '', stderr, exitCode })
  })
})

describe('top node', () => {
  it('shows what the pods of each node use, and which part of it that is', async () => {
    expect(await cli.run('top nodes --sort-by=cpu')).toEqual({
      stdout: table(
        'NAME            CPU(cores)   CPU(%)   MEMORY(bytes)   MEMORY(%)',
        'worker-1        2750m        68%      1092Mi          13%      ',
        'worker-2        1m           0%       8Mi             0%       ',
        'control-plane   0m           0%       0Mi             0%       ',
      ),
      stderr: '',
      exitCode: 0,
    })
  })

  it('shows one, by its capacity', async () => {
    const { stdout } = await cli.run('top no worker-2 --show-capacity --no-headers')
    expect(stdout).toBe(table('worker-2   1m    0%    8Mi   0% '))
  })

  it('does not know what a node uses whose kubelet is down', async () => {
    await using other = createTestCli()
    await other.run('create -f -', { stdin: pods })
    await other.run('fail node worker-1')
    const { stdout } = await other.run('top node --no-headers')
    expect(stdout.split('\n')[2]).toMatch(/^worker-1 +<unknown> +<unknown> +<unknown> +<unknown> +$/)
    expect((await other.run('top pod --no-headers')).stdout).toBe(table('idle   1m    8Mi'))
  })

  it('does not know nodes that are not there', async () => {
    const { stderr } = await cli.run('top node nosuch')
    expect(stderr).toBe('Error from server (NotFound): nodes "nosuch" not found\n')
  })
})

describe('top node --show-swap', () => {
  it('knows of no swap', async () => {
    const lines = (await cli.run('top node worker-1 --show-swap')).stdout.split('\n')
    expect(lines[0]).toMatch(
      /^NAME +CPU\(cores\) +CPU\(%\) +MEMORY\(bytes\) +MEMORY\(%\) +SWAP\(bytes\) +SWAP\(%\) +$/,
    )
    expect(lines[1]).toMatch(/^worker-1 .*Mi +\d+% +<unknown> +<unknown> +$/)
  })
})

describe('metrics.k8s.io', () => {
  it('is told of by discovery', async () => {
    expect((await cli.run('api-resources --api-group=metrics.k8s.io -o wide --no-headers')).stdout).toMatch(
      /^nodes +metrics\.k8s\.io\/v1beta1 +false +NodeMetrics +get,list +\npods +metrics\.k8s\.io\/v1beta1 +true +PodMetrics +get,list +\n$/,
    )
    expect((await cli.run('api-versions')).stdout).toContain('\nmetrics.k8s.io/v1beta1\n')
  })

  it('leaves the names of pods and nodes to the core group', async () => {
    expect((await cli.run('get pods --no-headers -o name')).stdout).toContain('pod/web\n')
    expect((await cli.run('get nodes --no-headers -o name')).stdout).toContain('node/worker-1\n')
  })

  it('gives the metrics of a pod, its containers by their names', async () => {
    const { stdout } = await cli.run('get pods.metrics.k8s.io web -o json')
    expect(JSON.parse(stdout)).toEqual({
      apiVersion: 'metrics.k8s.io/v1beta1',
      kind: 'PodMetrics',
      metadata: {
        name: 'web',
        namespace: 'default',
        creationTimestamp: '2026-11-22T12:00:00Z',
        labels: { app: 'web' },
      },
      timestamp: '2026-11-22T12:00:00Z',
      window: '15s',
      containers: [
        { name: 'main', usage: { cpu: '250m', memory: '64Mi' } },
        { name: 'side', usage: { cpu: '500m', memory: '4Mi' } },
      ],
    })
  })

  it('shows tables', async () => {
    expect((await cli.run('get podmetrics')).stdout).toBe(
      'NAME   CPU    MEMORY   WINDOW\nidle   1m     8Mi      15s\nweb    750m   68Mi     15s\n',
    )
  })

  it.each([
    ['created', 'create -f -'],
    ['applied', 'apply -f -'],
  ])('is not to be %s', async (_title, line) => {
    const stdin = '{apiVersion: metrics.k8s.io/v1beta1, kind: PodMetrics, metadata: {name: x}}'
    expect((await cli.run(line, { stdin })).stderr).toContain(
      'the server does not allow this method on the requested resource',
    )
  })

  it('is not to be deleted', async () => {
    expect((await cli.run('delete podmetrics web')).stderr).toBe(
      'Error from server (MethodNotAllowed): the server does not allow this method on the requested resource\n',
    )
    expect((await cli.run('get pod web -o name')).stdout).toBe('pod/web\n')
  })
})
