/** rollout status, history, undo, pause, resume, restart. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeTime, type FakeTime } from '../fake-time.ts'
import { createTestCli, NOW, type TestCli } from '../test-cli.ts'

let cli: TestCli
let time: FakeTime

const template = (app: string, image: string, ready: string) => `
  selector: {matchLabels: {app: ${app}}}
  template:
    metadata: {labels: {app: ${app}}, annotations: {kubelite.dev/ready-after: ${ready}}}
    spec: {containers: [{name: c, image: "${image}", ports: [{containerPort: 80}]}]}
`
const workload = (kind: string, name: string, image: string, { ready = '5s', more = '', cause = '' } = {}) =>
  `apiVersion: apps/v1
kind: ${kind}
metadata: {name: ${name}, labels: {set: all}${cause && `, annotations: {kubernetes.io/change-cause: ${cause}}`}}
spec:
  ${kind === 'DaemonSet' ? '' : 'replicas: 2'}
  ${more}${template(name, image, ready)}`

beforeEach(() => {
  time = createFakeTime(NOW)
  cli = createTestCli({ waiting: time })
})
afterEach(() => cli[Symbol.asyncDispose]())

async function passed(): Promise<number> {
  return ((await (await cli.cluster()).now()) - NOW) / 1000
}

async function apply(...manifests: string[]): Promise<void> {
  const { stderr } = await cli.run('apply -f -', { stdin: manifests.join('---\n') })
  expect(stderr).toBe('')
}

const deployment = (what: string) => `Waiting for deployment "web" rollout to finish: ${what}...\n`

describe('rollout status', () => {
  it('tells each step of a deployment, at its time', async () => {
    await apply(workload('Deployment', 'web', 'web:1'))
    expect(await cli.run('rollout status deploy/web')).toEqual({
      stdout: `${deployment('0 of 2 updated replicas are available')}deployment "web" successfully rolled out\n`,
      stderr: '',
      exitCode: 0,
    })
    expect(await passed()).toBe(5)
    await apply(workload('Deployment', 'web', 'web:2'))
    const { stdout } = await cli.run('rollout status deploy web')
    expect([...new Set(stdout.split(/(?<=\n)/))]).toEqual([
      deployment('1 out of 2 new replicas have been updated'),
      deployment('1 old replicas are pending termination'),
      'deployment "web" successfully rolled out\n',
    ])
    expect(await passed()).toBe(15)
  })

  const others: [kind: string, line: string, stdout: string][] = [
    [
      'DaemonSet',
      'rollout status ds/web',
      'Waiting for daemon set "web" rollout to finish: 0 of 2 updated pods are available...\ndaemon set "web" successfully rolled out\n',
    ],
    [
      'StatefulSet',
      'rollout status sts/web',
      'Waiting for 2 pods to be ready...\nWaiting for 1 pods to be ready...\nWaiting for 1 pods to be ready...\npartitioned roll out complete: 2 new pods have been updated...\n',
    ],
  ]
  it.each(others)('tells each step of a %s', async (kind, line, stdout) => {
    await apply(workload(kind, 'web', 'web:1'))
    const result = await cli.run(line)
    expect([...new Set(result.stdout.split('\n'))]).toEqual([...new Set(stdout.split('\n'))])
    expect(result.exitCode).toBe(0)
    expect((await cli.run(line)).stdout).toBe(stdout.split(/(?<=\n)/).at(-1))
  })

  it('tells only the present state with --watch=false', async () => {
    await apply(workload('Deployment', 'web', 'web:1'))
    expect(await cli.run('rollout status deploy/web --watch=false')).toEqual({
      stdout: deployment('0 of 2 updated replicas are available'),
      stderr: '',
      exitCode: 0,
    })
    expect(await passed()).toBe(0)
  })

  const vain: [title: string, options: object, line: string, stderr: string, seconds: number][] = [
    [
      'when the time is over',
      {},
      'rollout status deploy/web --timeout=3s',
      'error: timed out waiting for the condition\n',
      3,
    ],
    [
      'when the deployment has no patience any more',
      { ready: 'never', more: 'progressDeadlineSeconds: 90' },
      'rollout status deploy/web',
      'error: deployment "web" exceeded its progress deadline\n',
      // The deployment controller looks again a second after the deadline (progress.go).
      91,
    ],
    [
      'where nothing moves for an hour',
      { more: 'paused: true' },
      'rollout status deploy/web',
      'error: timed out waiting for the condition\n',
      3600 + 600,
    ],
    [
      'where another revision is on its way',
      {},
      'rollout status deploy/web --revision=7',
      'error: desired revision (7) is different from the running revision (1)\n',
      0,
    ],
  ]
  it.each(vain)('ends in vain %s', async (_title, options, line, stderr, seconds) => {
    await apply(workload('Deployment', 'web', 'web:1', options))
    const result = await cli.run(line)
    expect([result.stderr, result.exitCode]).toEqual([stderr, 1])
    expect(await passed()).toBe(seconds)
  })

  it('waits for several, one after the other', async () => {
    await apply(workload('Deployment', 'a', 'a:1'), workload('Deployment', 'b', 'b:1'))
    const { stdout } = await cli.run('rollout status deploy -l set=all')
    expect(stdout).toBe(
      'Waiting for deployment "a" rollout to finish: 0 of 2 updated replicas are available...\ndeployment "a" successfully rolled out\ndeployment "b" successfully rolled out\n',
    )
  })

  it('really waits with --real-time, and sees the object go', async () => {
    await apply(workload('Deployment', 'web', 'web:1'))
    expect((await cli.run('rollout status deploy/web --real-time')).exitCode).toBe(0)
    expect(time.now()).toBe(NOW + 5000)
    await apply(workload('Deployment', 'web', 'web:2', { ready: 'never' }))
    time.after(2500, () => cli.run('delete deploy web --wait=false'))
    const { stdout, stderr, exitCode } = await cli.run('rollout status deploy/web --real-time')
    expect(stdout).toBe(deployment('1 out of 2 new replicas have been updated'))
    expect([stderr, exitCode]).toEqual(['error: object has been deleted\n', 1])
    expect(time.now()).toBe(NOW + 7500)
  })
})

describe('rollout history', () => {
  const kinds: [kind: string, type: string, resource: string][] = [
    ['Deployment', 'deploy', 'deployment.apps'],
    ['DaemonSet', 'ds', 'daemonset.apps'],
    ['StatefulSet', 'sts', 'statefulset.apps'],
  ]
  beforeEach(async () => {
    for (const [kind, type] of kinds) await apply(workload(kind, type, `${type}:1`, { ready: '1s' }))
    for (const [kind, type] of kinds)
      await apply(workload(kind, type, `${type}:2`, { ready: '1s', cause: 'second' }))
    await cli.run('clock advance 1m -q')
  })

  it.each(kinds)('lists the revisions of a %s', async (_kind, type, resource) => {
    expect(await cli.run(`rollout history ${type}/${type}`)).toEqual({
      stdout: `${resource}/${type} \nREVISION  CHANGE-CAUSE\n1         <none>\n2         second\n\n`,
      stderr: '',
      exitCode: 0,
    })
  })

  it.each(kinds)('shows one revision of a %s', async (_kind, type, resource) => {
    const { stdout } = await cli.run(`rollout history ${type}/${type} --revision=1`)
    const shown = stdout.replace(/\n\tpod-template-hash=\S+/, '')
    expect(shown).toBe(`${resource}/${type} with revision #1
Pod Template:
  Labels:\tapp=${type}
  Annotations:\tkubelite.dev/ready-after: 1s
  Containers:
   c:
    Image:\t${type}:1
    Port:\t80/TCP
    Host Port:\t0/TCP
    Environment:\t<none>
    Mounts:\t<none>
  Volumes:\t<none>
  Node-Selectors:\t<none>
  Tolerations:\t<none>

`)
  })

  it.each(kinds)('prints revisions of a %s as objects', async (kind, type) => {
    const path = 'jsonpath={.kind}/{.spec.template.spec.containers[0].image},'
    const own = kind === 'Deployment' ? 'ReplicaSet' : kind
    expect((await cli.run(['rollout', 'history', `${type}/${type}`, '-o', path])).stdout).toBe(
      `${own}/${type}:1,${own}/${type}:2,`,
    )
    expect((await cli.run(['rollout', 'history', type, type, '--revision=2', '-o', path])).stdout).toBe(
      `${own}/${type}:2,`,
    )
  })

  it.each(kinds)('is gone through backwards and forwards by a %s', async (_kind, type, resource) => {
    const image = async () =>
      (await cli.run(['get', type, type, '-o', 'jsonpath={.spec.template.spec.containers[0].image}'])).stdout
    const name = `${resource}/${type}`
    const undo = (flags: string) => cli.run(`rollout undo ${type}/${type} ${flags}`)
    expect((await undo('--dry-run=client')).stdout).toMatch(
      new RegExp(
        `^${name} (will roll back to )?Pod Template:\\n[^]*Image:\\t${type}:1\\n[^]*\\n \\(dry run\\)\\n$`,
      ),
    )
    expect((await undo('--dry-run=server')).stdout).toBe(`${name} rolled back (server dry run)\n`)
    expect(await image()).toBe(`${type}:2`)
    expect((await undo('')).stdout).toBe(`${name} rolled back\n`)
    expect(await image()).toBe(`${type}:1`)
    expect((await undo('--to-revision=3')).stdout).toBe(
      `${name} skipped rollback (current template already matches revision 3)\n`,
    )
    expect(await undo('--to-revision=1')).toEqual({
      stdout: '',
      stderr: 'error: unable to find specified revision 1 in history\n',
      exitCode: 1,
    })
    expect((await undo('--to-revision=2')).stdout).toBe(`${name} rolled back\n`)
    expect(await image()).toBe(`${type}:2`)
  })

  it('goes back for all that a label names', async () => {
    expect((await cli.run('rollout undo deploy,sts -l set=all')).stdout).toBe(
      'deployment.apps/deploy rolled back\nstatefulset.apps/sts rolled back\n',
    )
  })
})

describe('rollout pause and resume', () => {
  it('hold a rollout up and let it go', async () => {
    await apply(workload('Deployment', 'web', 'web:1', { ready: '1s' }))
    await cli.run('rollout status deploy/web')
    expect((await cli.run('rollout pause deploy/web')).stdout).toBe('deployment.apps/web paused\n')
    await apply(workload('Deployment', 'web', 'web:2', { ready: '1s' }))
    expect((await cli.run('get rs -o name')).stdout.match(/replicaset/g)).toHaveLength(1)
    const refused: [line: string, stderr: string][] = [
      ['rollout pause deploy/web', 'error: deployments.apps "web" is already paused\n'],
      ['rollout undo deploy/web', 'error: no rollout history found for deployment "web"\n'],
      [
        'rollout undo deploy/web --to-revision=1',
        "error: you cannot rollback a paused deployment; resume it first with 'kubelite rollout resume' and try again\n",
      ],
      [
        'rollout restart deploy/web',
        'error: deployments.apps "web" can\'t restart paused deployment (run rollout resume first)\n',
      ],
    ]
    for (const [line, stderr] of refused)
      expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
    expect((await cli.run('rollout resume deploy/web')).stdout).toBe('deployment.apps/web resumed\n')
    expect((await cli.run('rollout resume deploy/web')).stderr).toBe(
      'error: deployments.apps "web" is not paused\n',
    )
    expect((await cli.run('get rs -o name')).stdout.match(/replicaset/g)).toHaveLength(2)
  })
})

describe('rollout restart', () => {
  it('replaces all pods, by the time of the cluster', async () => {
    await apply(
      ...['Deployment', 'DaemonSet', 'StatefulSet'].map((kind) =>
        workload(kind, `x-${kind.toLowerCase()}`, 'i'),
      ),
    )
    await cli.run('clock advance 1m -q')
    const before = (await cli.run('get pods -o name')).stdout
    expect((await cli.run('rollout restart deploy,ds,sts -l set=all')).stdout).toBe(
      'deployment.apps/x-deployment restarted\ndaemonset.apps/x-daemonset restarted\nstatefulset.apps/x-statefulset restarted\n',
    )
    const path = String.raw`jsonpath={.spec.template.metadata.annotations.kubectl\.kubernetes\.io/restartedAt}`
    for (const type of ['deploy', 'ds', 'sts'])
      expect((await cli.run(['get', type, '-o', path.replace('{', '{.items[0]')])).stdout).toBe(
        '2026-11-22T12:01:00Z',
      )
    await cli.run('clock advance 5m -q')
    const after = (await cli.run('get pods -o name')).stdout
    expect(after.split('\n')).toHaveLength(before.split('\n').length)
    expect(after.match(/deployment-\S+/g)).not.toEqual(before.match(/deployment-\S+/g))
  })

  it('tells what it did, and what it could not do', async () => {
    await apply(workload('Deployment', 'a', 'a:1'), workload('Deployment', 'b', 'b:1'))
    await cli.run('rollout restart deploy/b')
    expect(await cli.run('rollout restart deploy nosuch a b')).toEqual({
      stdout: 'deployment.apps/a restarted\n',
      stderr:
        'Error from server (NotFound): deployments.apps "nosuch" not found\nfailed to create patch for b: if restart has already been triggered within the past second, please wait before attempting to trigger another\n',
      exitCode: 1,
    })
  })
})

describe('rollout of what does not roll out', () => {
  it.each(['status', 'history', 'undo', 'pause', 'resume', 'restart'])(
    'refuses %s of kinds that kubectl has no type of',
    async (verb) => {
      const { stderr, exitCode } = await cli.run(`rollout ${verb} apiservice/v1.apps`)
      expect(exitCode).toBe(1)
      expect(stderr).toBe(
        'error: no kind "APIService" is registered for version "apiregistration.k8s.io/v1" in scheme "pkg/scheme/scheme.go:28"\n',
      )
    },
  )

  const refused: [line: string, stderr: string][] = [
    ['status pod/p', 'error: no status viewer has been implemented for Pod\n'],
    ['history pod/p', 'error: no history viewer has been implemented for "Pod"\n'],
    [
      'history cm/kube-root-ca.crt',
      'error: error retrieving history for "ConfigMap", no visitor method exists for { ConfigMap}\n',
    ],
    ['undo pod/p', 'error: no rollbacker has been implemented for "Pod"\n'],
    [
      'undo cm/kube-root-ca.crt',
      'error: error retrieving rollbacker for "ConfigMap", no visitor method exists for { ConfigMap}\n',
    ],
    ['restart pod/p', 'error: pods "p" restarting is not supported\n'],
    ['pause sts/db', 'error: statefulsets.apps "db" pausing is not supported\n'],
    ['resume sts/db', 'error: statefulsets.apps "db" resuming is not supported\n'],
    ['undo sts/db', 'error: no last revision to roll back to\n'],
    ['undo sts/db --to-revision=-1', 'error: unable to find specified revision -1 in history\n'],
    ['history sts/db --revision=5', 'error: unable to find the specified revision\n'],
    ['history sts/db --revision=-5', 'error: revision must be a positive integer: -5\n'],
    ['status sts/db --revision=-5', 'error: revision must be a positive integer: -5\n'],
    ['status sts/ondelete', 'error: rollout status is only available for RollingUpdate strategy type\n'],
    ['status deploy/nosuch', 'Error from server (NotFound): deployments.apps "nosuch" not found\n'],
    ...['status', 'history', 'undo', 'pause', 'resume', 'restart'].map((name): [string, string] => [
      name,
      'error: required resource not specified\n',
    ]),
    ['nosuch', 'error: unknown command "nosuch"\nSee \'kubelite rollout -h\' for help and examples\n'],
  ]
  it.each(refused)('%s', async (line, stderr) => {
    await apply(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i}]}\n',
      workload('StatefulSet', 'db', 'db:1'),
      workload('StatefulSet', 'ondelete', 'db:1', { more: 'updateStrategy: {type: OnDelete}' }),
    )
    expect(await cli.run(`rollout ${line}`)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it.each(['status', 'history', 'undo', 'pause', 'resume', 'restart'])('%s of nothing', async (name) => {
    expect(await cli.run(`rollout ${name} deploy -l app=nosuch`)).toEqual({
      stdout: '',
      stderr: 'No resources found in default namespace.\n',
      exitCode: 0,
    })
  })

  it('is helped where nothing is said', async () => {
    const { stdout, stderr, exitCode } = await cli.run('rollout')
    expect(stdout).toBe((await cli.run('rollout --help')).stdout)
    expect([stderr, exitCode]).toEqual(['', 1])
  })
})
