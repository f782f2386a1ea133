/** One cluster for many at once: reads go on beside each other, writes alone. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { openCluster } from '../../src/cluster/open.ts'
import { sharedCluster } from '../../src/cluster/shared-cluster.ts'

let cluster: Cluster
let now = Date.UTC(2026, 0, 1)
beforeEach(async () => {
  cluster = sharedCluster(await openCluster({ store: 'memory', seed: 'shared', now: () => now }))
  await cluster.read(async () => undefined)
})
afterEach(() => cluster.close())

/** Something to wait for until it is said to be over. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => (open = resolve))
  return { opened, open }
}

const map = (name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default' },
})
const create = (name: string) => cluster.write((client) => client.create('ConfigMap', map(name)))
const names = () =>
  cluster.read(async (client) =>
    (await client.names('ConfigMap', { namespace: 'default' })).map(({ name }) => name),
  )

describe('a cluster that is shared', () => {
  it('lets reads go on beside each other', async () => {
    const first = gate()
    const slow = cluster.read(() => first.opened)
    await cluster.read(async () => first.open())
    await slow
  })

  it('lets a write wait for the reads before it, and those after it for the write', async () => {
    const order: string[] = []
    const first = gate()
    const slow = cluster.read(async () => {
      await first.opened
      order.push('first read')
    })
    const write = create('cm').then(() => order.push('write'))
    const second = names().then((found) => order.push(`second read: ${found.includes('cm')}`))
    first.open()
    await Promise.all([slow, write, second])
    expect(order).toEqual(['first read', 'write', 'second read: true'])
  })

  it('goes on when something fails', async () => {
    const failing = cluster.write(async () => {
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    await expect(cluster.read(() => Promise.reject(new Error('neither')))).rejects.toThrow('neither')
    expect((await create('cm')).metadata.name).toBe('cm')
  })

  it('has what fell due done once, before any of the reads that come then', async () => {
    const spec = {
      schedule: '0 * * * *',
      jobTemplate: {
        spec: {
          template: {
            spec: { restartPolicy: 'Never' as const, containers: [{ name: 'c', image: 'busybox' }] },
          },
        },
      },
    }
    const tick = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'tick', namespace: 'default' },
      spec,
    }
    await cluster.write((client) => client.create('CronJob', tick))
    now += 2 * 3_600_000
    const jobs = () => cluster.read(async (client) => (await client.names('Job')).length)
    expect(await Promise.all([jobs(), jobs(), jobs()])).toEqual([2, 2, 2])
  })

  it('answers many at once', async () => {
    const all = Array.from({ length: 30 }, (_, index) => (index % 3 === 0 ? create(`cm-${index}`) : names()))
    await Promise.all(all)
    expect((await names()).filter((name) => name.startsWith('cm-'))).toHaveLength(10)
  })
})
