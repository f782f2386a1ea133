/** A cluster in memory with everything that acts, whose store is open to the test. */
import { createRegistry } from '../../src/api/registry.ts'
import { createAdmission } from '../../src/apiserver/admission/index.ts'
import type { Client } from '../../src/apiserver/client.ts'
import { clusterAdmin, type ServerContext } from '../../src/apiserver/context.ts'
import { createClient, customKindsIn } from '../../src/apiserver/server.ts'
import { createClock } from '../../src/base/clock.ts'
import { createRandom } from '../../src/base/random.ts'
import { bootstrap } from '../../src/cluster/bootstrap.ts'
import type { NodeShape } from '../../src/cluster/cluster.ts'
import { convergeCluster } from '../../src/cluster/converge.ts'
import { CONVERGED_KEY } from '../../src/runtime/control-loop.ts'
import { openMemory } from '../../src/store/backends/memory.ts'
import type { StoreEvent } from '../../src/store/store.ts'

export interface LiveCluster {
  client: Client
  /** Lets everything act until nothing is left to do. */
  converge(): Promise<void>
  /** Lets so many seconds pass, and what falls due in them happen. Gives the time then, ms. */
  advance(seconds: number): Promise<number>
  /** Lets everything look at every change that ever was, as if it saw the cluster for the first time. */
  convergeFromStart(): Promise<void>
  revision(): Promise<number>
  eventsAfter(revision: number): Promise<StoreEvent[]>
}

/** A new cluster of these nodes; its time goes on only where it is told to. */
export async function openLiveCluster(nodes: readonly NodeShape[]): Promise<LiveCluster> {
  const store = openMemory()
  const clock = createClock({ source: Date.UTC(2026, 0, 1) })
  const server: ServerContext = {
    store,
    clock,
    registry: createRegistry(customKindsIn(store)),
    random: createRandom('live'),
    admission: createAdmission(),
    network: { serviceCidr: '10.96.0.0/12', nodePorts: [30000, 32767] },
  }
  await bootstrap(server, nodes)
  const converge = () => convergeCluster(server, { clock, resume: true, checkpoint: async () => {} })
  await converge()
  return {
    client: createClient(server, clusterAdmin),
    converge,
    async advance(seconds) {
      clock.setOffset(clock.offset + seconds * 1000)
      clock.refresh()
      await converge()
      return clock.now()
    },
    async convergeFromStart() {
      await store.txn({ ops: [], meta: new Map([[CONVERGED_KEY, 0]]) })
      await converge()
    },
    revision: () => store.revision(),
    eventsAfter: async (revision) => (await store.events(revision)).events,
  }
}
