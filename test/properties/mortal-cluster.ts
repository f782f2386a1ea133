/** A cluster in memory whose process can be killed at any commit, and whose whole history is open to the test. */
import type { Client } from '../../src/apiserver/client.ts'
import { createClock } from '../../src/base/clock.ts'
import type { NodeShape } from '../../src/cluster/cluster.ts'
import { advanceSession, runSession } from '../../src/cluster/session.ts'
import { CONVERGED_KEY } from '../../src/runtime/control-loop.ts'
import { openMemory } from '../../src/store/backends/memory.ts'
import { createStore, engineOf } from '../../src/store/mvcc.ts'
import type { Store, StoreEvent } from '../../src/store/store.ts'

/** The revisions that a command itself has written: after the first, up to the second. */
export type Span = readonly [after: number, upTo: number]

export interface MortalCluster {
  /** Runs a command as a process of its own; at its nth commit (from 1) the process is killed, with nothing of it kept. */
  run(command: (client: Client) => Promise<void>, killedAt?: number): Promise<Span>
  /** Lets so many seconds pass, in a process that may be killed as above. */
  advance(seconds: number, killedAt?: number): Promise<void>
  /** Lets everything look at every change that ever was, as if it saw the cluster for the first time. */
  lookAgain(): Promise<void>
  revision(): Promise<number>
  eventsAfter(revision: number): Promise<StoreEvent[]>
}

class Killed extends Error {}

/** A new cluster of these nodes; its time goes on only where it is told to. */
export function createMortalCluster(nodes: readonly NodeShape[]): MortalCluster {
  let commitsLeft = Number.POSITIVE_INFINITY
  const engine = engineOf(openMemory())
  const base: Store = createStore({
    ...engine,
    write(fn) {
      if (commitsLeft-- <= 1) throw new Killed()
      return engine.write(fn)
    },
  })
  // A process knows nothing of the one before, its clock included.
  const process = () => ({
    base,
    clock: createClock({ source: START }),
    seed: 'mortal',
    nodes,
    fieldManager: 'mortal',
  })
  const alive = async (killedAt: number | undefined, run: () => Promise<unknown>): Promise<void> => {
    commitsLeft = killedAt ?? Number.POSITIVE_INFINITY
    try {
      await run()
    } catch (error) {
      if (!(error instanceof Killed)) throw error
    } finally {
      commitsLeft = Number.POSITIVE_INFINITY
    }
  }
  const run: MortalCluster['run'] = async (command, killedAt) => {
    let span: Span = [0, 0]
    await alive(killedAt, () =>
      runSession(process(), async (client) => {
        const from = await revisionOf(client)
        await command(client)
        span = [from, await revisionOf(client)]
      }),
    )
    const isKept = (await base.revision()) >= span[1]
    return isKept ? span : [0, 0]
  }
  return {
    run,
    advance: (seconds, killedAt) => alive(killedAt, () => advanceSession(process(), seconds * 1000, {})),
    async lookAgain() {
      await base.txn({ ops: [], meta: new Map([[CONVERGED_KEY, 0]]) })
      await run(async () => undefined)
    },
    revision: () => base.revision(),
    eventsAfter: async (revision) => (await base.events(revision)).events,
  }
}

const START = Date.UTC(2026, 0, 1)

async function revisionOf(client: Client): Promise<number> {
  return Number((await client.list('Namespace', { limit: 1 })).metadata.resourceVersion)
}
