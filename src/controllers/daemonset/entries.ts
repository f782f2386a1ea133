/** What is kept of each place of a daemon set, in order by what is to be done and by what is due. */
import { deepEqual } from '../../base/json.ts'
import type { State } from '../../runtime/reconciler.ts'
import type { Counts, Due, Task } from './daemon.ts'

/** What is kept of one place. */
export interface Entry {
  counts: Counts
  task?: Task
  due?: Due
}

/** The entries of all places; a place of which there is nothing to say has none. */
export interface Entries {
  /** Undefined removes. Gives the entry that was there. */
  write(place: string, entry: Entry | undefined): Promise<Entry | undefined>
  /** The places that have an entry. */
  all(): Promise<string[]>
  /** The first places, by name, where this is to be done. */
  places(task: Task, limit: number): Promise<string[]>
  /** What is due first of all places, with the place. */
  dues(limit: number): Promise<(Due & { place: string })[]>
}

/** Digits of a time in ms: keys sort as times do. */
const DIGITS = 15

/** The entries kept under a prefix. */
export function openEntries(state: State, prefix: string): Entries {
  /** Moves what stands in a table under one key to another, where either has changed. */
  async function move(from: string, old: unknown, to: string, value: unknown): Promise<void> {
    if (from === to && old === value) return
    if (old !== undefined) await state.set(from, undefined)
    if (value !== undefined) await state.set(to, value)
  }

  async function names(table: string, limit?: number): Promise<string[]> {
    const start = `${prefix}${table}/`
    return (await state.range(start, limit)).map(({ key }) => key.slice(start.length))
  }

  const taskKey = (entry: Entry | undefined, place: string) => `${prefix}task/${entry?.task}/${place}`
  const dueKey = (entry: Entry | undefined, place: string) =>
    `${prefix}due/${String(entry?.due?.at ?? 0).padStart(DIGITS, '0')}/${place}`

  return {
    async write(place, entry) {
      const own = `${prefix}place/${place}`
      const old = (await state.get(own)) as Entry | undefined
      if (deepEqual(old, entry)) return old
      await move(taskKey(old, place), old?.task, taskKey(entry, place), entry?.task)
      await move(dueKey(old, place), old?.due?.why, dueKey(entry, place), entry?.due?.why)
      await state.set(own, entry)
      return old
    },
    all: () => names('place'),
    places: (task, limit) => names(`task/${task}`, limit),
    async dues(limit) {
      const start = `${prefix}due/`
      return (await state.range(start, limit)).map(({ key, value }) => {
        const [time = '', place = ''] = key.slice(start.length).split('/')
        return { at: Number(time), place, why: value as string }
      })
    },
  }
}
