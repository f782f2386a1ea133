/** Forgets old history bit by bit, so that a store does not grow with everything that ever happened in it. */
import { CONVERGED_KEY } from '../runtime/control-loop.ts'
import type { Store } from '../store/store.ts'

/** So many revisions can be read and watched from, at least: pages of a list and watches go on within them. */
const KEPT = 10_000
/** Revisions that one step forgets at least, and how many for each that was written since the step before. */
const LEAST_STEP = 100
const STEP_PER_REVISION = 2

/** Revision up to which history was forgotten, and where the store was then. */
const FORGOTTEN_KEY = 'cluster/forgotten'

interface Forgotten {
  upTo: number
  at: number
}

/** Takes a step. It costs as much as was written since the last one; what the loop has not acted on stays. */
export async function forgetHistory(store: Store): Promise<void> {
  const [revision, converged, last] = await Promise.all([
    store.revision(),
    store.meta(CONVERGED_KEY) as Promise<number | undefined>,
    store.meta(FORGOTTEN_KEY) as Promise<Forgotten | undefined>,
  ])
  const { upTo, at } = last ?? { upTo: 0, at: 0 }
  const step = Math.max(LEAST_STEP, STEP_PER_REVISION * (revision - at))
  const next = Math.min(upTo + step, Math.min(revision, converged ?? 0) - KEPT)
  if (next <= upTo) return
  await store.compact(next)
  await store.txn({ ops: [], meta: new Map([[FORGOTTEN_KEY, { upTo: next, at: revision }]]) })
}
