/** The store over any engine: revisions, history, indexes, watches and compaction, written once. */
import type { Engine, ReadTxn } from './engine.ts'
import { scan } from './engine.ts'
import { compactHistory } from './mvcc-compact.ts'
import { readAggregate, readLookup, readTerms } from './mvcc-index.ts'
import { checkRevision, eventsAfter, getAt, getNow, portion, readRange, revisionIn } from './mvcc-read.ts'
import { watchAfter } from './mvcc-watch.ts'
import { applyTxn } from './mvcc-write.ts'
import type { EventsResult, Reader, Store, Value } from './store.ts'
import { StoreError } from './store.ts'

const engines = new WeakMap<Store, Engine>()

/** The engine under a store that createStore made; for overlays and leases. */
export function engineOf(store: Store): Engine {
  const engine = engines.get(store)
  if (engine === undefined) throw new TypeError('this store was not made over an engine')
  return engine
}

/** The store with more methods, over the same engine. */
export function extendStore<M>(store: Store, methods: M): Store & M {
  const extended = { ...store, ...methods }
  engines.set(extended, engineOf(store))
  return extended
}

/** A whole store over an engine, which belongs to the store from now on. */
export function createStore(engine: Engine): Store {
  const store: Store = {
    ...createReader(engine),
    async txn(request) {
      return engine.write((txn) => applyTxn(txn, request))
    },
    watch(options) {
      const after = options.fromRevision === undefined ? engine.read(revisionIn) : options.fromRevision - 1
      return watchAfter(engine, after, options)
    },
    async compact(revision) {
      compactHistory(engine, revision)
    },
    close: () => engine.close(),
  }
  engines.set(store, engine)
  return store
}

function createReader(engine: Engine): Reader {
  return {
    async get(key, options) {
      const revision = options?.revision
      return engine.read((txn) => {
        if (revision === undefined) return getNow(txn, key)
        checkRevision(txn, revision)
        return getAt(txn, key, revision)
      })
    },
    range: async (options) => engine.read((txn) => readRange(txn, options)),
    lookup: async (index, term, options) => engine.read((txn) => readLookup(txn, index, term, options)),
    terms: async (index, options) => engine.read((txn) => readTerms(txn, index, options)),
    aggregate: async (index, term) => engine.read((txn) => readAggregate(txn, index, term)),
    revision: async () => engine.read(revisionIn),
    meta: async (key) => engine.read((txn) => txn.get('meta', key)),
    metaRange: async (options) => engine.read((txn) => readMeta(txn, options)),
    events: async (after, limit = Number.POSITIVE_INFINITY) =>
      engine.read((txn) => readEvents(txn, after, limit)),
  }
}

function readMeta(
  txn: ReadTxn,
  { start, end, limit = Number.POSITIVE_INFINITY }: { start: string; end: string; limit?: number },
): { key: string; value: Value }[] {
  const found: { key: string; value: Value }[] = []
  if (limit <= 0) return found
  for (const [key, value] of scan(txn, 'meta', { start, end }, portion(limit))) {
    found.push({ key, value })
    if (found.length >= limit) break
  }
  return found
}

/** See Reader.events. */
function readEvents(txn: ReadTxn, after: number, limit: number): EventsResult {
  const revision = revisionIn(txn)
  if (after > revision)
    throw new StoreError('future-revision', `no events after revision ${after}: the store is at ${revision}`)
  return eventsAfter(txn, after, limit)
}
