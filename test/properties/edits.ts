/** What people do to workloads and nodes, by chance: each edit fits any state of the cluster. */
import * as fc from 'fast-check'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import { StatusError } from '../../src/apimachinery/status-error.ts'
import { type Client, nameOf } from '../../src/apiserver/client.ts'
import type { Pod } from '../../src/generated/types.ts'

/** Changes something; what the API server refuses counts as not done. */
export interface Edit {
  what: string
  run(client: Client): Promise<void>
}

const here = (name: string) => ({ namespace: 'default', name })
const apps = fc.constantFrom('a', 'b')
const workers = fc.constantFrom('worker-1', 'worker-2', 'worker-3')
const amount = fc.oneof(fc.nat(3), fc.constantFrom('0%', '25%', '34%', '50%', '100%'))

const edit = <T>(
  name: string,
  choices: fc.Arbitrary<T>,
  run: (client: Client, choice: T) => Promise<unknown>,
) =>
  choices.map(
    (choice): Edit => ({
      what: `${name} ${JSON.stringify(choice)}`,
      async run(client) {
        try {
          await run(client, choice)
        } catch (error) {
          if (!(error instanceof StatusError)) throw error
        }
      },
    }),
  )

const onPod = (name: string, run: (client: Client, pod: Pod) => Promise<unknown>) =>
  edit(name, fc.nat(20), async (client, at) => {
    const { items } = await client.list('Pod', { namespace: 'default' })
    const pod = items[at % Math.max(items.length, 1)]
    return pod && run(client, pod)
  })

const evict = (client: Client, pod: Pod) =>
  client.create('Pod', { apiVersion: 'policy/v1', kind: 'Eviction', metadata: nameOf(pod) } as Pod, {
    subresource: 'eviction',
  })

/** How containers fare from a new template on: annotations of the simulation. */
const fates: readonly Record<string, string>[] = [
  {},
  {},
  { 'ready-after': '7s' },
  { 'ready-after': 'never' },
  { 'exit-code': '1', 'exit-after': '4s', 'exit-times': '2' },
  { 'images-missing': '*' },
  { termination: '12s' },
  { termination: '12s', 'ready-after': '2s' },
  { 'hang-after': '40s' },
]

/** A merge patch takes away what it sets to null: a new fate leaves nothing of the old. */
const noFate = Object.fromEntries(fates.flatMap(Object.keys).map((name) => [name, null]))

const template = (app: string, tag: number, fate: Record<string, string | null>, cpu: string) => ({
  metadata: {
    labels: { app },
    annotations: Object.fromEntries(
      Object.entries(fate).map(([name, value]) => [`kubelite.dev/${name}`, value]),
    ),
  },
  spec: {
    containers: [{ name: 'c', image: `c:${tag}`, resources: { requests: { cpu } } }],
  },
})

const templates = fc.tuple(fc.nat(3), fc.constantFrom(...fates), fc.constantFrom('100m', '400m', '900m'))

const patched = <T>(name: string, choices: fc.Arbitrary<T>, spec: (choice: T) => object) =>
  edit(name, fc.tuple(apps, choices), (client, [app, choice]) =>
    client.patch('Deployment', here(app), 'merge', { spec: spec(choice) }),
  )

const retemplated = (kind: 'Deployment' | 'StatefulSet' | 'DaemonSet', apps: fc.Arbitrary<string>) =>
  edit(`template of ${kind}`, fc.tuple(apps, templates), (client, [app, [tag, fate, cpu]]) =>
    client.patch(kind, here(app), 'merge', {
      spec: { template: template(app, tag, { ...noFate, ...fate }, cpu) },
    }),
  )

const nodeState = (name: string, patch: object, undo: object) =>
  edit(name, fc.tuple(workers, fc.boolean()), (client, [node, does]) =>
    client.patch('Node', { namespace: '', name: node }, 'merge', does ? patch : undo),
  )

/** What changes deployments. */
export const rolloutEdits: readonly fc.WeightedArbitrary<Edit>[] = [
  { weight: 8, arbitrary: retemplated('Deployment', apps) },
  { weight: 4, arbitrary: patched('scale', fc.nat(6), (replicas) => ({ replicas })) },
  {
    weight: 2,
    arbitrary: patched('strategy', fc.tuple(amount, amount), ([maxSurge, maxUnavailable]) => ({
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
    })),
  },
  {
    weight: 2,
    arbitrary: patched('Recreate', fc.constant(0), () => ({
      strategy: { type: 'Recreate', rollingUpdate: null },
    })),
  },
  { weight: 1, arbitrary: patched('pause', fc.boolean(), (paused) => ({ paused })) },
  {
    weight: 1,
    arbitrary: patched('minReadySeconds', fc.constantFrom(0, 15), (minReadySeconds) => ({ minReadySeconds })),
  },
]

