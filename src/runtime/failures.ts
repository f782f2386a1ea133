/** Keys that reconcilers failed at: kept in the store, so that the next command goes on trying them. */
import { prefixEnd, type Store } from '../store/store.ts'

/** A key that could not be reconciled. */
export interface Failure {
  reconciler: string
  key: string
  /** Failures in a row. */
  count: number
}

const PREFIX = 'loop/failed/'

/** What was left failing; at most so many, since each may be tried again with every change. Timers try the others. */
export async function readFailures(store: Pick<Store, 'metaRange'>, limit: number): Promise<Failure[]> {
  const entries = await store.metaRange({ start: PREFIX, end: prefixEnd(PREFIX), limit })
  return entries.map(({ key: text, value }) => {
    const [reconciler = '', ...key] = text.slice(PREFIX.length).split('/')
    return { reconciler, key: key.join('/'), count: value as number }
  })
}

/** Notes how often a key has failed in a row; undefined: it no longer does. */
export async function setFailure(
  store: Pick<Store, 'txn'>,
  reconciler: string,
  key: string,
  count: number | undefined,
): Promise<void> {
  await store.txn({ ops: [], meta: new Map([[`${PREFIX}${reconciler}/${key}`, count]]) })
}
