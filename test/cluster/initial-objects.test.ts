/** The objects that some kinds have from the start: there when they are looked at, and not before. */
import { describe, expect, it } from 'vitest'
import type { Client } from '../../src/apiserver/client.ts'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { openCluster } from '../../src/cluster/open.ts'

const START = Date.UTC(2026, 0, 1)
const open = () => openCluster({ store: 'memory', seed: 'initial', now: START })
const names = async (client: Client) => (await client.names('ClusterRole')).map(({ name }) => name)
const version = (cluster: Cluster) =>
  cluster.read(async (client) => (await client.list('Pod')).metadata.resourceVersion)

describe('the roles of a new cluster', () => {
  it('cost nothing until somebody asks for them', async () => {
    await using cluster = await open()
    const before = await version(cluster)
    await cluster.read((client) => client.list('Node'))
    expect(await version(cluster)).toBe(before)
    await cluster.read((client) => client.list('Role'))
    expect(await version(cluster)).not.toBe(before)
  })

  it('are made once, as old as the cluster, by who reads as by who writes', async () => {
    await using cluster = await open()
    await cluster.advance(3_600_000)
    const read = await cluster.read((client) => client.list('ClusterRole'))
    expect(read.items.length).toBeGreaterThan(60)
    expect(new Set(read.items.map(({ metadata }) => metadata.creationTimestamp))).toEqual(
      new Set([new Date(START).toISOString().replace('.000', '')]),
    )
    const again = await cluster.write((client) => client.list('ClusterRole'))
    expect(again.metadata.resourceVersion).toBe(read.metadata.resourceVersion)
  })

  it('can be deleted for good', async () => {
    await using cluster = await open()
    await cluster.write((client) => client.delete('ClusterRole', { namespace: '', name: 'system:heapster' }))
    expect(await cluster.read(names)).not.toContain('system:heapster')
    expect(await cluster.read(names)).toContain('system:kube-dns')
  })

  it('are there for what a copy of the cluster is asked, and stay unmade', async () => {
    await using cluster = await open()
    const before = await version(cluster)
    expect(await cluster.imagine(({ client }) => names(client))).toContain('cluster-admin')
    expect(await version(cluster)).toBe(before)
  })

  it('hold already what the aggregation controller would gather', async () => {
    await using cluster = await open()
    const rules = async () =>
      (await cluster.read((client) => client.list('ClusterRole'))).items.map((role) => role.rules)
    const made = await rules()
    await cluster.write((client) =>
      client.patch('ClusterRole', { namespace: '', name: 'system:aggregate-to-view' }, 'merge', {
        metadata: { annotations: { touched: 'yes' } },
      }),
    )
    expect(await rules()).toEqual(made)
  })
})
