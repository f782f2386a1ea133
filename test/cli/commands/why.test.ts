/** why and capacity: what they tell, and that they leave the cluster as it is. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

/** A pod of 1Gi; two workers of 4 cores and 8Gi, and a tainted control plane are there. */
const pod = (name: string, { cpu = '1', more = '' } = {}) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, labels: {app: web}}\nspec: {${more}containers: [{name: a, image: i, resources: {requests: {cpu: '${cpu}', memory: 1Gi}}}]}\n`

const workload = (cpu: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: i, resources: {requests: {cpu: '${cpu}'}}}]}}}\n`

const priorityClass = (name: string, value: number) =>
  `apiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: ${name}}\nvalue: ${value}\n`

const quota =
  'apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: few}\nspec: {hard: {pods: "3"}}\nstatus: {hard: {pods: "3"}, used: {pods: "0"}}\n'

const classes =
  'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: at-once}\nprovisioner: disk.example.com\nvolumeBindingMode: Immediate\n---\napiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: late}\nprovisioner: disk.example.com\nvolumeBindingMode: WaitForFirstConsumer\n'

/** Replicas of 3 cores with a claim each. */
const replicas = (storageClass: string) =>
  `apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {replicas: 1, serviceName: db, selector: {matchLabels: {app: db}}, template: {metadata: {labels: {app: db}}, spec: {containers: [{name: a, image: i, resources: {requests: {cpu: '3'}}}]}}, volumeClaimTemplates: [{metadata: {name: data}, spec: {storageClassName: ${storageClass}, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}\n`

const daemons = (more = '') =>
  `apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec: {selector: {matchLabels: {app: agent}}, template: {metadata: {labels: {app: agent}}, spec: {${more}containers: [{name: a, image: i, ports: [{containerPort: 99, hostPort: 99}], resources: {requests: {cpu: '1'}}}]}}}\n`

async function create(...manifests: string[]): Promise<void> {
  cli.file('all.yaml', manifests.join('---\n'))
  expect(await cli.run('create -f all.yaml')).toMatchObject({ stderr: '', exitCode: 0 })
}

interface Case {
  title: string
  there?: string[]
  written?: string[]
  line: string
  tells: string[]
}

const tainted = 'control-plane   TaintToleration   node(s) had untolerated taint(s)'

