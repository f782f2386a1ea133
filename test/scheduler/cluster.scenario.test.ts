/** The scheduler within a whole cluster. */
import { expect, it } from 'vitest'
import type { Unstructured } from '../../src/apimachinery/object.ts'
import type { Client } from '../../src/apiserver/client.ts'
import { openCluster } from '../../src/cluster/open.ts'

const now = Date.UTC(2026, 0, 1)

function deployment(replicas: number, cpu: string): Unstructured {
  const labels = { app: 'web' }
  const container = { name: 'web', image: 'nginx:1', resources: { requests: { cpu } } }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  }
}

async function perNode(client: Client): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { spec } of (await client.list('Pod', { namespace: 'default' })).items) {
    const node = spec?.nodeName ?? 'none'
    counts[node] = (counts[node] ?? 0) + 1
  }
  return counts
}

it('spreads a deployment over the workers, leaves the control plane alone, and places what waited when there is room', async () => {
  await using cluster = await openCluster({ store: 'memory', seed: 'seed', now })
  await cluster.write((client) => client.create('Deployment', deployment(4, '1') as never))
  expect(await cluster.read(perNode)).toEqual({ 'worker-1': 2, 'worker-2': 2 })

  await cluster.write((client) =>
    client.patch('Deployment', { namespace: 'default', name: 'web' }, 'merge', { spec: { replicas: 10 } }),
  )
  expect(await cluster.read(perNode)).toEqual({ none: 2, 'worker-1': 4, 'worker-2': 4 })
  const messages = await cluster.read(async (client) =>
    (await client.list('Event', { namespace: 'default' })).items
      .filter(({ reason }) => reason === 'FailedScheduling')
      .map(({ message }) => message),
  )
  expect(new Set(messages)).toEqual(
    new Set([
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are ' +
        'available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.',
    ]),
  )

  await cluster.write((client) =>
    client.patch('Node', { namespace: '', name: 'control-plane' }, 'merge', { spec: { taints: null } }),
  )
  expect(await cluster.read(perNode)).toEqual({ 'control-plane': 2, 'worker-1': 4, 'worker-2': 4 })
})

it('places a hundred pods of one template alike under the same seed', async () => {
  const placements = []
  for (let round = 0; round < 2; round++) {
    await using cluster = await openCluster({ store: 'memory', seed: 'same', now })
    await cluster.write((client) => client.create('Deployment', deployment(100, '10m') as never))
    placements.push(
      await cluster.read(async (client) =>
        (await client.list('Pod')).items.map(({ metadata, spec }) => [metadata.name, spec?.nodeName]),
      ),
    )
  }
  expect(placements[0]).toEqual(placements[1])
})

it('lets pods of a lower priority class go for a more important one, which then runs in their place', async () => {
  await using cluster = await openCluster({ store: 'memory', seed: 'seed', now: () => now })
  await cluster.write((client) => client.create('Deployment', deployment(8, '1') as never))
  await cluster.write(async (client) => {
    const metadata = { name: 'high' }
    await client.create('PriorityClass', {
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata,
      value: 1000,
    } as never)
    await client.create('Pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'vip', namespace: 'default' },
      spec: {
        priorityClassName: 'high',
        containers: [{ name: 'c', image: 'nginx:1', resources: { requests: { cpu: '2' } } }],
      },
    } as never)
  })
  await cluster.advance(60_000)
  const [vip, pods, events] = await cluster.read(async (client) => [
    await client.get('Pod', { namespace: 'default', name: 'vip' }),
    (await client.list('Pod', { namespace: 'default' })).items,
    (await client.list('Event', { namespace: 'default' })).items,
  ])
  expect(vip.spec?.nodeName).toMatch(/^worker-/)
  expect(vip.status).toMatchObject({ phase: 'Running' })
  expect(vip.status?.nominatedNodeName).toBeUndefined()
  expect(events.filter(({ reason }) => reason === 'Preempted')).toHaveLength(2)
  const running = pods.filter(({ status }) => status?.phase === 'Running')
  expect(running.map(({ spec }) => spec?.nodeName).sort()).toEqual([
    ...Array.from({ length: vip.spec?.nodeName === 'worker-1' ? 3 : 4 }, () => 'worker-1'),
    ...Array.from({ length: vip.spec?.nodeName === 'worker-1' ? 4 : 3 }, () => 'worker-2'),
  ])
  expect(pods).toHaveLength(9)
})
