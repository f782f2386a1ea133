/** What holds for nodes and their pods, whatever happens to the nodes and however much time passes. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKubeletStopped } from '../../src/api/behaviour/node.ts'
import { isPodReady } from '../../src/api/kinds/core/pod/conditions.ts'
import type { NodeShape } from '../../src/cluster/cluster.ts'
import type { Node, Pod } from '../../src/generated/types.ts'
import { type LiveCluster, openLiveCluster } from '../support/live-cluster.ts'

const size = { cpu: '4', memory: '8Gi' }
const workers = ['worker-1', 'worker-2', 'worker-3', 'worker-4']
const shapes: NodeShape[] = [
  { name: 'control-plane', role: 'control-plane', ...size },
  ...workers.map((name, index) => ({ name, role: 'worker' as const, ...size, zone: `zone-${index % 2}` })),
]

const patches = {
  stop: { metadata: { annotations: { 'kubelite.dev/kubelet': 'stopped' } } },
  start: { metadata: { annotations: { 'kubelite.dev/kubelet': null } } },
  cordon: { spec: { unschedulable: true } },
  uncordon: { spec: { unschedulable: null } },
  empty: { spec: { taints: [{ key: 'example.com/t', effect: 'NoExecute' }] } },
  untaint: { spec: { taints: null } },
}

type Happening =
  | { what: keyof typeof patches | 'delete' | 'add'; node: string }
  | { what: 'wait'; seconds: number }

const node = fc.constantFrom(...workers, 'control-plane')
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('stop' as const), node }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('start' as const), node }) },
  {
    weight: 3,
    arbitrary: fc.record({
      what: fc.constantFrom('cordon', 'uncordon', 'empty', 'untaint', 'delete', 'add'),
      node,
    }) as fc.Arbitrary<Happening>,
  },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('wait' as const),
      seconds: fc.constantFrom(1, 7, 20, 50, 61, 300, 3600),
    }),
  },
)

describe('whatever happens to nodes', () => {
  it('they and their pods are as they should be, and another look at everything writes nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(happenings, { minLength: 3, maxLength: 14 }), async (story) => {
        const cluster = await openLiveCluster(shapes)
        await cluster.client.create('Deployment', deployment() as never)
        await cluster.converge()
        for (const happening of story) {
          await happen(happening, cluster)
          await expectOrder(cluster)
        }
        await expectRest(cluster)
      }),
      { numRuns: 25 },
    )
  })
})

function deployment() {
  const labels = { app: 'web' }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'c:1' }] } }
  const spec = { replicas: 5, selector: { matchLabels: labels }, template }
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'default' }, spec }
}

async function happen(happening: Happening, { client, converge, advance }: LiveCluster): Promise<void> {
  if (happening.what === 'wait') {
    await advance(happening.seconds)
    return
  }
  const { what, node: name } = happening
  const found = await client.find('Node', { namespace: '', name })
  if (what === 'add') {
    if (!found) await client.create('Node', { apiVersion: 'v1', kind: 'Node', metadata: { name } })
  } else if (found && what === 'delete') await client.delete('Node', { namespace: '', name })
  else if (found && what !== 'delete')
    await client.patch('Node', { namespace: '', name }, 'merge', patches[what])
  await converge()
}

async function expectOrder({ client, advance }: LiveCluster): Promise<void> {
  const now = await advance(0)
  const { items: nodes } = await client.list('Node')
  const { items: pods } = await client.list('Pod', { namespace: 'default' })
  for (const each of nodes) {
    const lease = await client.get('Lease', { namespace: 'kube-node-lease', name: each.metadata.name! })
    const silent = isKubeletStopped(each) && now >= Date.parse(lease.spec?.renewTime ?? '') + 50_000
    const taints = (each.spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`)
    expect([each.metadata.name, readiness(each)]).toEqual([each.metadata.name, silent ? 'Unknown' : 'True'])
    expect(taints.includes('node.kubernetes.io/unreachable:NoSchedule')).toBe(silent)
    if (!silent) expect(taints).not.toContain('node.kubernetes.io/unreachable:NoExecute')
    expect(taints.includes('node.kubernetes.io/unschedulable:NoSchedule')).toBe(
      each.spec?.unschedulable === true,
    )
    expectPods(
      each,
      pods.filter(({ spec }) => spec?.nodeName === each.metadata.name),
      silent,
    )
  }
  expect(pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)).toHaveLength(5)
}

function readiness({ status }: Node): string | undefined {
  return status?.conditions?.find(({ type }) => type === 'Ready')?.status
}

/** A living kubelet leaves nothing half done; of a silent one, no pod is ready. */
function expectPods(owner: Node, pods: readonly Pod[], silent: boolean): void {
  if (silent) expect(pods.filter(isPodReady)).toEqual([])
  if (isKubeletStopped(owner)) return
  expect(pods.filter(isPodReady)).toHaveLength(pods.length)
  expect(pods.filter(({ metadata }) => metadata.deletionTimestamp !== undefined)).toEqual([])
}

/** Whoever tries again in vain may say so again, but nothing else is written. */
async function expectRest(cluster: LiveCluster): Promise<void> {
  const before = await cluster.revision()
  await cluster.convergeFromStart()
  const written = (await cluster.eventsAfter(before)).filter(
    ({ key }) => !key.startsWith('/registry/events/'),
  )
  expect(written.map(({ key, kv, previous }) => ({ key, to: kv?.value, from: previous?.value }))).toEqual([])
}
