/** Bookkeeping of one reconciler, kept beside the objects and written with them. */
import type { Store } from '../store/store.ts'
import type { State } from './reconciler.ts'

/** The state of a reconciler, apart from that of all others. */
export function createState(store: Store, reconciler: string): State {
  const name = (key: string) => `state/${reconciler}/${key}`
  return {
    get: (key) => store.meta(name(key)),
    async set(key, value) {
      await store.txn({ ops: [], meta: new Map([[name(key), value]]) })
    },
  }
}
