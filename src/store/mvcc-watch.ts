/** Watching: the history read on and on, woken by commits. */
import type { Engine } from './engine.ts'
import { eventsAfter } from './mvcc-read.ts'
import type { StoreEvent, WatchOptions } from './store.ts'

/** Events to read at a time. */
const PORTION = 500

/** Batches of events after a revision, one a transaction; ends when the signal aborts or the engine closes. */
export async function* watchAfter(
  engine: Engine,
  after: number,
  { start, end, signal }: WatchOptions,
): AsyncGenerator<StoreEvent[], void, undefined> {
  const wake = createWake()
  const unsubscribe = engine.subscribe(wake.call)
  signal?.addEventListener('abort', wake.call)
  const ended = () => signal?.aborted === true || engine.closed()
  try {
    while (!ended()) {
      const { events, revision } = engine.read((txn) => eventsAfter(txn, after, PORTION, { start, end }))
      for (const batch of byRevision(events)) {
        if (ended()) return
        yield batch
      }
      if (revision === after) await wake.wait()
      after = revision
    }
  } finally {
    unsubscribe()
    signal?.removeEventListener('abort', wake.call)
  }
}

function* byRevision(events: StoreEvent[]): Generator<StoreEvent[]> {
  let from = 0
  for (let to = 1; to <= events.length; to++) {
    if (to < events.length && events[to]!.revision === events[from]!.revision) continue
    yield events.slice(from, to)
    from = to
  }
}

/** Something to wait for that also remembers a call that came while nobody waited. */
function createWake(): { call: () => void; wait: () => Promise<void> } {
  let called = false
  let resolve = () => {}
  return {
    call() {
      called = true
      resolve()
    },
    async wait() {
      if (!called) await new Promise<void>((done) => (resolve = done))
      called = false
    },
  }
}