/** What people and machines do to pods and nodes. */
export const disturbances: readonly fc.WeightedArbitrary<Edit>[] = [
  { weight: 3, arbitrary: onPod('delete', (client, pod) => client.delete('Pod', nameOf(pod))) },
  { weight: 3, arbitrary: onPod('evict', evict) },
  {
    weight: 2,
    arbitrary: onPod('fail', (client, pod) =>
      client.patch('Pod', nameOf(pod), 'merge', {
        metadata: { annotations: { 'kubelite.dev/fail': 'Error:3' } },
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: nodeState(
      'stop',
      { metadata: { annotations: { 'kubelite.dev/kubelet': 'stopped' } } },
      { metadata: { annotations: { 'kubelite.dev/kubelet': null } } },
    ),
  },
  {
    weight: 2,
    arbitrary: nodeState('cordon', { spec: { unschedulable: true } }, { spec: { unschedulable: null } }),
  },
  {
    weight: 2,
    arbitrary: edit('drain', workers, async (client, name) => {
      await client.patch('Node', { namespace: '', name }, 'merge', { spec: { unschedulable: true } })
      for (const pod of (await client.list('Pod', { fieldSelector: `spec.nodeName=${name}` })).items)
        await evict(client, pod)
    }),
  },
  {
    weight: 2,
    arbitrary: edit(
      'budget',
      fc.tuple(apps, amount, fc.boolean()),
      async (client, [app, value, isMinimum]) => {
        const wish = isMinimum ? { minAvailable: value } : { maxUnavailable: value }
        const spec = { selector: { matchLabels: { app } }, ...wish }
        await client.delete('PodDisruptionBudget', here(app)).catch(() => undefined)
        await client.create('PodDisruptionBudget', {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: here(app),
          spec,
        })
      },
    ),
  },
]

/** What changes workloads of other kinds. */
export const otherEdits: readonly fc.WeightedArbitrary<Edit>[] = [
  { weight: 2, arbitrary: retemplated('StatefulSet', fc.constant('s')) },
  { weight: 2, arbitrary: retemplated('DaemonSet', fc.constant('d')) },
  {
    weight: 1,
    arbitrary: edit('scale s', fc.nat(4), (client, replicas) =>
      client.patch('StatefulSet', here('s'), 'merge', { spec: { replicas } }),
    ),
  },
  {
    weight: 2,
    arbitrary: edit('job', templates, async (client, choice) => {
      const { metadata, spec } = template('j', ...choice)
      const job = {
        completions: 3,
        parallelism: 2,
        backoffLimit: 2,
        template: { metadata, spec: { ...spec, restartPolicy: 'Never' } },
      }
      await client.delete('Job', here('j'), { propagationPolicy: 'Background' }).catch(() => undefined)
      await client.create('Job', {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: here('j'),
        spec: job,
      } as never)
    }),
  },
]

const s = (name: string, spec: object) =>
  edit(name, fc.constant(0), (client) => client.patch('StatefulSet', here('s'), 'merge', { spec }))
const d = (name: string, rollingUpdate: object) =>
  edit(name, fc.constant(0), (client) =>
    client.patch('DaemonSet', here('d'), 'merge', { spec: { updateStrategy: { rollingUpdate } } }),
  )

/** Rarer changes: how stateful and daemon sets roll out, autoscalers, quotas, nodes that come and go, node taints. */
export const rareEdits: readonly fc.WeightedArbitrary<Edit>[] = [
  { weight: 1, arbitrary: s('s in parallel', { updateStrategy: { rollingUpdate: { maxUnavailable: 2 } } }) },
  { weight: 1, arbitrary: s('s of one partition', { updateStrategy: { rollingUpdate: { partition: 1 } } }) },
  { weight: 1, arbitrary: s('s of patience', { minReadySeconds: 5 }) },
  { weight: 1, arbitrary: d('d with surge', { maxSurge: 1, maxUnavailable: 0 }) },
  { weight: 1, arbitrary: d('d without surge', { maxSurge: 0, maxUnavailable: 2 }) },
  {
    weight: 2,
    arbitrary: edit('autoscaler', fc.constantFrom('100m', '900m'), async (client, load) => {
      const annotations = { 'kubelite.dev/cpu-total': load }
      await client.patch('Deployment', here('b'), 'merge', { metadata: { annotations } })
      const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'b' }
      await client.create('HorizontalPodAutoscaler', {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: here('b'),
        spec: { scaleTargetRef, minReplicas: 1, maxReplicas: 5 },
      })
    }),
  },
  {
    weight: 2,
    arbitrary: edit('quota', fc.integer({ min: 5, max: 14 }), async (client, pods) => {
      await client.delete('ResourceQuota', here('q')).catch(() => undefined)
      await client.create('ResourceQuota', {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: here('q'),
        spec: { hard: { pods: String(pods) } },
      })
    }),
  },
  {
    weight: 2,
    arbitrary: edit('cron job', fc.constantFrom(5, 70, 200), (client, seconds) =>
      client.create('CronJob', cronJob(seconds) as never),
    ),
  },
  {
    weight: 1,
    arbitrary: edit('remove node', workers, (client, name) => client.delete('Node', { namespace: '', name })),
  },
  {
    weight: 1,
    arbitrary: edit('add node', workers, (client, name) =>
      client.create('Node', {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name },
        status: { capacity: { cpu: '3', memory: '8Gi', pods: '20' } },
      }),
    ),
  },
  {
    weight: 1,
    arbitrary: nodeState(
      'taint',
      { spec: { taints: [{ key: 'team', value: 'x', effect: 'NoExecute' }] } },
      { spec: { taints: null } },
    ),
  },
]

/** Takes back all that keeps workloads from what they ask for. */
export async function heal(client: Client): Promise<void> {
  const annotations = { 'kubelite.dev/kubelet': null }
  for (const name of ['worker-1', 'worker-2', 'worker-3']) {
    const node = {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name },
      status: { capacity: roomy, allocatable: roomy },
    }
    const found = await client.find('Node', { namespace: '', name })
    if (!found) await client.create('Node', node)
    else
      await client.patch('Node', { namespace: '', name }, 'merge', {
        metadata: { annotations },
        spec: { unschedulable: null, taints: null },
      })
  }
  for (const kind of ['PodDisruptionBudget', 'ResourceQuota', 'HorizontalPodAutoscaler', 'CronJob'] as const)
    for (const object of (await client.list(kind, { namespace: 'default' })).items)
      await client.delete(kind, nameOf(object))
  for (const [kind, name] of firstWorkloads) {
    const healthy = template(name, 9, noFate, '50m')
    const spec = {
      template: healthy,
      ...(kind === 'Deployment' && { paused: null, replicas: await scaleOf(client, name) }),
    }
    await client.patch(kind, here(name), 'merge', { spec })
  }
  // A stateful set waits for a broken pod for ever, also where the new template would mend it: its known issue.
  for (const pod of (await client.list('Pod', { namespace: 'default', labelSelector: 'app=s' })).items)
    await client.delete('Pod', nameOf(pod))
}

