/** The controllers with scheduler and kubelets, as a user meets them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { openCluster } from '../../src/cluster/open.ts'
import type { Pod } from '../../src/generated/types.ts'
import { deployment, image } from './world.ts'

const web = { namespace: 'default', name: 'web' }
const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: web,
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
}
let cluster: Cluster

beforeEach(async () => {
  cluster = await openCluster({ store: 'memory', seed: 'controllers', now: Date.UTC(2026, 0, 1) })
  await cluster.write(async (client) => {
    await client.create('Deployment', deployment('web', 'web:1'))
    await client.create('Service', service)
  })
})

afterEach(() => cluster.close())

async function pods(): Promise<Pod[]> {
  return cluster.read(async (client) => (await client.list('Pod', { namespace: 'default' })).items)
}

async function served(): Promise<(string | undefined)[]> {
  const { subsets } = await cluster.read((client) => client.get('Endpoints', web))
  return (
    subsets?.flatMap(({ addresses = [] }) => addresses.map(({ targetRef }) => targetRef?.name)).toSorted() ??
    []
  )
}

function runningOn(list: readonly Pod[]): string[] {
  return list.map(({ spec, status }) => `${status?.phase} ${spec?.containers[0]?.image}`)
}

describe('a deployment with a service', () => {
  it('runs, and its service leads to its pods', async () => {
    expect(runningOn(await pods())).toEqual(Array(3).fill('Running web:1'))
    expect(await served()).toEqual((await pods()).map(({ metadata }) => metadata.name))
  })

  it('rolls over to a new image, and the service follows', async () => {
    await cluster.write((client) => client.patch('Deployment', web, 'strategic', image('web:2')))
    expect(runningOn(await pods())).toEqual(Array(3).fill('Running web:2'))
    expect(await served()).toEqual((await pods()).map(({ metadata }) => metadata.name))
    const { status } = await cluster.read((client) => client.get('Deployment', web))
    expect(status).toMatchObject({
      replicas: 3,
      updatedReplicas: 3,
      availableReplicas: 3,
      terminatingReplicas: 0,
    })
  })

  it('comes up elsewhere when a node is deleted', async () => {
    await cluster.write((client) => client.delete('Node', { namespace: '', name: 'worker-1' }))
    const now = await pods()
    expect(runningOn(now)).toEqual(Array(3).fill('Running web:1'))
    expect(new Set(now.map(({ spec }) => spec?.nodeName))).toEqual(new Set(['worker-2']))
    expect(await served()).toEqual(now.map(({ metadata }) => metadata.name))
  })

  it.each(['Background', 'Foreground'] as const)(
    'goes with its pods when deleted in the %s',
    async (policy) => {
      await cluster.write((client) => client.delete('Deployment', web, { propagationPolicy: policy }))
      expect([await pods(), await served()]).toEqual([[], []])
    },
  )

  it('goes with its namespace', async () => {
    await cluster.write(async (client) => {
      await client.create('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
    })
    const shop = { namespace: 'shop' }
    await cluster.write(async (client) => {
      await client.create('Deployment', { ...deployment('web', 'web:1'), metadata: { name: 'web', ...shop } })
    })
    const inShop = () => cluster.read(async (client) => (await client.list('Pod', shop)).items.length)
    expect(await inShop()).toBe(3)
    await cluster.write((client) => client.delete('Namespace', { namespace: '', name: 'shop' }))
    expect(await inShop()).toBe(0)
    expect(
      await cluster.read((client) => client.find('Namespace', { namespace: '', name: 'shop' })),
    ).toBeUndefined()
  })
})
