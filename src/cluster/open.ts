/** Opens a cluster: the only place where the store, the API server and what acts are put together. */
import { createRegistry, type Kind } from '../api/registry.ts'
import type { Client } from '../apiserver/client.ts'
import { clusterAdmin } from '../apiserver/context.ts'
import { createClient, customKindsIn } from '../apiserver/server.ts'
import { createClock, wallTime } from '../base/clock.ts'
import type { ContainerBooks } from '../container/bookkeeping.ts'
import { hasWork } from '../runtime/control-loop.ts'
import { dueTimers } from '../runtime/timers.ts'
import { acquireLease } from '../store/lease.ts'
import { type Store, StoreError } from '../store/store.ts'
import type { Cluster, ClusterOptions } from './cluster.ts'
import { kubeletBooks } from './kubelet-books.ts'
import { serverOver } from './server-over.ts'
import { isBootstrapped, readClock } from './state.ts'

/** So often is a command run again that another process came between. The writer lease makes even one rare. */
const ATTEMPTS = 10

/** Opens a cluster; one that does not exist yet comes into being with the first command. */
export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const base = await openStore(options.store)
  const clock = createClock({ source: options.now ?? wallTime })
  const { fieldManager = 'kubectl', nodes, onProgress, seed = chanceSeed() } = options
  const session = { base, clock, seed, nodes, fieldManager, onProgress }
  const makeInitial = (kind: Kind) => write(async (client) => void (await client.names(kind.name)))
  const client = async () =>
    createClient({ ...(await serverOver(base, session, makeInitial)), fieldManager }, clusterAdmin)
  const alone = <T>(run: () => Promise<T>) => runAlone(base, options, run)
  // What writes is loaded only then: most commands read.
  const write = <T>(command: (client: Client, books: ContainerBooks) => Promise<T>) =>
    alone(async () => (await import('./session.ts')).runSession(session, command))
  const isSettled = async () => {
    await readClock(base, clock)
    return (await isBootstrapped(base)) && !(await hasWork(base, clock.now()))
  }
  const catchUp = async () => {
    if (!(await isSettled())) await write(async () => undefined)
  }
  return {
    registry: createRegistry(customKindsIn(base)),
    clock,
    async read(command) {
      await catchUp()
      return command(await client(), kubeletBooks(base, clock.now()))
    },
    write,
    async imagine(work) {
      await catchUp()
      return (await import('./imagine.ts')).imagine(session, work)
    },
    advance: (ms, travel = {}) =>
      alone(async () => (await import('./session.ts')).advanceSession(session, ms, travel)),
    isSettled,
    async now() {
      await readClock(base, clock)
      return clock.now()
    },
    due: (limit) => dueTimers(base, limit),
    reader: client,
    close: () => base.close(),
    [Symbol.asyncDispose]: () => base.close(),
  }
}

/** A seed like no other. Not by node:crypto, which takes longer to load than most commands to run. */
function chanceSeed(): string {
  return `${wallTime()}.${process.pid}.${process.hrtime.bigint()}`
}

async function openStore(store: ClusterOptions['store']): Promise<Store> {
  if (store === 'memory') return (await import('../store/backends/memory.ts')).openMemory()
  return (await import('../store/backends/lmdb.ts')).openLmdb(store)
}

/** Writers queue: one process at a time runs a command and converges. */
async function runAlone<T>(base: Store, { onWait }: ClusterOptions, run: () => Promise<T>): Promise<T> {
  const lease = await acquireLease(base, 'writer', { ...(onWait && { onWait }) })
  try {
    return await retryOnConflict(run)
  } finally {
    await lease.release()
  }
}

async function retryOnConflict<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run()
    } catch (error) {
      if (!(error instanceof StoreError && error.code === 'conflict') || attempt === ATTEMPTS) throw error
    }
  }
}
