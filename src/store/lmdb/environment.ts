/** One LMDB environment per folder and process: opened read-only when first read, read-write when first written. */
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Database, RootDatabase } from 'lmdb'
import { open } from 'lmdb'
import { makeFolder } from '../../base/make-folder.ts'
import type { Table } from '../engine.ts'
import { tableNames } from '../engine.ts'
import type { Listeners } from '../listeners.ts'
import { createListeners } from '../listeners.ts'
import { StoreError } from '../store.ts'
import { checkDataFile } from './check.ts'
import { DICTIONARY } from './dictionary.ts'
import { storeFailure, toStoreError } from './errors.ts'
import { readKey, writeKey } from './keys.ts'

/**
 * A newer program that lays things out differently counts this up; an older one then keeps its hands off, and so does the
 * newer one of what older ones wrote. 2: objects are stored with their resourceVersion. 3: as JSON, compressed.
 */
const FORMAT_VERSION = 3

/** A table with text as keys and values. */
export type TextTable = Database<string, string>

/** What an open environment offers. */
export interface OpenTables {
  root: RootDatabase
  tables: Readonly<Record<Table, TextTable>>
  writable: boolean
}

/** The process's one connection to a store's folder. */
export interface Environment {
  readonly dir: string
  /** Opens for reading where need be; undefined while nobody has written a store there. */
  forReading(): OpenTables | undefined
  /** Opens for writing, making folder and store where need be. Waits while another process writes. */
  forWriting(): OpenTables
  /** Called after commits of this process. */
  readonly commits: Listeners
  /** Called before the tables close, be it to open them for writing: read transactions end here. */
  readonly closing: Listeners
  /** To be called once by each user; the last one closes. */
  release(): Promise<void>
}

const environments = new Map<string, { environment: Environment; users: number }>()

const tableOptions = { encoding: 'string', keyEncoder: { writeKey, readKey } } as const

/** Shorter texts are not worth the work. In bytes. */
const COMPRESSION_THRESHOLD = 200

/** The environment of a folder, shared by all stores that this process opens there. */
export function useEnvironment(dir: string): Environment {
  const path = realPath(dir)
  let entry = environments.get(path)
  if (entry === undefined) {
    entry = { environment: createEnvironment(path, dir), users: 0 }
    environments.set(path, entry)
  }
  entry.users++
  return entry.environment
}

function realPath(dir: string): string {
  try {
    return realpathSync(dir)
  } catch {
    return resolve(dir)
  }
}

function createEnvironment(path: string, dir: string): Environment {
  let current: OpenTables | undefined
  const closing = createListeners()
  const close = () => {
    closing.notify()
    const closed = current?.root.close()
    current = undefined
    return closed
  }
  return {
    dir,
    commits: createListeners(),
    closing,
    forReading() {
      current ??= guarded(dir, () => openForReading(path, dir))
      return current
    },
    forWriting() {
      if (current?.writable) return current
      return guarded(dir, () => {
        makeFolder(path)
        checkDataFile(path)
        // LMDB cannot have one file open twice in a process. A read-only one closes before this returns.
        void close()
        current = openForWriting(path, dir)
        return current
      })
    },
    async release() {
      const entry = environments.get(path)!
      if (--entry.users > 0) return
      environments.delete(path)
      await close()
    },
  }
}

function guarded<T>(dir: string, fn: () => T): T {
  try {
    return fn()
  } catch (error) {
    throw toStoreError(error, dir)
  }
}

function openRoot(path: string, readOnly: boolean): RootDatabase {
  const options = { noSubdir: false, maxDbs: tableNames.length + 1, permissionsMode: 0o600, readOnly }
  return open(path, options)
}

function openForReading(path: string, dir: string): OpenTables | undefined {
  if (checkDataFile(dir) === 'absent') return undefined
  const root = openRoot(path, true)
  // Each table is looked for in a state of its own. All are made at once: where there is one, there are the others.
  if ((openTable(root, 'system') as TextTable | undefined) === undefined) {
    // Another process is just making the store; as far as readers are concerned, there is none yet.
    void root.close()
    return undefined
  }
  return checkFormat({ root, tables: openTables(root), writable: false }, dir)
}

function openTables(root: RootDatabase): OpenTables['tables'] {
  return Object.fromEntries(tableNames.map((name) => [name, openTable(root, name)])) as OpenTables['tables']
}

function openTable(root: RootDatabase, name: Table): TextTable {
  const compression = { dictionary: Buffer.from(DICTIONARY), threshold: COMPRESSION_THRESHOLD }
  return root.openDB<string, string>(name, { ...tableOptions, ...(name === 'values' && { compression }) })
}

function openForWriting(path: string, dir: string): OpenTables {
  const root = openRoot(path, false)
  // One transaction makes everything, so that readers see all tables or none.
  const tables = root.transactionSync(() => {
    const made = openTables(root)
    if (made.system.get(FORMAT_KEY) === undefined) made.system.put(FORMAT_KEY, JSON.stringify(FORMAT_VERSION))
    return made
  })
  return checkFormat({ root, tables, writable: true }, dir)
}

/** Stands in the system table of every format there will ever be. */
const FORMAT_KEY = 'format'

function checkFormat(opened: OpenTables, dir: string): OpenTables {
  const format: unknown = JSON.parse(opened.tables.system.get(FORMAT_KEY) ?? '0')
  if (format === FORMAT_VERSION) return opened
  void opened.root.close()
  if (typeof format === 'number' && format > FORMAT_VERSION)
    throw new StoreError(
      'newer-format',
      `the store in ${dir} has format ${format}; this version of the program reads format ${FORMAT_VERSION}`,
    )
  if (typeof format === 'number' && format > 0) throw storeFailure('older-format', dir)
  throw storeFailure('corrupt', dir)
}
