/** drain, cordon and uncordon. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeTime, type FakeTime } from '../fake-time.ts'
import { createTestCli, NOW, type TestCli } from '../test-cli.ts'

let cli: TestCli
let time: FakeTime
beforeEach(() => {
  time = createFakeTime(NOW)
  cli = createTestCli({ waiting: time })
})
afterEach(() => cli[Symbol.asyncDispose]())

const deployment = (name: string, replicas: number, pod = '') => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template: {metadata: {labels: {app: ${name}}}, spec: {${pod} containers: [{name: c, image: i}]}}
---
`
const budget = (name: string, wish: string) => `apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: ${name}}
spec: {${wish}, selector: {matchLabels: {app: ${name}}}}
---
`
const pod = (name: string, spec = '') => `apiVersion: v1
kind: Pod
metadata: {name: ${name}, labels: {app: ${name}}}
spec: {nodeName: worker-1, ${spec} containers: [{name: c, image: i}]}
---
`

async function apply(...manifests: string[]): Promise<void> {
  cli.file('m.yaml', manifests.join(''))
  const { stderr, exitCode } = await cli.run('apply -f m.yaml')
  expect([stderr, exitCode]).toEqual(['', 0])
}

/** The text with the random ends of pod names taken off. */
const stable = (text: string) => text.replace(/\b(\w+)-[a-f0-9]{8,10}-[a-z0-9]{5}\b/g, '$1-POD')

async function run(line: string) {
  const { stdout, stderr, exitCode } = await cli.run(line)
  return { stdout: stable(stdout), stderr: stable(stderr), exitCode }
}

const ok = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 })
const podsOn = async (node: string) => {
  const { stdout } = await cli.run(['get', 'pods', '--field-selector', `spec.nodeName=${node}`, '-o', 'name'])
  return stable(stdout).split('\n').filter(Boolean)
}

