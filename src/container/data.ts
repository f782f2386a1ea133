/** Files that containers have written: kept in the bookkeeping under a key that says how long they live. */
import { byteLength } from '../apimachinery/names.ts'
import type { Bookkeeping } from './bookkeeping.ts'

/** What one volume, or a container beside its volumes, may hold. */
export const MAX_BYTES = 1024 * 1024
/** So many files and folders. */
export const MAX_ENTRIES = 1000

/** A file, folder or link by its absolute path within the volume. */
export type Entry =
  | { type: 'file'; mode: number; text: string }
  | { type: 'file'; mode: number; base64: string }
  | { type: 'directory'; mode: number }
  | { type: 'symlink'; target: string }

/** What a volume holds. */
export type Tree = Readonly<Record<string, Entry>>

/** Where data is kept, and whose it is: what a former owner of the name has left does not count. */
export interface DataKey {
  key: string
  owner: string
}

interface Kept {
  owner: string
  tree: Tree
}

/** What is kept; empty at first. */
export async function readTree({ key, owner }: DataKey, books: Bookkeeping): Promise<Tree> {
  const kept = (await books.get(`data/${key}`)) as Kept | undefined
  return kept?.owner === owner ? kept.tree : {}
}

/** Keeps it; nothing is written for an empty one. */
export async function writeTree({ key, owner }: DataKey, tree: Tree, books: Bookkeeping): Promise<void> {
  const isEmpty = Object.keys(tree).length === 0
  await books.set(`data/${key}`, isEmpty ? undefined : ({ owner, tree } satisfies Kept))
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
