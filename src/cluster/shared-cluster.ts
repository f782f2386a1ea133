/** The same cluster for many at once: reads go on beside each other, whatever acts has the cluster for itself. */
import type { Cluster } from './cluster.ts'

/**
 * A cluster whose methods may be called while others are still going on. There is one clock, which steps from moment to
 * moment while things act: a read in between would tell of a time that has not come. So writes queue, and reads wait for
 * them; what is read afterwards has converged. Calls must not be nested.
 */
export function sharedCluster(cluster: Cluster): Cluster {
  const gate = createGate()
  /** What is due happens before, alone: the first of several reads has it done for all. */
  const reading = async <T>(work: () => Promise<T>): Promise<T> => {
    for (;;) {
      const leave = await gate.enterWithOthers()
      try {
        if (await cluster.isSettled()) return await work()
      } finally {
        leave()
      }
      await alone(() => cluster.read(async () => undefined))
    }
  }
  const alone = async <T>(work: () => Promise<T>): Promise<T> => {
    const leave = await gate.enterAlone()
    try {
      return await work()
    } finally {
      leave()
    }
  }
  return {
    ...cluster,
    read: (command) => reading(() => cluster.read(command)),
    write: (command) => alone(() => cluster.write(command)),
    imagine: (work) => alone(() => cluster.imagine(work)),
    advance: (ms, options) => alone(() => cluster.advance(ms, options)),
    isSettled: () => alone(() => cluster.isSettled()),
    now: () => alone(() => cluster.now()),
  }
}

interface Gate {
  enterWithOthers(): Promise<() => void>
  enterAlone(): Promise<() => void>
}

/** First come, first served: whoever comes after one who waits to be alone waits, too. */
function createGate(): Gate {
  /** Those who went in together last, and whoever is to be alone after them. */
  let others: Promise<unknown> = Promise.resolve()
  let last: Promise<unknown> = Promise.resolve()
  return {
    async enterWithOthers() {
      const { done, leave } = createVisit()
      const before = last
      others = Promise.all([others, done])
      await before
      return leave
    },
    async enterAlone() {
      const { done, leave } = createVisit()
      const before = Promise.all([last, others])
      last = Promise.all([before, done])
      others = Promise.resolve()
      await before
      return leave
    },
  }
}

function createVisit(): { done: Promise<void>; leave: () => void } {
  let leave = () => {}
  const done = new Promise<void>((resolve) => (leave = resolve))
  return { done, leave }
}
