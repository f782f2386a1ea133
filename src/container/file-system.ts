/** The file system of a container: a plain root with its own files, and its volumes mounted into it. */
import type { IFileSystem, InMemoryFs } from 'just-bash'
import { deepEqual } from '../base/json.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import {
  contentOf,
  type DataKey,
  type Entry,
  entrySize,
  fileEntry,
  MAX_BYTES,
  MAX_ENTRIES,
  readTree,
  type Tree,
  writeTree,
} from './data.ts'
import { guardFs } from './guarded-fs.ts'
import type { ContainerView, Mount } from './view.ts'

/** The package that runs shells, loaded when it is needed. */
export type JustBash = typeof import('just-bash')

/** A container's files, as long as commands work on them. */
export interface ContainerFiles {
  fs: IFileSystem
  /** Keeps what has changed. Gives what could not be written: `path: Read-only file system`. */
  save(): Promise<string[]>
}

const FOLDERS = [
  '/bin',
  '/home',
  '/opt',
  '/root',
  '/run',
  '/srv',
  '/tmp',
  '/usr/bin',
  '/usr/local/bin',
  '/var',
]
/** The shell runs programs of these names itself. */
const PROGRAM = Buffer.from('#!/bin/sh\n')

/** Made anew for each command; not part of what a container writes. */
const SYSTEM = /^\/(bin|dev|proc|sys|usr\/bin)(\/|$)/

/** A file system that is kept, and what was in it at first. */
interface KeptFs {
  key: DataKey
  inner: InMemoryFs
  before: Tree
  /** What belongs to the image, by its path. */
  image: Tree
}

/** What is in a container before anything is written. */
export interface ImageFiles {
  /** Files below /etc, which the kubelet makes. */
  etc: Readonly<Record<string, string>>
  /** The names of programs, which are found below /bin and /usr/bin. */
  programs: readonly string[]
}

/** Opens the files of a container. */
export async function openFiles(
  view: ContainerView,
  { etc, programs }: ImageFiles,
  books: Bookkeeping,
  { InMemoryFs, MountableFs }: JustBash,
): Promise<ContainerFiles> {
  const refused = new Set<string>()
  const image = new InMemoryFs()
  for (const folder of [...FOLDERS, view.container.workingDir ?? '/'])
    await image.mkdir(folder, { recursive: true })
  for (const [path, text] of Object.entries(etc)) await put(image, `/etc/${path}`, Buffer.from(text), 0o644)
  await put(image, '/dev/null', Buffer.alloc(0), 0o666)
  for (const name of programs)
    for (const folder of ['/bin', '/usr/bin']) await put(image, `${folder}/${name}`, PROGRAM, 0o755)
  for (const mount of view.mounts) await mountPoint(image, mount)
  const kept = new Map<string, KeptFs>()
  const open = async (key: DataKey, inner: InMemoryFs) => {
    const known = kept.get(key.key)
    if (known) return known
    const before = await readTree(key, books)
    const opened = { key, inner, before, image: await snapshot(inner) }
    await restore(inner, before)
    kept.set(key.key, opened)
    return opened
  }
  const root = await open(view.own, image)
  const isReadOnly = view.container.securityContext?.readOnlyRootFilesystem === true
  const fs = new MountableFs({ base: guarded(root, '', isReadOnly, '', refused) })
  for (const mount of view.mounts) {
    if (mount.data) {
      const volume = await open(mount.data, new InMemoryFs())
      const folder = mount.subPath === '' ? '' : `/${mount.subPath}`
      if (folder !== '') await volume.inner.mkdir(folder, { recursive: true })
      fs.mount(mount.path, guarded(volume, folder, mount.readOnly, mount.path, refused))
    } else if (!isFileMount(mount)) {
      const inner = new InMemoryFs()
      for (const { path, data, mode } of filesBelow(mount)) await put(inner, `/${path}`, data, mode)
      const volume = { key: view.own, inner, before: {}, image: {} }
      fs.mount(mount.path, guarded(volume, '', true, mount.path, refused))
    }
  }
  return {
    fs,
    async save() {
      for (const each of kept.values()) await saveOne(each, books, refused)
      return [...refused]
    },
  }
}

function guarded(
  { inner }: KeptFs,
  root: string,
  readOnly: boolean,
  path: string,
  refused: Set<string>,
): IFileSystem {
  let used = 0
  return guardFs(inner, {
    root,
    readOnly,
    maxBytes: MAX_BYTES,
    used: () => used,
    wrote: (bytes) => {
      used += bytes
    },
    refused: (below, why) => void refused.add(`${path}${below}: ${why}`),
  })
}

/** A config map or secret mounted by subPath is one file, which does not change any more. */
function isFileMount({ files, subPath }: Mount): boolean {
  return subPath !== '' && (files?.some(({ path }) => path === subPath) ?? false)
}

function filesBelow({ files = [], subPath }: Mount): { path: string; data: Buffer; mode: number }[] {
  if (subPath === '') return [...files]
  const start = `${subPath}/`
  return files
    .filter(({ path }) => path.startsWith(start))
    .map((file) => ({ ...file, path: file.path.slice(start.length) }))
}

async function mountPoint(image: InMemoryFs, mount: Mount): Promise<void> {
  const file = mount.files?.find(({ path }) => path === mount.subPath)
  if (file && isFileMount(mount)) await put(image, mount.path, file.data, file.mode)
  else await image.mkdir(mount.path, { recursive: true })
}

async function put(fs: InMemoryFs, path: string, data: Uint8Array, mode: number): Promise<void> {
  await fs.mkdir(path.slice(0, path.lastIndexOf('/')) || '/', { recursive: true })
  await fs.writeFile(path, data)
  await fs.chmod(path, mode)
}

async function restore(fs: InMemoryFs, tree: Tree): Promise<void> {
  for (const [path, entry] of Object.entries(tree)) {
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

async function saveOne(
  { key, inner, before, image }: KeptFs,
  books: Bookkeeping,
  refused: Set<string>,
): Promise<void> {
  const all = Object.entries(await snapshot(inner))
  const tree = Object.fromEntries(all.filter(([path, entry]) => !deepEqual(entry, image[path])))
  if (deepEqual(tree, before)) return
  const bytes = Object.values(tree).reduce((sum, entry) => sum + entrySize(entry), 0)
  if (bytes <= MAX_BYTES && Object.keys(tree).length <= MAX_ENTRIES) await writeTree(key, tree, books)
  else refused.add('No space left on device')
}
