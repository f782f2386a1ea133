/** The files of one place (a volume, or a container's own) while commands work on them, and what becomes of them in time. */
import type { InMemoryFs } from 'just-bash'
import { deepEqual } from '../base/json.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import {
  type Changes,
  changesBetween,
  contentOf,
  type Data,
  type DataKey,
  type Entry,
  entrySize,
  fileEntry,
  MAX_BYTES,
  MAX_ENTRIES,
  MAX_STEPS,
  readData,
  type Step,
  shorten,
  type Tree,
  treeAt,
  withChanges,
  writeData,
} from './data.ts'

/** Made anew for each command; not part of what a container writes, but for what it says of its end. */
const SYSTEM = /^\/(bin|dev(?!\/termination-log$)|proc|sys|usr\/bin)(\/|$)/

/** Whose work it is, and at which moment (ms) it begins. */
export interface Session {
  at: number
  /** A script, whose changes are told ahead; a session of nobody in particular happens at its moment. */
  writer?: string
}

/** A place whose files are open. */
export interface KeptFiles {
  inner: InMemoryFs
  /** Something was written since the last mark. */
  isTouched: boolean
  /** What others changed up to a moment is seen from now on. Gives the paths. */
  advance(to: number): Promise<string[]>
  /** The moments after one at which others change something. */
  laterThan(at: number): number[]
  /** What was written since the last mark came at this moment. */
  mark(at: number, isLast: boolean): Promise<void>
  /** Whether anything was written here. */
  hasOwn(): boolean
  /** Keeps it; all at once where nobody asks any more when it came. False: there is too much. */
  save(books: Bookkeeping, isOver: boolean): Promise<boolean>
}

/** Opens a place over the files that belong to the image. */
export async function openKept(
  key: DataKey,
  inner: InMemoryFs,
  { at, writer }: Session,
  books: Bookkeeping,
): Promise<KeptFiles> {
  const data = await readData(key, books)
  const image = await snapshot(inner)
  let current = treeAt(data, at, writer)
  let seen = at
  const own: Step[] = []
  const others = (data.journal ?? []).filter(({ by }) => by !== writer)
  await apply(inner, current, image)
  const kept: KeptFiles = {
    inner,
    isTouched: false,
    async advance(to) {
      const due = others.filter((step) => step.at > seen && step.at <= to)
      seen = Math.max(seen, to)
      for (const { changes } of due) {
        await apply(inner, changes, image)
        current = withChanges(current, changes)
      }
      return due.flatMap(({ changes }) => Object.keys(changes))
    },
    laterThan: (after) => others.filter((step) => step.at > after).map((step) => step.at),
    async mark(when, isLast) {
      // What comes too often is put together in the end.
      if (!kept.isTouched || (own.length >= MAX_STEPS && !isLast)) return
      kept.isTouched = false
      const all = Object.entries(await snapshot(inner))
      const tree = Object.fromEntries(all.filter(([path, entry]) => !deepEqual(entry, image[path])))
      const changes = changesBetween(current, tree)
      if (changes === undefined) return
      own.push({ at: when, by: writer ?? 'exec', changes })
      current = tree
    },
    hasOwn: () => own.length > 0,
    async save(into, isOver) {
      const next = nextData(data, { own, others, current, at, isOver, ...(writer && { writer }) })
      if (next === undefined) return true
      if (!fits(current)) return false
      await writeData(key, next, into)
      return true
    },
  }
  return kept
}

interface Work extends Session {
  isOver: boolean
  own: readonly Step[]
  others: readonly Step[]
  current: Tree
}

/** What is to be kept; undefined if nothing has changed. A script's former account of itself does not count any more. */
function nextData(data: Data, { own, others, current, at, writer, isOver }: Work): Data | undefined {
  if ((writer === undefined || isOver) && data.journal === undefined)
    return own.length === 0 ? undefined : { tree: current }
  if (writer === undefined && own.length === 0) return undefined
  const next = { tree: data.tree, journal: inOrder([...others, ...own]) }
  if (writer === undefined) return shorten(next, at)
  return deepEqual(next, data) ? undefined : next
}

function inOrder(steps: readonly Step[]): Step[] {
  return [...steps].sort((a, b) => a.at - b.at)
}

function fits(tree: Tree): boolean {
  const bytes = Object.values(tree).reduce((sum, entry) => sum + entrySize(entry), 0)
  return bytes <= MAX_BYTES && Object.keys(tree).length <= MAX_ENTRIES
}

/** Writes a file with the folders above it. A function gives the content when it is first read. */
export async function put(
  fs: InMemoryFs,
  path: string,
  data: Uint8Array | (() => Promise<Uint8Array>),
  mode: number,
): Promise<void> {
  await fs.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { recursive: true })
  if (typeof data === 'function') fs.writeFileLazy(path, data)
  else await fs.writeFile(path, data)
  await fs.chmod(path, mode)
}

/** Brings files to what changes say; what is removed shows the image's file again. */
async function apply(fs: InMemoryFs, changes: Changes, image: Tree): Promise<void> {
  for (const [path, change] of Object.entries(changes)) {
    const entry = change ?? image[path]
    if (change === null) await fs.rm(path, { recursive: true, force: true })
    if (entry === undefined) continue
    if (entry.type === 'file') await put(fs, path, contentOf(entry), entry.mode)
    else if (entry.type === 'directory') await fs.mkdir(path, { recursive: true })
    else if (!(await fs.exists(path))) await fs.symlink(entry.target, path)
  }
}

async function snapshot(fs: InMemoryFs): Promise<Tree> {
  const tree: Record<string, Entry> = {}
  for (const path of fs.getAllPaths().sort())
    if (path !== '/' && !SYSTEM.test(path)) tree[path] = await entryAt(fs, path)
  return tree
}

async function entryAt(fs: InMemoryFs, path: string): Promise<Entry> {
  const { isDirectory, isSymbolicLink, mode } = await fs.lstat(path)
  if (isSymbolicLink) return { type: 'symlink', target: await fs.readlink(path) }
  return isDirectory ? { type: 'directory', mode } : fileEntry(await fs.readFileBuffer(path), mode)
}
