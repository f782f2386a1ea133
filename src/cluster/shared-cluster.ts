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
  /** How many are inside; -1 stands for one who is alone. */
  let inside = 0
  const waiting: { isAlone: boolean; enter(): void }[] = []
  const admit = () => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (next.isAlone ? inside !== 0 : inside < 0) return
      waiting.shift()
      inside = next.isAlone ? -1 : inside + 1
      next.enter()
    }
  }
  const leave = (isAlone: boolean) => () => {
    inside = isAlone ? 0 : inside - 1
    admit()
  }
  const enter = (isAlone: boolean) =>
    new Promise<() => void>((resolve) => {
      waiting.push({ isAlone, enter: () => resolve(leave(isAlone)) })
      admit()
    })
  return { enterWithOthers: () => enter(false), enterAlone: () => enter(true) }
}
