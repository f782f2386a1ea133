/** What the store knows of the cluster as a whole: whether there is one, and how far its clock is ahead. */
import type { SteppingClock } from '../base/clock.ts'
import type { Reader, Store } from '../store/store.ts'

/** Written with the cluster's first objects. */
export const BOOTSTRAPPED_KEY = 'cluster/bootstrapped'
/** How many ms the cluster's clock is ahead of its source. */
const CLOCK_OFFSET_KEY = 'cluster/clock-offset'

/** Whether the store holds a cluster. */
export async function isBootstrapped(store: Pick<Reader, 'meta'>): Promise<boolean> {
  return (await store.meta(BOOTSTRAPPED_KEY)) !== undefined
}

/** Sets the clock to the cluster's time now. */
export async function readClock(store: Pick<Reader, 'meta'>, clock: SteppingClock): Promise<void> {
  clock.setOffset(((await store.meta(CLOCK_OFFSET_KEY)) as number | undefined) ?? 0)
  clock.refresh()
}

/** Keeps the offset for the commands to come. */
export async function writeClockOffset(store: Store, offset: number): Promise<void> {
  await store.txn({ ops: [], meta: new Map([[CLOCK_OFFSET_KEY, offset]]) })
}
