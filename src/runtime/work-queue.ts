/** Keys that wait for a reconciler: each at most once, in the order in which they came. */

/** Keys that wait, each once, in the order in which they came. */
export interface WorkQueue {
  add(key: string): void
  /** All waiting keys; the queue is empty afterwards. */
  takeAll(): string[]
  readonly size: number
}

/** An empty queue. */
export function createWorkQueue(): WorkQueue {
  let keys = new Set<string>()
  return {
    add(key) {
      keys.add(key)
    },
    takeAll() {
      const taken = [...keys]
      keys = new Set()
      return taken
    },
    get size() {
      return keys.size
    },
  }
}