async function scaleOf(client: Client, name: string): Promise<number> {
  return (await client.get('Deployment', here(name))).spec?.replicas ?? 1
}

const roomy = { cpu: '8', memory: '16Gi', pods: '50' }
const firstWorkloads = [
  ['Deployment', 'a'],
  ['Deployment', 'b'],
  ['StatefulSet', 's'],
  ['DaemonSet', 'd'],
] as const

/** A job a minute, one at a time. */
const cronJob = (seconds: number): KubeObject & { spec: object } => {
  const { metadata, spec } = template('c', 0, { 'exit-after': `${seconds}s` }, '100m')
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: here('c'),
    spec: {
      schedule: '* * * * *',
      concurrencyPolicy: 'Forbid',
      jobTemplate: { spec: { template: { metadata, spec: { ...spec, restartPolicy: 'Never' } } } },
    },
  }
}

/** The workloads that all stories begin with. */
export const firstObjects: readonly KubeObject[] = [
  ...['a', 'b'].map((app) => workload('Deployment', app, { replicas: 3 })),
  workload('StatefulSet', 's', { replicas: 2, serviceName: 's' }),
  workload('DaemonSet', 'd', {}),
]

function workload(kind: string, app: string, more: object): KubeObject {
  const spec = { selector: { matchLabels: { app } }, template: template(app, 0, {}, '100m'), ...more }
  return { apiVersion: 'apps/v1', kind, metadata: here(app), spec } as KubeObject
}
