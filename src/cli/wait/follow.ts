/** Lets the machine's time pass: hears what any process commits, and has done what falls due meanwhile. */
import { setImmediate } from 'node:timers/promises'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Waiting } from '../waiting.ts'

/** What is followed, for how long. */
export interface Following<E> {
  cluster: Cluster
  waiting: Waiting
  /** At most so many ms of the machine's time. */
  limit: number
  /** What to listen to, until the signal aborts. */
  sources(signal: AbortSignal): AsyncIterable<E>[]
  see?(event: E): void
  /** Asked at the beginning and whenever something may have changed: whether that is all. */
  until?(): Promise<boolean>
}

/** How it ended: `until` held, the time was over, or the process was asked to end. */
export type FollowEnd = 'reached' | 'timeout' | 'interrupted'

/** So long at most until it looks for a nearer moment at which something is due: a commit need not tell of that. */
const LONGEST_SLEEP = 1000

/** Follows until one of the ends comes. */
export async function follow<E>({
  cluster,
  waiting,
  limit,
  sources,
  see,
  until,
}: Following<E>): Promise<FollowEnd> {
  const stop = new AbortController()
  const mailbox = openMailbox(sources(stop.signal))
  let interrupted = false
  const forget = waiting.onInterrupt(() => {
    interrupted = true
    mailbox.wake()
  })
  const end = waiting.now() + limit
  try {
    for (;;) {
      const events = await mailbox.take()
      // What is told of them is told as of the time at which they are seen.
      if (events.length > 0) await cluster.now()
      for (const event of events) see?.(event)
      if (interrupted) return 'interrupted'
      if (await until?.()) return 'reached'
      const left = end - waiting.now()
      if (left <= 0) return 'timeout'
      await mailbox.sleep(waiting, Math.min(left, await untilDue(cluster)))
      if ((await untilDue(cluster)) === 0) await cluster.read(async () => undefined)
    }
  } finally {
    forget()
    stop.abort()
  }
}

/** How many ms there are until something is due. */
async function untilDue(cluster: Cluster): Promise<number> {
  const [next] = await cluster.due(1)
  if (next === undefined) return LONGEST_SLEEP
  return Math.max(0, Math.min(LONGEST_SLEEP, next.time - (await cluster.now())))
}

interface Mailbox<E> {
  /** All that has come. Throws what a source has failed with. */
  take(): Promise<E[]>
  /** Ends the sleep that is going on, or the next one. */
  wake(): void
  /** Sleeps for so many ms, or until something comes. */
  sleep(waiting: Waiting, ms: number): Promise<void>
}

/** Collects what several sources give. */
function openMailbox<E>(sources: readonly AsyncIterable<E>[]): Mailbox<E> {
  const events: E[] = []
  let failure: { error: unknown } | undefined
  let awake = new AbortController()
  const collect = async (source: AsyncIterable<E>) => {
    for await (const event of source) {
      events.push(event)
      awake.abort()
    }
  }
  for (const source of sources)
    collect(source).catch((error: unknown) => {
      failure = { error }
      awake.abort()
    })
  return {
    async take() {
      // Sources read without waiting: what was committed has come when the microtasks are done.
      await setImmediate()
      awake = new AbortController()
      if (failure) throw failure.error
      return events.splice(0)
    },
    wake: () => awake.abort(),
    async sleep(waiting, ms) {
      if (ms > 0 && !awake.signal.aborted) await waiting.sleep(ms, awake.signal)
    },
  }
}
