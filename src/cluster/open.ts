/** Opens a cluster: the only place where the parts are wired together. */
import { randomUUID } from 'node:crypto'
import { createRegistry } from '../api/registry.ts'
import { createAdmission } from '../apiserver/admission/index.ts'
import type { Client } from '../apiserver/client.ts'
import { clusterAdmin, type Identity, type ServerContext } from '../apiserver/context.ts'
import { createClient, customKindsIn } from '../apiserver/server.ts'
import { createClock, wallTime } from '../base/clock.ts'
import { createRandom } from '../base/random.ts'
import { hasWork } from '../runtime/control-loop.ts'
import { openOverlay } from '../store/backends/overlay.ts'
import { acquireLease } from '../store/lease.ts'
import { type Store, StoreError } from '../store/store.ts'
import type { Cluster, ClusterOptions } from './cluster.ts'
import { isBootstrapped } from './state.ts'

/** Service addresses and node ports as kubeadm and the API server default them. */
const network = { serviceCidr: '10.96.0.0/12', nodePorts: [30000, 32767] as const }

/** So often is a command run again that another process came between, before it waits its turn for good. */
const attempts = 10

/** Opens a cluster; one that does not exist yet comes into being with the first command. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const base = await openStore(options.store)
  const clock = createClock({ source: options.now ?? wallTime })
  const seed = options.seed ?? randomUUID()
  const admission = createAdmission()

  /** A server over a store as it is now. What it makes by chance follows from the seed and the revision. */
  async function serverOver(store: Store): Promise<ServerContext> {
    const random = createRandom(`${seed}/${await store.revision()}`)
    return { store, registry: createRegistry(customKindsIn(store)), clock, random, admission, network }
  }

  async function convergeOver(server: ServerContext, checkpoint: () => Promise<void>): Promise<void> {
    const { convergeCluster } = await import('./converge.ts')
    await convergeCluster(server, clock, checkpoint)
  }

  /** One try of a write: catch up with what is due, run the command, commit, converge, commit. */
  async function attempt<T>(command: (client: Client) => Promise<T>): Promise<T> {
    const overlay = openOverlay(base)
    try {
      const server = await serverOver(overlay)
      if (!(await isBootstrapped(overlay))) {
        const { bootstrap } = await import('./bootstrap.ts')
        await bootstrap(server, options.nodes)
      }
      if (await hasWork(overlay, clock.now())) await convergeOver(server, () => overlay.commit())
      const result = await command(createClient(server, clusterAdmin))
      await overlay.commit()
      await convergeOver(server, () => overlay.commit())
      await overlay.commit()
      return result
    } finally {
      overlay.discard()
    }
  }

  const cluster: Cluster = {
    registry: createRegistry(customKindsIn(base)),
    clock,
    async read(command) {
      clock.refresh()
      if (!(await isBootstrapped(base)) || (await hasWork(base, clock.now())))
        await cluster.write(async () => undefined)
      return command(createClient(await serverOver(base), clusterAdmin))
    },
    async write(command) {
      const lease = await acquireLease(base, 'writer', { ...(options.onWait && { onWait: options.onWait }) })
      clock.refresh()
      try {
        return await retryOnMovedBase(() => attempt(command))
      } finally {
        await lease.release()
      }
    },
    watcher: () => readOnlyClient(base),
    close: () => base.close(),
    [Symbol.asyncDispose]: () => base.close(),
  }

  function readOnlyClient(store: Store): Client {
    const server = {
      store,
      registry: cluster.registry,
      clock,
      random: createRandom(seed),
      admission,
      network,
    }
    return createClient(server, clusterAdmin as Identity)
  }
  return cluster
}

async function openStore(store: ClusterOptions['store']): Promise<Store> {
  if (store === 'memory') return (await import('../store/backends/memory.ts')).openMemory()
  return (await import('../store/backends/lmdb.ts')).openLmdb(store)
}

/** The writer lease makes this rare: it can happen only where processes cannot see each other's lease. */
async function retryOnMovedBase<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'conflict') || attempt === attempts) throw error
    }
  }
}
