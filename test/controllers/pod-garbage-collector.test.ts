/** Pods that have ended are kept up to a number; what goes first beyond it, and when. */
import { beforeEach, describe, expect, it } from 'vitest'
import { clusterAdmin } from '../../src/apiserver/context.ts'
import { createClient } from '../../src/apiserver/server.ts'
import { createPodGarbageCollector } from '../../src/controllers/pod-garbage-collector.ts'
import type { PodStatus } from '../../src/generated/types.ts'
import { converge } from '../../src/runtime/control-loop.ts'
import { createEventRecorder } from '../../src/runtime/record-events.ts'
import { createState } from '../../src/runtime/state.ts'
import { type TestServer, testServer } from '../support/server.ts'

let test: TestServer

beforeEach(async () => {
  test = await testServer()
})

/** Lets the collector alone run, after so many seconds, with room for three. */
async function collect(seconds: number): Promise<string[]> {
  const { server, store, clock } = test
  const client = createClient(server, clusterAdmin)
  const recorder = createEventRecorder({ client, clock, component: 'test' })
  const { random } = server
  clock.setOffset(clock.offset + seconds * 1000)
  clock.refresh()
  await converge({
    store,
    clock,
    reconcilers: [createPodGarbageCollector({ threshold: 3 })],
    contextFor: ({ name }) => ({ client, clock, random, recorder, state: createState(store, name) }),
    checkpoint: async () => {},
  })
  const { items } = await client.list('Pod', { namespace: 'default' })
  return items.map(({ metadata }) => metadata.name ?? '')
}

async function pod(name: string, status: PodStatus): Promise<void> {
  const { client } = test
  const created = await client.create('Pod', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'c:1' }] },
  })
  await client.update(
    'Pod',
    { ...created, status: { ...created.status, ...status } },
    { subresource: 'status' },
  )
}

const succeeded = { phase: 'Succeeded' }
const evicted = { phase: 'Failed', reason: 'Evicted' }

describe('pods that have ended', () => {
  it('stay while there are not too many, and those that run do not count', async () => {
    for (const name of ['a', 'b', 'c']) await pod(name, succeeded)
    for (const name of ['x', 'y', 'z']) await pod(name, { phase: 'Running' })
    expect(await collect(1)).toEqual(['a', 'b', 'c', 'x', 'y', 'z'])
    expect(await collect(60)).toEqual(['a', 'b', 'c', 'x', 'y', 'z'])
  })

  it('go every 20 s where there are too many: evicted ones first, then the oldest', async () => {
    await pod('oldest', succeeded)
    await collect(1)
    for (const name of ['old-a', 'old-b']) await pod(name, { phase: 'Failed' })
    await collect(1)
    for (const name of ['young', 'youngest']) await pod(name, succeeded)
    await pod('evicted', evicted)
    expect(await collect(17)).toHaveLength(6)
    expect(await collect(1)).toEqual(['old-b', 'young', 'youngest'])
    expect(await collect(60)).toEqual(['old-b', 'young', 'youngest'])
  })
})