describe('why', () => {
  const rows: Case[] = [
    {
      title: 'judges a pod that has a node as if it were not there',
      there: [pod('a', { more: 'nodeName: worker-1, ' })],
      line: 'why pod/a',
      tells: [
        'pod/a is on worker-1. If it had to be placed now, without itself:\n',
        'pod/a would go to any of 2 equally good nodes: worker-1, worker-2.\n',
        'worker-1     452          100          81           71 ',
        'worker-2     452          100          81           71 ',
        tainted,
      ],
    },
    {
      title: 'says in the words of the scheduler why a pod waits',
      there: [pod('big', { cpu: '100' })],
      line: 'why pod big',
      tells: [
        'pod/big fits on no node.\n0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: ',
        'worker-2        NodeResourcesFit   Insufficient cpu\n',
      ],
    },
    {
      title: 'takes a pod of a file, and what else the file holds',
      there: [pod('low', { cpu: '3' }), pod('low-2', { cpu: '3', more: 'nodeName: worker-1, ' })],
      written: [
        priorityClass('high', 1000),
        pod('important', { cpu: '3', more: 'priorityClassName: high, ' }),
      ],
      line: 'why -f files.yaml',
      tells: [
        'pod/important fits on no node.\n0/3 nodes are available: ',
        // Both nodes are equally harmed; which one is taken is left to chance.
        ' (priority 0) would have to go.\n',
      ],
    },
    {
      title: 'tells which plugin holds a pod back',
      there: [pod('gated', { more: 'schedulingGates: [{name: example.com/wait}], ' })],
      line: 'why pod/gated',
      tells: [
        'pod/gated is held back by SchedulingGates.\nScheduling is blocked due to non-empty scheduling gates\n',
      ],
    },
    {
      title: 'knows claims that are not there',
      written: [pod('v', { more: 'volumes: [{name: v, persistentVolumeClaim: {claimName: data}}], ' })],
      line: 'why -f files.yaml',
      tells: [
        'pod/v is held back by Volume',
        '\n0/3 nodes are available: persistentvolumeclaim "data" not found.',
      ],
    },
    {
      title: 'looks at the template of a workload',
      written: [workload('700m')],
      line: 'why -f files.yaml',
      tells: ['deployment.apps/web would go to any of 2 equally good nodes: worker-1, worker-2.\n'],
    },
    ...['at-once', 'late', 'none'].map((storageClass) => ({
      title: `makes the claims of a replica, of the class ${storageClass}`,
      there: [classes],
      written: [replicas(storageClass)],
      line: 'why -f files.yaml',
      tells:
        storageClass === 'none'
          ? ['is held back by VolumeBinding', 'pod has unbound immediate PersistentVolumeClaims. not found']
          : ['statefulset.apps/db would go to any of 2 equally good nodes: worker-1, worker-2.\n'],
    })),
    {
      title: 'takes the next replica of a set that is there, beside the others',
      there: [classes, replicas('late')],
      line: 'why sts/db',
      tells: ['statefulset.apps/db would go to worker-', 'Insufficient cpu\n'],
    },
    {
      title: 'tells on which nodes a daemon set has pods, as if they were not there',
      there: [daemons()],
      line: 'why ds/agent',
      tells: ['daemonset.apps/agent has a pod on each node that it fits, 2 of 3.\n', tainted],
    },
    {
      title: 'knows the tolerations of daemons',
      there: [daemons()],
      written: [
        'apiVersion: v1\nkind: Node\nmetadata: {name: cordoned}\nspec: {unschedulable: true}\nstatus: {allocatable: {cpu: "1", memory: 1Gi, pods: "9"}}\n',
        daemons('hostNetwork: true, ').replace('name: agent', 'name: other').replaceAll('99', '98'),
      ],
      line: 'why -f files.yaml',
      tells: ['daemonset.apps/other has a pod on each node that it fits, 3 of 4.\n'],
    },
    {
      title: 'says that a manifest leaves the scheduler out',
      written: [pod('a', { more: 'nodeName: worker-2, ' })],
      line: 'why -f files.yaml',
      tells: ['pod/a names worker-2 as its node: the scheduler is not asked.'],
    },
    {
      title: 'knows that nobody serves another scheduler',
      written: [pod('a', { more: 'schedulerName: mine, ' })],
      line: 'why -f files.yaml',
      tells: ['pod/a fits on no node.\nthere is no scheduler of the name "mine"\n'],
    },
    {
      title: 'shows how plugins count with -o wide',
      written: [
        pod('a', {
          more: 'topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}], ',
        }),
      ],
      line: 'why -f files.yaml -o wide',
      tells: ['      100 (0)', 'Topology'],
    },
  ]
  it.each(rows)('$title', check)

  it('gives the same as data', async () => {
    await create(pod('a'), pod('b'))
    const { stdout } = await cli.run('why pod/a -o json')
    const told = JSON.parse(stdout)
    expect(told).toMatchObject({ object: 'pod/a', namespace: 'default', node: expect.any(String) })
    expect(told.nodes).toHaveLength(3)
    const [first, , last] = told.nodes
    expect(told.best[0]).toBe(first.node)
    expect(first.total).toBe(
      first.scores.reduce(
        (sum: number, { score, weight }: { score: number; weight: number }) => sum + score * weight,
        0,
      ),
    )
    expect(last).toEqual({
      node: 'control-plane',
      rejectedBy: 'TaintToleration',
      reasons: ['node(s) had untolerated taint(s)'],
    })
    expect((await cli.run('why pod/a pod/b -o yaml')).stdout).toContain('items:\n- best:')
  })

  it('refuses what makes no pods', async () => {
    expect(await cli.run('why node/worker-1')).toMatchObject({
      stderr:
        'error: node/worker-1 has no pod template: name a pod, or a workload that makes pods of a template\n',
      exitCode: 1,
    })
    cli.file('files.yaml', priorityClass('x', 1))
    expect((await cli.run('why -f files.yaml')).stderr).toBe(
      'error: no pods, and nothing that makes pods, was given\n',
    )
    expect((await cli.run('why pod/none')).stderr).toBe(
      'Error from server (NotFound): pods "none" not found\n',
    )
  })
})

