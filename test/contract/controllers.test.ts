/** What holds for everything that acts together: it comes to rest, rests, and never overloads a node. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuantity, quantityMilliValue } from '../../src/apimachinery/quantity.ts'
import type { Client } from '../../src/apiserver/client.ts'
import type { NodeShape } from '../../src/cluster/cluster.ts'
import type { Node, Pod } from '../../src/generated/types.ts'
import { type LiveCluster, openLiveCluster } from '../support/live-cluster.ts'
import { type Edit, edits } from './edits.ts'

const nodes: NodeShape[] = [
  { name: 'control-plane', role: 'control-plane', cpu: '4', memory: '8Gi' },
  { name: 'worker-1', role: 'worker', cpu: '4', memory: '8Gi', pods: 6 },
  { name: 'worker-2', role: 'worker', cpu: '2', memory: '8Gi' },
]

describe('after convergence', () => {
  it('another look at everything writes nothing, and nodes hold no more than they can', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(edits, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
        async (rounds) => {
          const cluster = await openLiveCluster(nodes)
          for (const round of rounds) await editAndConverge(cluster, round)
          await expectRest(cluster)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('what one edit after the other led to is what all at once lead to', async () => {
    const objects = fc.uniqueArray(
      fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), replicas: fc.integer({ min: 0, max: 3 }) }),
      { selector: ({ name }) => name, minLength: 1 },
    )
    await fc.assert(
      fc.asyncProperty(objects, async (wished) => {
        const [slow, quick] = [await openLiveCluster(nodes), await openLiveCluster(nodes)]
        for (const { name, replicas } of wished) {
          await create(slow.client, name, replicas)
          await slow.converge()
          await create(quick.client, name, replicas)
        }
        await quick.converge()
        const total = wished.reduce((sum, { replicas }) => sum + replicas, 0)
        expect(await running(slow.client)).toHaveLength(total)
        expect(await running(quick.client)).toEqual(await running(slow.client))
      }),
      { numRuns: 15 },
    )
  })
})

async function editAndConverge(cluster: LiveCluster, round: readonly Edit[]): Promise<void> {
  for (const { run } of round) await run(cluster.client)
  await cluster.converge()
  await expectNoOverload(cluster.client)
}

/** Whoever tries again in vain may say so again (FailedScheduling), but nothing else is written. */
async function expectRest(cluster: LiveCluster): Promise<void> {
  const before = await cluster.revision()
  await cluster.converge()
  expect(await cluster.revision()).toBe(before)
  await cluster.convergeFromStart()
  const written = (await cluster.eventsAfter(before)).filter(
    ({ key }) => !key.startsWith('/registry/events/'),
  )
  expect(written.map(({ key, kv, previous }) => ({ key, to: kv?.value, from: previous?.value }))).toEqual([])
}

/** Requests, number of pods and host ports of each node, against what it has. */
async function expectNoOverload(client: Client): Promise<void> {
  const { items: pods } = await client.list('Pod')
  const { items: all } = await client.list('Node')
  for (const node of all) {
    const here = pods.filter(
      ({ spec, status }) => spec?.nodeName === node.metadata.name && status?.phase !== 'Succeeded',
    )
    expect(used(here)).toSatisfy(({ cpu, memory, pods: count }: Amounts) => {
      const limit = offered(node)
      return cpu <= limit.cpu && memory <= limit.memory && count <= limit.pods
    })
    const ports = here.flatMap(({ spec }) => spec?.containers.flatMap((each) => each.ports ?? []) ?? [])
    const taken = ports.flatMap(({ hostPort }) => hostPort ?? [])
    expect(new Set(taken).size).toBe(taken.length)
  }
  const known = new Set(all.map(({ metadata }) => metadata.name))
  expect(pods.filter(({ spec }) => spec?.nodeName !== undefined && !known.has(spec.nodeName))).toEqual([])
}

interface Amounts {
  cpu: number
  memory: number
  pods: number
}

function used(pods: readonly Pod[]): Amounts {
  const requests = pods.flatMap(
    ({ spec }) => spec?.containers.map(({ resources }) => resources?.requests ?? {}) ?? [],
  )
  const sum = (name: string) => requests.reduce((total, each) => total + milli(each[name] ?? '0'), 0)
  return { cpu: sum('cpu'), memory: sum('memory'), pods: pods.length }
}

function offered({ status }: Node): Amounts {
  const { cpu = '0', memory = '0', pods = '0' } = status?.allocatable ?? {}
  return { cpu: milli(cpu), memory: milli(memory), pods: Number(pods) }
}

function milli(quantity: string | number): number {
  return quantityMilliValue(parseQuantity(quantity))
}

async function create(client: Client, name: string, replicas: number): Promise<void> {
  const labels = { app: name }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'c' }] } }
  const spec = { replicas, selector: { matchLabels: labels }, template }
  await client.create('Deployment', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec,
  })
}

/** The application of each running pod. */
async function running(client: Client): Promise<(string | undefined)[]> {
  const { items } = await client.list('Pod', { fieldSelector: 'status.phase=Running' })
  return items.map(({ metadata }) => metadata.labels?.app).toSorted()
}
