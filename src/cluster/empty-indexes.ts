/** An overlay that knows which indexes have nothing in them: on the way of each write there are some to ask. */
import type { OverlayStore } from '../store/backends/overlay.ts'
import { extendStore } from '../store/mvcc.ts'
import type { Txn } from '../store/store.ts'

/** An overlay that can tell at once where a look-up would find nothing. */
export type KnowingOverlay = OverlayStore & {
  /** Whether it is known that nothing stands in an index, under no term at all. */
  nothingUnder(index: string): boolean
}

/**
 * The same overlay. What is known is forgotten with what the overlay holds of the store below: others may have written
 * there. `nothingUnder` is true only after a look-up in the index.
 */
export function withEmptyIndexes(overlay: OverlayStore): KnowingOverlay {
  const empty = new Set<string>()
  const filled = new Set<string>()
  let writes = 0
  const forget = () => {
    writes++
    empty.clear()
    filled.clear()
  }
  const find = async (index: string) => {
    const before = writes
    const [first] = await overlay.terms(index, { limit: 1 })
    if (writes === before) (first === undefined ? empty : filled).add(index)
  }
  return extendStore(overlay, {
    nothingUnder: (index: string) => empty.has(index),
    async lookup(...[index, term, options]: Parameters<OverlayStore['lookup']>) {
      if (empty.has(index)) return []
      const found = await overlay.lookup(index, term, options)
      if (found.length === 0 && !filled.has(index)) await find(index)
      return found
    },
    txn(request: Txn) {
      writes++
      for (const op of request.ops)
        if (op.type === 'put') for (const [index] of op.indexes ?? []) empty.delete(index)
      return overlay.txn(request)
    },
    commit() {
      forget()
      return overlay.commit()
    },
    discard() {
      forget()
      return overlay.discard()
    },
  })
}
