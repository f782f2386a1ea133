/** Moments at which a reconciler wants to look again: kept in the store, so that they outlive a command. */
import type { KindName } from '../apiserver/client.ts'
import type { Store } from '../store/store.ts'
import { prefixEnd } from '../store/store.ts'
import type { Reconciler } from './reconciler.ts'

/** A key that is to be looked at again at some time. */
export interface Timer {
  /** When it is due, ms since the epoch. */
  time: number
  reconciler: string
  key: string
  /** The kind of the object that the key names, where it names one. */
  kind?: KindName
  /** What will be due, for people. */
  why?: string
}

const BY_TIME = 'timer/at/'
const BY_KEY = 'timer/of/'

/** Digits of a time in ms, enough for the year 33658: keys sort as times do. */
const DIGITS = 15

/** Sets, moves or (undefined) removes the one timer of a reconciler's key. */
export async function setTimer(
  store: Store,
  { name: reconciler, about }: Pick<Reconciler, 'name' | 'about'>,
  key: string,
  time: number | undefined,
  why?: string,
): Promise<void> {
  const own = `${BY_KEY}${reconciler}/${key}`
  const current = (await store.meta(own)) as number | undefined
  if (current === time) return
  const meta = new Map<string, unknown>()
  if (current !== undefined) meta.set(timeKey({ time: current, reconciler, key }), undefined)
  if (time !== undefined)
    meta.set(timeKey({ time, reconciler, key }), { ...(about && { kind: about }), ...(why && { why }) })
  meta.set(own, time)
  await store.txn({ ops: [], meta })
}

/** Sets timers as setTimer does, for the one loop that does so meanwhile. */
export interface Timers {
  /** Gives a promise only where there is something to write or to read. */
  set(
    reconciler: Pick<Reconciler, 'name' | 'about'>,
    key: string,
    time: number | undefined,
    why?: string,
  ): Promise<void> | undefined
}

/** Timers that know which keys have none: most reconcilers set few or no timers, and finish thousands of keys. */
export function createTimers(store: Store): Timers {
  /** The keys of a reconciler that have a timer; undefined where there were some before, which are not all read. */
  const known = new Map<string, Set<string> | undefined>()
  const look = async (name: string) => {
    const start = `${BY_KEY}${name}/`
    const before = await store.metaRange({ start, end: prefixEnd(start), limit: 1 })
    known.set(name, before.length === 0 ? new Set() : undefined)
  }
  const timers: Timers = {
    set(reconciler, key, time, why) {
      const { name } = reconciler
      if (!known.has(name)) return look(name).then(() => timers.set(reconciler, key, time, why))
      const keys = known.get(name)
      if (time !== undefined) keys?.add(key)
      else if (keys?.delete(key) === false) return undefined
      return setTimer(store, reconciler, key, time, why)
    },
  }
  return timers
}

/** The timers that are due first, by their time. */
export async function dueTimers(store: Pick<Store, 'metaRange'>, limit: number): Promise<Timer[]> {
  return range(store, BY_TIME, prefixEnd(BY_TIME), limit)
}

/** The timers that are due first, all of the same moment, if that is not after `until`. */
export async function nextTimers(store: Pick<Store, 'metaRange'>, until: number): Promise<Timer[]> {
  const [first] = await range(store, BY_TIME, prefixEnd(BY_TIME), 1)
  if (first === undefined || first.time > until) return []
  const prefix = `${BY_TIME}${String(first.time).padStart(DIGITS, '0')}/`
  return range(store, prefix, prefixEnd(prefix))
}

async function range(
  store: Pick<Store, 'metaRange'>,
  start: string,
  end: string,
  limit?: number,
): Promise<Timer[]> {
  const entries = await store.metaRange({ start, end, ...(limit !== undefined && { limit }) })
  return entries.map(({ key, value }) => ({
    ...parseTimeKey(key),
    ...(value as Partial<Timer>),
  }))
}

function timeKey({ time, reconciler, key }: Timer): string {
  return `${BY_TIME}${String(Math.ceil(time)).padStart(DIGITS, '0')}/${reconciler}/${key}`
}

function parseTimeKey(text: string): Timer {
  const [time = '', reconciler = '', ...key] = text.slice(BY_TIME.length).split('/')
  return { time: Number(time), reconciler, key: key.join('/') }
}