describe('capacity', () => {
  const rows: Case[] = [
    {
      title: 'counts copies beside what is there',
      there: [pod('a', { more: 'nodeName: worker-1, ' })],
      written: [pod('new')],
      line: 'capacity -f files.yaml',
      tells: [
        '7 copies of pod/new fit. What stops the next one: 0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu.\n',
        'worker-2             4   Insufficient cpu\n',
        'worker-1             3   Insufficient cpu\n',
        'control-plane        0   node(s) had untolerated taint(s)\n',
      ],
    },
    {
      title: 'takes a size in place of a file',
      line: 'capacity --cpu=3 --memory=1Gi -o wide',
      tells: [
        '2 copies of a pod of cpu 3, memory 1Gi fit.',
        'worker-1             1   Insufficient cpu                   NodeResourcesFit\n',
      ],
    },
    {
      title: 'knows rules between the copies',
      written: [
        pod('new', {
          more: 'affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}, ',
        }),
      ],
      line: 'capacity -f files.yaml',
      tells: [
        '2 copies of pod/new fit.',
        "worker-1             1   node(s) didn't match pod anti-affinity rules\n",
      ],
    },
    ...['at-once', 'late'].map((storageClass) => ({
      title: `makes a claim for each copy, of the class ${storageClass}`,
      there: [classes],
      written: [replicas(storageClass)],
      line: 'capacity -f files.yaml -o wide',
      tells: [
        '2 copies of statefulset.apps/db fit.',
        'worker-1             1   Insufficient cpu                   NodeResourcesFit\n',
      ],
    })),
    {
      title: 'looks no further than it is told',
      written: [workload('1m')],
      line: 'capacity -f files.yaml --limit 5',
      tells: ['At least 5 copies of deployment.apps/web fit: no more were looked for (--limit).\n'],
    },
    {
      title: 'does not let others go',
      there: [priorityClass('high', 1000), pod('low', { cpu: '3' })],
      written: [pod('important', { cpu: '3', more: 'priorityClassName: high, ' })],
      line: 'capacity -f files.yaml',
      tells: ['1 copy of pod/important fits.'],
    },
  ]
  it.each([
    {
      title: 'knows that nobody serves another scheduler',
      written: [pod('new', { more: 'schedulerName: mine, ' })],
      line: 'capacity -f files.yaml',
      tells: ['0 copies of pod/new fit. What stops the next one: there is no scheduler of the name "mine"\n'],
    },
    {
      title: 'knows gates',
      written: [pod('new', { more: 'schedulingGates: [{name: example.com/wait}], ' })],
      line: 'capacity -f files.yaml',
      tells: ['What stops the next one: Scheduling is blocked due to non-empty scheduling gates\n'],
    },
    ...rows,
  ])('$title', check)

  it('is stopped by quotas', async () => {
    await create(quota)
    const { stdout } = await cli.run('capacity --cpu=1m')
    expect(stdout).toContain('3 copies of a pod of cpu 1m fit.')
    expect(stdout).toContain('exceeded quota: few')
  })

  it.each([
    ['capacity --cpu=1 pod/a', 'neither files nor names can be given as well'],
    ['capacity --cpu=1 --limit=0', '--limit must be above 0'],
    ['capacity -f two.yaml', 'one pod is needed, 2 were given'],
    ['capacity -f daemons.yaml', 'daemonset.apps/agent has one pod on each node that it fits: see why'],
  ])('refuses %s', async (line, message) => {
    cli.file('daemons.yaml', daemons())
    cli.file('two.yaml', `${pod('a')}---\n${pod('b')}`)
    expect((await cli.run(line)).stderr).toContain(message)
  })
})

async function check({ there = [], written = [], line, tells }: Case): Promise<void> {
  if (there.length > 0) await create(...there)
  cli.file('files.yaml', written.join('---\n'))
  const revision = await currentRevision()
  const { stdout, stderr } = await cli.run(line)
  expect(stderr).toBe('')
  for (const text of tells) expect(stdout).toContain(text)
  expect(await currentRevision()).toBe(revision)
}

async function currentRevision(): Promise<string | undefined> {
  return (await cli.cluster()).read(async (client) => (await client.list('Pod')).metadata?.resourceVersion)
}
