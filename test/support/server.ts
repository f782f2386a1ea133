/** An API server over an empty memory store, with a fixed time and seed: nothing acts on what is written. */
import { createRegistry } from '../../src/api/registry.ts'
import type { Unstructured } from '../../src/apimachinery/object.ts'
import { createAdmission } from '../../src/apiserver/admission/index.ts'
import type { Client } from '../../src/apiserver/client.ts'
import { clusterAdmin, type ServerContext } from '../../src/apiserver/context.ts'
import { createClient, customKindsIn } from '../../src/apiserver/server.ts'
import { createClock, type SteppingClock } from '../../src/base/clock.ts'
import { createRandom } from '../../src/base/random.ts'
import { openMemory } from '../../src/store/backends/memory.ts'
import type { Store } from '../../src/store/store.ts'

/** 2026-01-01T00:00:00Z. */
export const testTime = Date.UTC(2026, 0, 1)

export interface TestServer {
  server: ServerContext
  client: Client
  store: Store
  clock: SteppingClock
}

/** A server that holds the namespace 'default' with its default service account. */
export async function testServer(): Promise<TestServer> {
  const store = openMemory()
  const clock = createClock({ source: testTime })
  const server: ServerContext = {
    store,
    clock,
    registry: createRegistry(customKindsIn(store)),
    random: createRandom('test'),
    admission: createAdmission(),
    network: { serviceCidr: '10.96.0.0/12', nodePorts: [30000, 32767] },
  }
  const client = createClient(server, clusterAdmin)
  await client.create('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } })
  await client.create('ServiceAccount', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: 'default' },
  })
  return { server, client, store, clock }
}

/** A ConfigMap in the namespace default, with anything else on top. */
export function configMap(name: string, more: Partial<Unstructured> = {}): Unstructured {
  const { metadata, ...rest } = more
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', ...metadata },
    ...rest,
  }
}

/** What a promise is rejected with; fails if it is not. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('expected a rejection')
}

/** Namespace and name of an object in the namespace default. */
export function named(name: string) {
  return { namespace: 'default', name }
}
