/** Files that containers have written: kept in the bookkeeping under a key that says how long they live. */
import { byteLength } from '../apimachinery/names.ts'
import { deepEqual } from '../base/json.ts'
import type { Bookkeeping } from './bookkeeping.ts'

/** What one volume, or a container beside its volumes, may hold. */
export const MAX_BYTES = 1024 * 1024
/** So many files and folders. */
export const MAX_ENTRIES = 1000
/** So many changes are told apart by their time; older ones are put together. */
export const MAX_STEPS = 100

/** A file, folder or link by its absolute path within the volume. */
export type Entry =
  | { type: 'file'; mode: number; text: string }
  | { type: 'file'; mode: number; base64: string }
  | { type: 'directory'; mode: number }
  | { type: 'symlink'; target: string }

/** What a volume holds. */
export type Tree = Readonly<Record<string, Entry>>

/** What becomes of paths; null removes. */
export type Changes = Readonly<Record<string, Entry | null>>

/** A change at its moment (ms), by a container or by somebody who looked into one. May lie ahead: scripts are told ahead. */
export interface Step {
  at: number
  by: string
  changes: Changes
}

/** Where data is kept, and whose it is: what a former owner of the name has left does not count. */
export interface DataKey {
  key: string
  owner: string
}

/** What is kept at one place. */
export interface Data {
  tree: Tree
  /** What came after the tree, in the order of time; undefined where nobody asks when. */
  journal?: readonly Step[]
}

type Kept = Data & { owner: string }

/** What is kept; empty at first. */
export async function readData({ key, owner }: DataKey, books: Bookkeeping): Promise<Data> {
  const kept = (await books.get(`data/${key}`)) as Kept | undefined
  if (kept?.owner !== owner) return { tree: {} }
  return { tree: kept.tree, ...(kept.journal && { journal: kept.journal }) }
}

/** What is there at a moment, but for what some writer has done. */
export function treeAt({ tree, journal = [] }: Data, at: number, without?: string): Tree {
  const due = journal.filter((step) => step.at <= at && step.by !== without)
  return due.reduce((sum, { changes }) => withChanges(sum, changes), tree)
}

/** Keeps it; nothing is written for an empty one. */
export async function writeData({ key, owner }: DataKey, data: Data, books: Bookkeeping): Promise<void> {
  const { tree, journal } = data
  const isEmpty = Object.keys(tree).length === 0 && journal === undefined
  const kept: Kept = { owner, tree, ...(journal && { journal }) }
  await books.set(`data/${key}`, isEmpty ? undefined : kept)
}

/** Puts the oldest steps together with the tree where there are too many, as far as they lie behind. */
export function shorten({ tree, journal = [] }: Data, now: number): Data {
  const most = Math.max(0, journal.length - MAX_STEPS)
  const past = journal.slice(0, most).filter(({ at }) => at <= now)
  const sum = past.reduce((before, { changes }) => withChanges(before, changes), tree)
  return { tree: sum, journal: journal.slice(past.length) }
}

/** Takes back what a container, its hooks included, was to do after a moment, at which it has ended. */
export async function cutData(key: DataKey, by: string, after: number, books: Bookkeeping): Promise<void> {
  const { tree, journal } = await readData(key, books)
  const left = journal?.filter((step) => step.at <= after || !step.by.startsWith(by))
  if (left && left.length !== journal?.length) await writeData(key, { tree, journal: left }, books)
}

/** Drops all that is kept under keys that begin so: a pod's, with `podPrefix`, or a volume's. */
export async function dropData(prefix: string, books: Bookkeeping): Promise<void> {
  for (const { key } of await books.range(`data/${prefix}`)) await books.set(key, undefined)
}

/** Before the keys of all that goes with a pod. */
export function podPrefix({ namespace, name }: { namespace?: string; name?: string }): string {
  return `pod/${namespace}/${name}/`
}

/** Before the key of what is on a persistent volume. */
export function volumePrefix(name: string): string {
  return `volume/${name}/`
}

/** A tree after changes. */
export function withChanges(tree: Tree, changes: Changes): Tree {
  const next: Record<string, Entry> = { ...tree }
  for (const [path, entry] of Object.entries(changes)) {
    if (entry === null) delete next[path]
    else next[path] = entry
  }
  return next
}

/** What leads from one tree to another; undefined if they are the same. */
export function changesBetween(before: Tree, after: Tree): Changes | undefined {
  const changes: Record<string, Entry | null> = {}
  for (const path of Object.keys(before)) if (after[path] === undefined) changes[path] = null
  for (const [path, entry] of Object.entries(after))
    if (!deepEqual(entry, before[path])) changes[path] = entry
  return Object.keys(changes).length > 0 ? changes : undefined
}

/** How much room an entry takes. */
export function entrySize(entry: Entry): number {
  if (entry.type !== 'file') return 0
  return 'text' in entry ? byteLength(entry.text) : Math.floor((entry.base64.length * 3) / 4)
}

/** A file with its content as text where it is some. */
export function fileEntry(data: Uint8Array, mode: number): Entry {
  const bytes = Buffer.from(data)
  const text = bytes.toString()
  return Buffer.from(text).equals(bytes)
    ? { type: 'file', mode, text }
    : { type: 'file', mode, base64: bytes.toString('base64') }
}

/** The content of a file. */
export function contentOf(entry: Extract<Entry, { type: 'file' }>): Buffer {
  return 'text' in entry ? Buffer.from(entry.text) : Buffer.from(entry.base64, 'base64')
}
