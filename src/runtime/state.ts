/** Bookkeeping of one reconciler, kept beside the objects and written with them. */
import { prefixEnd, type Store } from '../store/store.ts'
import type { State } from './reconciler.ts'

/** The state of a reconciler, apart from that of all others. */
export function createState(store: Store, reconciler: string): State {
  const name = (key: string) => `state/${reconciler}/${key}`
  return {
    get: (key) => store.meta(name(key)),
    async range(prefix, limit) {
      const start = name(prefix)
      const entries = await store.metaRange({
        start,
        end: prefixEnd(start),
        ...(limit !== undefined && { limit }),
      })
      return entries.map(({ key, value }) => ({ key: key.slice(name('').length), value }))
    },
    async set(key, value) {
      if (value === undefined && (await store.meta(name(key))) === undefined) return
      await store.txn({ ops: [], meta: new Map([[name(key), value]]) })
    },
  }
}