describe('cordon and uncordon', () => {
  const refused: [title: string, line: string, stderr: string][] = [
    [
      'nothing',
      'cordon',
      "error: USAGE: cordon NODE [flags]\nSee 'kubelite cordon -h' for help and examples\n",
    ],
    [
      'nothing at all',
      'uncordon',
      "error: USAGE: uncordon NODE [flags]\nSee 'kubelite uncordon -h' for help and examples\n",
    ],
    [
      'names together with labels',
      'cordon worker-1 -l a=b',
      "error: cannot specify both a node name and a --selector option\nSee 'kubelite cordon -h' for help and examples\n",
    ],
    [
      'a node that does not exist',
      'cordon nosuch',
      'Error from server (NotFound): nodes "nosuch" not found\n',
    ],
    [
      'any node if one of them does not exist',
      'cordon worker-1 nosuch',
      'Error from server (NotFound): nodes "nosuch" not found\n',
    ],
    [
      'what is no node',
      'cordon configmap/kube-root-ca.crt',
      'error: expected resource of type node, got {"" "v1" "configmaps"}\n',
    ],
    ['an unknown kind', 'uncordon bogus/x', 'error: the server doesn\'t have a resource type "bogus"\n'],
    [
      'a bad dry run',
      'cordon worker-1 --dry-run=maybe',
      'error: Invalid dry-run value (maybe). Must be "none", "server", or "client".\n',
    ],
  ]
  it.each(refused)('refuse %s', async (_title, line, stderr) => {
    expect(await run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
    expect((await run('get node worker-1 -o jsonpath={.spec}')).stdout).not.toContain('unschedulable')
  })

  it('mark nodes once, and take the mark back', async () => {
    expect(await run('cordon worker-1 --dry-run=client')).toEqual(ok('node/worker-1 cordoned (dry run)\n'))
    expect(await run('cordon worker-1 --dry-run=server')).toEqual(
      ok('node/worker-1 cordoned (server dry run)\n'),
    )
    expect(await run('cordon worker-1')).toEqual(ok('node/worker-1 cordoned\n'))
    expect(await run('cordon node/worker-1 worker-2')).toEqual(
      ok('node/worker-1 already cordoned\nnode/worker-2 cordoned\n'),
    )
    expect((await run('get nodes --no-headers')).stdout).toMatch(/^worker-1 +Ready,SchedulingDisabled /m)
    expect(await run('uncordon -l kubernetes.io/hostname=worker-1')).toEqual(ok('node/worker-1 uncordoned\n'))
    expect(await run('uncordon worker-1 worker-2')).toEqual(
      ok('node/worker-1 already uncordoned\nnode/worker-2 uncordoned\n'),
    )
    expect((await run('get node worker-1 -o jsonpath={.spec.unschedulable}')).stdout).toBe('')
  })

  it('say nothing of labels that no node has', async () => {
    expect(await run('cordon -l a=nosuch')).toEqual(ok(''))
  })

  it('keep pods away, and let them come', async () => {
    await run('cordon worker-1 worker-2')
    await apply(deployment('web', 1))
    expect((await run('get pods --no-headers')).stdout).toMatch(/ 0\/1 +Pending /)
    await run('uncordon worker-2')
    expect(await podsOn('worker-2')).toEqual(['pod/web-POD'])
  })
})

describe('drain', () => {
  const refused: [title: string, line: string, stderr: string][] = [
    ['nothing', 'drain', "error: USAGE: drain NODE [flags]\nSee 'kubelite drain -h' for help and examples\n"],
    [
      'names together with labels',
      'drain worker-1 -l a=b',
      "error: cannot specify both a node name and a --selector option\nSee 'kubelite drain -h' for help and examples\n",
    ],
    [
      'a node that does not exist',
      'drain nosuch',
      'Error from server (NotFound): nodes "nosuch" not found\n',
    ],
    [
      'a selector that is none',
      'drain worker-1 --pod-selector==',
      'error: --pod-selector=<pod_selector> must be a valid label selector\n',
    ],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    expect(await run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
    expect((await run('get node worker-1 -o jsonpath={.spec}')).stdout).not.toContain('unschedulable')
  })

  it('says nothing of labels that no node has', async () => {
    expect(await run('drain -l a=nosuch')).toEqual(ok(''))
  })

  it('drains an empty node', async () => {
    expect(await run('drain worker-1')).toEqual(ok('node/worker-1 cordoned\nnode/worker-1 drained\n'))
    expect(await run('drain worker-1')).toEqual(ok('node/worker-1 already cordoned\nnode/worker-1 drained\n'))
  })

  it('brings the pods of a node elsewhere', async () => {
    await apply(deployment('web', 4))
    expect(await podsOn('worker-1')).toHaveLength(2)
    const evicting = 'evicting pod default/web-POD\n'.repeat(2)
    expect(await run('drain worker-1')).toEqual(
      ok(`node/worker-1 cordoned\n${evicting}${'pod/web-POD evicted\n'.repeat(2)}node/worker-1 drained\n`),
    )
    expect(await podsOn('worker-1')).toEqual([])
    expect(await podsOn('worker-2')).toHaveLength(4)
  })

  it('drains several nodes, one after the other', async () => {
    await apply(deployment('web', 2))
    const { stdout, exitCode } = await run('drain worker-1 worker-2')
    expect(stdout).toMatch(
      /^node\/worker-1 cordoned\nnode\/worker-2 cordoned\nevicting [\s\S]*node\/worker-1 drained\n[\s\S]*node\/worker-2 drained\n$/,
    )
    expect(exitCode).toBe(0)
    expect((await run('get pods --no-headers')).stdout.match(/ Pending /g)).toHaveLength(2)
  })

  it.each(['client', 'server'])('only pretends with --dry-run=%s', async (how) => {
    await apply(deployment('web', 2), budget('web', 'maxUnavailable: 1'))
    const suffix = how === 'client' ? ' (dry run)' : ' (server dry run)'
    expect(await run(`drain worker-1 --dry-run=${how}`)).toEqual(
      ok(
        `node/worker-1 cordoned${suffix}\nevicting pod default/web-POD${suffix}\nnode/worker-1 drained${suffix}\n`,
      ),
    )
    expect(await podsOn('worker-1')).toHaveLength(1)
    expect((await run('get pdb web -o jsonpath={.status.disruptionsAllowed}')).stdout).toBe('1')
  })

  it('takes only the pods that a selector names', async () => {
    await apply(deployment('web', 2), deployment('api', 2))
    expect((await run('drain worker-1 --pod-selector=app=api')).stdout).not.toContain('web')
    expect(await podsOn('worker-1')).toEqual(['pod/web-POD'])
  })

  it('deletes instead of evicting with --disable-eviction, whatever the budget says', async () => {
    await apply(deployment('web', 2), budget('web', 'maxUnavailable: 0'))
    expect(await run('drain worker-1 --disable-eviction')).toEqual(
      ok('node/worker-1 cordoned\npod/web-POD deleted\nnode/worker-1 drained\n'),
    )
    expect(await podsOn('worker-1')).toEqual([])
  })
})

describe('pods that a drain asks for permission for', () => {
  const local = 'volumes: [{name: d, emptyDir: {}}],'
  beforeEach(async () => {
    await apply(pod('bare'), pod('localdata', local), deployment('web', 2, local))
  })
  const WEB = 'default/web-POD'
  const rows: [flags: string, errors: string[]][] = [
    [
      '',
      [
        'cannot delete cannot delete Pods that declare no controller (use --force to override): default/bare',
        `cannot delete Pods with local storage (use --delete-emptydir-data to override): default/localdata, ${WEB}`,
      ],
    ],
    [
      '--delete-emptydir-data',
      [
        'cannot delete cannot delete Pods that declare no controller (use --force to override): default/bare, default/localdata',
      ],
    ],
    [
      '--force',
      [
        `cannot delete Pods with local storage (use --delete-emptydir-data to override): default/localdata, ${WEB}`,
      ],
    ],
  ]
  it.each(rows)('are left alone without it (drain worker-1 %s)', async (flags, errors) => {
    const line = errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`
    expect(await run(`drain worker-1 ${flags}`)).toEqual({
      stdout: 'node/worker-1 cordoned\n',
      stderr: `error: unable to drain node "worker-1" due to error: ${line}, continuing command...
There are pending nodes to be drained:
 worker-1
${errors.join('\n')}
`,
      exitCode: 1,
    })
    expect(await podsOn('worker-1')).toHaveLength(3)
  })

  it('go with it', async () => {
    const { stdout, stderr, exitCode } = await run('drain worker-1 --force --delete-emptydir-data')
    expect(stderr).toBe(
      'Warning: deleting Pods that declare no controller: default/bare, default/localdata\n',
    )
    expect([stdout.match(/ evicted\n/g)?.length, exitCode]).toEqual([3, 0])
  })

  it('say for each of several nodes what is missing', async () => {
    await run('cordon worker-2')
    const { stderr, exitCode } = await run(
      'drain worker-1 worker-2 --delete-emptydir-data --pod-selector=app!=web',
    )
    expect(stderr).toBe(
      `error: unable to drain node "worker-1" due to error: cannot delete cannot delete Pods that declare no controller (use --force to override): default/bare, default/localdata, continuing command...
There are pending nodes to be drained:
 worker-1
cannot delete cannot delete Pods that declare no controller (use --force to override): default/bare, default/localdata
`,
    )
    expect(exitCode).toBe(1)
  })
})

describe('the pods of a daemon set', () => {
  const agent = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: c, image: i}]}}
`
  it('keep a drain from beginning, unless they are to be ignored', async () => {
    await apply(agent)
    const { stderr } = await cli.run('drain worker-1')
    expect(stderr).toMatch(
      /^error: unable to drain node "worker-1" due to error: cannot delete DaemonSet-managed Pods \(use --ignore-daemonsets to ignore\): default\/agent-\w+, continuing command/,
    )
    const { stderr: warning, stdout, exitCode } = await cli.run('drain worker-1 --ignore-daemonsets')
    expect(warning).toMatch(/^Warning: ignoring DaemonSet-managed Pods: default\/agent-\w+\n$/)
    expect([stdout, exitCode]).toEqual(['node/worker-1 already cordoned\nnode/worker-1 drained\n', 0])
    expect(await podsOn('worker-1')).toHaveLength(1)
  })
})

describe('a budget', () => {
  it('lets one pod go after the other where each is replaced elsewhere', async () => {
    await apply(deployment('web', 6), budget('web', 'maxUnavailable: 1'))
    const { stdout, stderr, exitCode } = await run('drain worker-1')
    expect([stderr, exitCode]).toEqual(['', 0])
    expect(stdout.match(/ evicted\n/g)).toHaveLength(3)
    expect(await podsOn('worker-2')).toHaveLength(6)
  })

  const blocked = `error when evicting pods/"web-POD" -n "default" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.\n`

  it('that can never be kept ends the drain, which says what blocks it', async () => {
    await apply(deployment('web', 2), budget('web', 'minAvailable: 2'))
    const before = (await cli.cluster()).clock.offset
    const why = `error when evicting pods/"web-POD" -n "default": Cannot evict pod as it would violate the pod's disruption budget. The disruption budget web needs 2 healthy pods and has 2 currently; nothing that is due changes that`
    expect(await run('drain worker-1')).toEqual({
      stdout: 'node/worker-1 cordoned\nevicting pod default/web-POD\n',
      stderr: `${blocked}There are pending pods in node "worker-1" when an error occurred: ${why}
pod/web-POD
error: unable to drain node "worker-1" due to error: ${why}, continuing command...
There are pending nodes to be drained:
 worker-1
${why}
`,
      exitCode: 1,
    })
    expect((await cli.cluster()).clock.offset).toBe(before)
    expect(await podsOn('worker-1')).toHaveLength(1)
  })

  it('that is not kept in time ends the drain at its time-out, on cluster time', async () => {
    await apply(deployment('web', 2), budget('web', 'minAvailable: 2'))
    const before = await (await cli.cluster()).now()
    const why = 'error when evicting pods/"web-POD" -n "default": global timeout reached: 1m30s'
    expect(await run('drain worker-1 --timeout=90s')).toEqual({
      stdout: 'node/worker-1 cordoned\nevicting pod default/web-POD\nevicting pod default/web-POD\n',
      stderr: `${blocked}There are pending pods in node "worker-1" when an error occurred: ${why}
pod/web-POD
error: unable to drain node "worker-1" due to error: ${why}, continuing command...
There are pending nodes to be drained:
 worker-1
${why}
`,
      exitCode: 1,
    })
    expect((await (await cli.cluster()).now()) - before).toBe(90_000)
  })

  it('is waited for while replacements come up', async () => {
    await apply(
      deployment('web', 2).replace(
        'template: {metadata: {',
        'template: {metadata: {annotations: {kubelite.dev/ready-after: 12s}, ',
      ),
      budget('web', 'minAvailable: 2'),
    )
    await (await cli.cluster()).advance(20_000)
    // The third pod starts elsewhere, so that no unready one is among those to evict, which a budget lets go.
    await cli.run('cordon worker-1')
    await cli.run('scale deployment web --replicas=3')
    await cli.run('uncordon worker-1')
    const before = await (await cli.cluster()).now()
    expect(await run('drain worker-1')).toEqual({
      stdout: `node/worker-1 cordoned
evicting pod default/web-POD
evicting pod default/web-POD
pod/web-POD evicted
node/worker-1 drained
`,
      stderr: blocked,
      exitCode: 0,
    })
    expect((await (await cli.cluster()).now()) - before).toBe(15_000)
  })

  it('blocks a dry run of the server as well', async () => {
    await apply(deployment('web', 2), budget('web', 'minAvailable: 2'))
    const { stderr, exitCode } = await run('drain worker-1 --dry-run=server')
    expect(stderr).toContain(
      'due to error: error when evicting pods/"web-POD" -n "default": Cannot evict pod as it would violate the pod\'s disruption budget. The disruption budget web needs 2',
    )
    expect(exitCode).toBe(1)
  })

  it('of which a pod has two refuses for good', async () => {
    await apply(deployment('web', 2), budget('web', 'minAvailable: 1'))
    cli.file('b.yaml', budget('web', 'minAvailable: 0').replace('name: web', 'name: other'))
    await cli.run('apply -f b.yaml')
    const { stderr, exitCode } = await run('drain worker-1')
    expect(stderr).toContain(
      'error when evicting pods/"web-POD" -n "default": This pod has more than one PodDisruptionBudget, which the eviction subresource does not support., continuing command...',
    )
    expect(exitCode).toBe(1)
  })

  it('is waited for on real time with --real-time, in which others may help', async () => {
    await apply(deployment('web', 2), budget('web', 'minAvailable: 2'))
    const { offset } = (await cli.cluster()).clock
    time.after(12_000, () => cli.run('scale deployment web --replicas=3'))
    expect(await run('drain worker-1 --real-time')).toEqual({
      stdout: `node/worker-1 cordoned
evicting pod default/web-POD
evicting pod default/web-POD
pod/web-POD evicted
node/worker-1 drained
`,
      stderr: blocked,
      exitCode: 0,
    })
    expect(time.now() - NOW).toBe(15_000)
    expect((await cli.cluster()).clock.offset).toBe(offset)
  })

  it('is waited for on real time up to the time-out', async () => {
    await apply(deployment('web', 2), budget('web', 'minAvailable: 2'))
    const { stderr, exitCode } = await run('drain worker-1 --real-time --timeout=20s')
    expect(stderr).toContain('error when evicting pods/"web-POD" -n "default": global timeout reached: 20s')
    expect([exitCode, time.now() - NOW]).toEqual([1, 20_000])
  })
})

describe('pods that take their time to end', () => {
  const slow = (seconds: number) =>
    deployment('web', 2, `terminationGracePeriodSeconds: ${seconds},`).replace(
      'template: {metadata: {',
      'template: {metadata: {annotations: {kubelite.dev/termination: never}, ',
    )

  it('are waited for on cluster time', async () => {
    await apply(slow(40))
    const before = await (await cli.cluster()).now()
    expect(await run('drain worker-1')).toEqual(
      ok(
        'node/worker-1 cordoned\nevicting pod default/web-POD\npod/web-POD evicted\nnode/worker-1 drained\n',
      ),
    )
    expect((await (await cli.cluster()).now()) - before).toBe(40_000)
  })

  it('get another grace period with --grace-period', async () => {
    await apply(slow(40))
    const before = await (await cli.cluster()).now()
    await run('drain worker-1 --grace-period=7')
    expect((await (await cli.cluster()).now()) - before).toBe(7000)
  })

  it('are not waited for beyond the time-out', async () => {
    await apply(slow(40))
    const why =
      'error when waiting for pod "web-POD" in namespace "default" to terminate: context deadline exceeded'
    const { stderr, exitCode } = await run('drain worker-1 --timeout=10s')
    expect(stderr).toBe(`There are pending pods in node "worker-1" when an error occurred: ${why}
pod/web-POD
error: unable to drain node "worker-1" due to error: ${why}, continuing command...
There are pending nodes to be drained:
 worker-1
${why}
`)
    expect(exitCode).toBe(1)
  })
})
