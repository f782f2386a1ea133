/** The file system of a container: a plain root with its own files, and its volumes mounted into it. */
import type { IFileSystem, InMemoryFs } from 'just-bash'
import type { Bookkeeping } from './bookkeeping.ts'
import { type DataKey, MAX_BYTES } from './data.ts'
import { guardFs } from './guarded-fs.ts'
import { type KeptFiles, openKept, put, type Session } from './kept-files.ts'
import type { ContainerView, Mount } from './view.ts'
import type { VolumeFile } from './volumes.ts'

/** The package that runs shells, loaded when it is needed. */
export type JustBash = typeof import('just-bash')

/** A container's files, as long as commands work on them. */
export interface ContainerFiles {
  fs: IFileSystem
  /** What others change up to a moment is seen from now on. */
  advance(to: number): Promise<void>
  /** The moments after one at which others change something. */
  laterThan(at: number): number[]
  /** What was written since the last mark came at this moment. */
  mark(at: number): Promise<void>
  /**
   * Keeps what has changed, what was written last at this moment, or at that of the session; without times once all is
   * over. Gives what could not be written: `path: Read-only file system`.
   */
  save(at?: number, isOver?: boolean): Promise<string[]>
  /** Whether anything was written, as far as it was saved. */
  hasWritten(): boolean
  /** Whether others have changed what was read, since the last call. */
  isOutdated(): boolean
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
  { books, session }: { books: Bookkeeping; session: Session },
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
  const kept = new Map<string, Opened>()
  const open = async (key: DataKey, inner: InMemoryFs) => {
    const known = kept.get(key.key)
    if (known) return known
    const files = await openKept(key, inner, session, books)
    const opened = { files, inner, read: new Set<string>(), changed: new Set<string>() }
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
      fs.mount(mount.path, guarded({ inner }, '', true, mount.path, refused))
    }
  }
  const all = () => [...kept.values()]
  return {
    fs,
    async advance(to) {
      for (const { files, changed } of all()) for (const path of await files.advance(to)) changed.add(path)
    },
    laterThan: (at) => [...new Set(all().flatMap(({ files }) => files.laterThan(at)))].sort((a, b) => a - b),
    async mark(at) {
      for (const { files } of all()) await files.mark(at, false)
    },
    async save(at = session.at, isOver = false) {
      for (const { files } of all()) {
        await files.mark(at, true)
        if (!(await files.save(books, isOver))) refused.add('No space left on device')
      }
      return [...refused]
    },
    hasWritten: () => all().some(({ files }) => files.hasOwn()),
    isOutdated() {
      const isIt = all().some(({ read, changed }) => [...changed].some((path) => concerns(path, read)))
      for (const { changed } of all()) changed.clear()
      return isIt
    },
  }
}

/** A place, what was read of it, and what others have changed. */
interface Opened {
  files: KeptFiles
  inner: InMemoryFs
  read: Set<string>
  changed: Set<string>
}

/** Whether a path, something below it, or the list of what is in its folder was read. */
function concerns(path: string, read: ReadonlySet<string>): boolean {
  if (read.has(path) || read.has(`${path.slice(0, path.lastIndexOf('/'))}/`)) return true
  return [...read].some((each) => each.startsWith(`${path}/`))
}

function guarded(
  { inner, files, read }: Pick<Opened, 'inner'> & Partial<Opened>,
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
    read: (below) => void read?.add(below),
    touched() {
      if (files) files.isTouched = true
    },
  })
}

/** A config map or secret mounted by subPath is one file, which does not change any more. */
function isFileMount({ files, subPath }: Mount): boolean {
  return subPath !== '' && (files?.some(({ path }) => path === subPath) ?? false)
}

function filesBelow({ files = [], subPath }: Mount): VolumeFile[] {
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
