/** The clock of a cluster: what it meets on the way, where it stops, and what is due. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../src/apiserver/client.ts'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { openCluster } from '../../src/cluster/open.ts'
import type { ConfigMap, Deployment } from '../../src/generated/types.ts'

const start = Date.parse('2026-01-01T00:00:00Z')
const name = { namespace: 'default', name: 'web' }

/** Its pods count as available a minute after they are ready. */
const web: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { ...name },
  spec: {
    minReadySeconds: 60,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'web', image: 'nginx' }] },
    },
  },
}

async function isAvailable(client: Client): Promise<boolean> {
  return (await client.get('Deployment', name)).status?.availableReplicas === 1
}

describe('the clock of a cluster', () => {
  let cluster: Cluster
  beforeEach(async () => {
    cluster = await openCluster({ store: 'memory', now: start, seed: 'clock' })
    await cluster.write((client) => client.create('Deployment', web))
  })
  afterEach(() => cluster.close())

  it('stops at the first moment at which what is waited for holds', async () => {
    expect(await cluster.advance(600_000, { until: isAvailable })).toEqual({
      from: start,
      to: start + 60_000,
      reached: true,
    })
    expect(cluster.clock.now()).toBe(start + 60_000)
  })

  it('goes all the way where it never holds', async () => {
    const moved = await cluster.advance(30_000, { until: isAvailable })
    expect(moved).toEqual({ from: start, to: start + 30_000, reached: false })
  })

  it('does not move where it holds already', async () => {
    const moved = await cluster.advance(30_000, { until: async () => true })
    expect(moved).toEqual({ from: start, to: start, reached: true })
  })

  it('keeps the moment at which it stopped for the commands that follow', async () => {
    await cluster.advance(600_000, { until: isAvailable })
    const object: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...name } }
    const { metadata } = await cluster.write((client) => client.create('ConfigMap', object))
    expect(metadata.creationTimestamp).toBe('2026-01-01T00:01:00Z')
  })

  it('asks at each moment at which something was due, with what has become of it', async () => {
    const seen: [time: number, available: number][] = []
    await cluster.advance(90_000, {
      async until(client) {
        const { status } = await client.get('Deployment', name)
        seen.push([cluster.clock.now() - start, status?.availableReplicas ?? 0])
        return false
      },
    })
    expect(seen[0]).toEqual([0, 0])
    expect(seen).toContainEqual([60_000, 1])
  })

  it('shows each change on the way, at its time', async () => {
    const seen: string[] = []
    let begun = 0
    await cluster.advance(90_000, {
      begin: () => void begun++,
      see({ type, object }) {
        if (object.kind !== 'Deployment') return
        const { availableReplicas = 0 } = (object as Deployment).status ?? {}
        seen.push(`${(cluster.clock.now() - start) / 1000} s: ${type}, ${availableReplicas} available`)
      },
    })
    expect(seen).toContain('60 s: modified, 1 available')
    expect(begun).toBe(1)
  })

  it('tells the time, wherever the clock was moved', async () => {
    await cluster.advance(90_000)
    expect(await cluster.now()).toBe(start + 90_000)
  })

  it('leaves the clock alone when the question throws', async () => {
    const asked = cluster.advance(60_000, { until: () => Promise.reject(new Error('no')) })
    await expect(asked).rejects.toThrow('no')
    expect(cluster.clock.now()).toBe(start)
  })

  it('tells what is due next, the earliest first', async () => {
    const due = await cluster.due(1000)
    expect(due.map(({ time }) => time)).toEqual(due.map(({ time }) => time).sort((a, b) => a - b))
    expect(due).toContainEqual({
      time: start + 60_000,
      reconciler: 'replicaset-controller',
      kind: 'ReplicaSet',
      key: expect.stringMatching(/^default\/web-/),
      why: expect.stringMatching(/^minReadySeconds /),
    })
    expect(await cluster.due(1)).toEqual(due.slice(0, 1))
  })
})
