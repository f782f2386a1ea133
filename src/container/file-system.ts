/** The file system of a container: a plain root with its own files, and its volumes mounted into it. */
import type { IFileSystem, InMemoryFs } from 'just-bash'
import type { Bookkeeping } from './bookkeeping.ts'
import { type ConfigurationVolume, openConfiguration, throughLinks } from './configuration-volume.ts'
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
  imageFiles: ImageFiles,
  { books, session }: { books: Bookkeeping; session: Session },
  { InMemoryFs, MountableFs }: JustBash,
): Promise<ContainerFiles> {
  const refused = new Set<string>()
  const image = new InMemoryFs()
  await fillImage(image, view, imageFiles)
  const kept = new Map<string, Opened>()
  const open = async (key: DataKey, inner: InMemoryFs) => {
    const known = kept.get(key.key)
    if (known) return known
    const files = await openKept(key, inner, session, books)
    const opened = { files, inner, read: new Set<string>(), changed: new Set<string>() }
    kept.set(key.key, opened)
    return opened
  }
  const configured: Watched<ConfigurationVolume>[] = []
  const root = await open(view.own, image)
  const readOnly = view.container.securityContext?.readOnlyRootFilesystem === true
  const fs = new MountableFs({ base: guarded(root, { root: '', readOnly, path: '' }, refused) })
  for (const mount of view.mounts) {
    if (mount.data) {
      const volume = await open(mount.data, new InMemoryFs())
      const folder = mount.subPath === '' ? '' : `/${mount.subPath}`
      if (folder !== '') await volume.inner.mkdir(folder, { recursive: true })
      const how = { root: folder, readOnly: mount.readOnly, path: mount.path }
      fs.mount(mount.path, guarded(volume, how, refused))
    } else if (!isFileMount(mount)) {
      const inner = new InMemoryFs()
      const { isLinked, ...watched } = await fillConfiguration(inner, mount)
      configured.push(watched)
      const how = { root: '', readOnly: true, path: mount.path, isLinked }
      fs.mount(mount.path, guarded({ inner, read: watched.read }, how, refused))
    }
  }
  const all = () => [...kept.values()]
  const watched = () => [...all(), ...configured]
  return {
    fs,
    async advance(to) {
      for (const { files, changed } of watched())
        for (const path of await files.advance(to)) changed.add(path)
    },
    laterThan: (at) =>
      [...new Set(watched().flatMap(({ files }) => files.laterThan(at)))].sort((a, b) => a - b),
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
      const isIt = watched().some(({ read, changed }) => [...changed].some((path) => concerns(path, read)))
      for (const { changed } of watched()) changed.clear()
      return isIt
    },
  }
}

/** What is there before anything is written: folders, what the kubelet makes, programs, and where to mount. */
async function fillImage(
  image: InMemoryFs,
  { container, mounts }: ContainerView,
  { etc, programs }: ImageFiles,
): Promise<void> {
  for (const folder of [...FOLDERS, container.workingDir ?? '/'])
    await image.mkdir(folder, { recursive: true })
  for (const [path, text] of Object.entries(etc)) await put(image, `/etc/${path}`, Buffer.from(text), 0o644)
  await put(image, '/dev/null', Buffer.alloc(0), 0o666)
  for (const name of programs)
    for (const folder of ['/bin', '/usr/bin']) await put(image, `${folder}/${name}`, PROGRAM, 0o755)
  for (const mount of mounts) await mountPoint(image, mount)
}

/** A place, what was read of it, and what others have changed. */
interface Watched<Files> {
  files: Files
  read: Set<string>
  changed: Set<string>
}

interface Opened extends Watched<KeptFiles> {
  inner: InMemoryFs
}

/** Writes the files of a configuration. A part of one is mounted as it is, and stays so. */
async function fillConfiguration(
  fs: InMemoryFs,
  mount: Mount,
): Promise<Watched<ConfigurationVolume> & { isLinked: boolean }> {
  const { course = [] } = mount
  const files = await openConfiguration(fs, course)
  if (course.length === 0)
    for (const { path, data, mode } of filesBelow(mount)) await put(fs, `/${path}`, data, mode)
  return { files, read: new Set(), changed: new Set(), isLinked: course.length > 0 }
}

/** Whether a path, something below it, or the list of what is in its folder was read. */
function concerns(path: string, read: ReadonlySet<string>): boolean {
  if (read.has(path) || read.has(`${path.slice(0, path.lastIndexOf('/'))}/`)) return true
  return [...read].some((each) => each.startsWith(`${path}/`))
}

/** How something is mounted at a path; `isLinked` with the links of a volume that is replaced as a whole. */
interface Place {
  root: string
  readOnly: boolean
  path: string
  isLinked?: boolean
}

function guarded(
  { inner, files, read }: Pick<Opened, 'inner'> & Partial<Opened>,
  { root, readOnly, path, isLinked = false }: Place,
  refused: Set<string>,
): IFileSystem {
  let used = 0
  return guardFs(inner, {
    root,
    readOnly,
    ...(isLinked && { followed: throughLinks }),
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
