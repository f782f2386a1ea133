/** An overlay that tells how far the work over it has come. */
import type { Clock } from '../base/clock.ts'
import { type OverlayStore, openOverlay } from '../store/backends/overlay.ts'
import { extendStore } from '../store/mvcc.ts'
import type { Store } from '../store/store.ts'
import type { Progress } from './cluster.ts'

/** What a session goes by. */
export interface Watching {
  base: Store
  clock: Clock
  /** See ClusterOptions. */
  onProgress?: ((progress: Progress) => void) | undefined
}

/** An overlay over the base; with a listener, each write is told of after it was made. */
export function openWatchedOverlay({ base, clock, onProgress }: Watching): OverlayStore {
  const overlay = openOverlay(base)
  if (onProgress === undefined) return overlay
  const { commit, discard } = overlay
  let writes = 0
  return extendStore(overlay, {
    commit,
    discard,
    async txn(request) {
      const result = await overlay.txn(request)
      if (result.succeeded) writes += request.ops.length
      onProgress({ writes, time: clock.now() })
      return result
    },
  } satisfies Pick<OverlayStore, 'commit' | 'discard' | 'txn'>)
}
