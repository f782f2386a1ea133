/**
 * The books of a daemon set: what each node adds to its sums and what is to be done there, kept in the controller's
 * bookkeeping, so that a change of one node costs the same in a large cluster as in a small one.
 */
import { deepEqual } from '../../base/json.ts'
import type { State } from '../../runtime/reconciler.ts'
import { type Counts, type Due, NO_COUNTS, type Task, type Verdict } from './daemon.ts'
import { type Entries, type Entry, openEntries } from './entries.ts'
import type { Backoff } from './failed-pods.ts'

/** For what state of the daemon set the books were made, and the sums over all places. */
export interface Head {
  uid: string
  /** Books of another generation or hash are made anew. */
  generation: number | undefined
  /** The hash of the newest revision. */
  hash: string
  /** Old revisions beyond the limit are still in use. */
  hasSurplusRevisions: boolean
  totals: Counts
}

/** The books of one daemon set. */
export interface Ledger {
  /** Undefined for a daemon set that was never looked at. */
  readonly head: Head | undefined
  readonly totals: Counts
  /** Takes down what was decided of a place, and moves the sums. */
  note(place: string, verdict: Verdict): Promise<void>
  /** Takes down what was decided of all places there are; others are forgotten. */
  noteAll(verdicts: ReadonlyMap<string, Verdict>): Promise<void>
  /** The first places, by name, where this is to be done. */
  places(task: Task, limit: number): Promise<string[]>
  /** What is due first. */
  nextDue(): Promise<Due | undefined>
  /** Places of which something is due by then. */
  duePlaces(now: number): Promise<string[]>
  backoff(place: string): Promise<Backoff | undefined>
  setBackoff(place: string, backoff: Backoff): Promise<void>
  /** Writes the head with the sums as they are now. */
  save(head: Omit<Head, 'totals'>): Promise<void>
}

/** Opens the books kept under a key. */
export async function openLedger(state: State, key: string): Promise<Ledger> {
  const entries = openEntries(state, `${key}/`)
  const head = (await state.get(`${key}/head`)) as Head | undefined
  let totals = head?.totals ?? NO_COUNTS
  return {
    head,
    get totals() {
      return totals
    },
    async note(place, verdict) {
      const entry = entryOf(verdict)
      const old = await entries.write(place, entry)
      totals = combine(totals, entry?.counts, old?.counts)
    },
    async noteAll(verdicts) {
      for (const place of await entries.all()) if (!verdicts.has(place)) await entries.write(place, undefined)
      totals = NO_COUNTS
      for (const [place, verdict] of verdicts) {
        await entries.write(place, entryOf(verdict))
        totals = combine(totals, verdict.counts, undefined)
      }
    },
    places: entries.places,
    async nextDue() {
      const [first] = await entries.dues(1)
      return first
    },
    duePlaces: (now) => duePlaces(entries, now),
    backoff: async (place) => (await state.get(backoffKey(key, place))) as Backoff | undefined,
    setBackoff: (place, backoff) => state.set(backoffKey(key, place), backoff),
    async save(next) {
      const wanted: Head = { ...next, totals }
      if (!deepEqual(wanted, head)) await state.set(`${key}/head`, wanted)
    },
  }
}

/** Forgets the books kept under a key. */
export async function clearLedger(state: State, key: string): Promise<void> {
  for (const entry of await state.range(`${key}/`)) await state.set(entry.key, undefined)
}

/** Read in portions that grow, for many may be due at once, but few at most times. */
async function duePlaces(entries: Entries, now: number): Promise<string[]> {
  for (let limit = 1; ; limit *= 8) {
    const dues = await entries.dues(limit)
    if (dues.length === limit && dues.at(-1)!.at <= now) continue
    return dues.filter(({ at }) => at <= now).map(({ place }) => place)
  }
}

function backoffKey(key: string, place: string): string {
  return `${key}/backoff/${place}`
}

/** Undefined for a place of which there is nothing to say. */
function entryOf({ counts, task, due }: Verdict): Entry | undefined {
  if (task === undefined && due === undefined && deepEqual(counts, NO_COUNTS)) return undefined
  return { counts, ...(task && { task }), ...(due && { due }) }
}

function combine(totals: Counts, added: Counts = NO_COUNTS, removed: Counts = NO_COUNTS): Counts {
  const names = Object.keys(NO_COUNTS) as (keyof Counts)[]
  const sums = names.map((name) => [name, totals[name] + added[name] - removed[name]])
  return Object.fromEntries(sums) as unknown as Counts
}
