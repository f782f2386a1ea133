/** The list of backends. A new one is a file in this folder and an entry here. */
import type { Store } from '../store.ts'

/** A way to keep a store. Its code is loaded when it is opened. */
export interface Backend {
  name: string
  /** One line for users. */
  description: string
  /** Opens the store in a folder; a backend without files does not look at it. */
  open(options: { dir: string; readOnly?: boolean }): Promise<Store>
}

/** All backends that stand alone; the overlay stands on another store (openOverlay). */
export const backends: readonly Backend[] = [
  {
    name: 'lmdb',
    description: 'a folder on disk, for any number of processes at once',
    open: async (options) => (await import('./lmdb.ts')).openLmdb(options),
  },
  {
    name: 'memory',
    description: 'in memory, gone with the process',
    open: async () => (await import('./memory.ts')).openMemory(),
  },
]
