/** A file system as a container has it mounted: a part of a volume, perhaps only to be read, of a bounded size. */
import type { IFileSystem } from 'just-bash'

/** How a volume is mounted. */
export interface GuardOptions {
  /** The folder of the volume that is the root here; '' for all of it. */
  root: string
  readOnly: boolean
  /** Where a path leads whose first name is a link: the package does not follow links that lead to links. */
  followed?(path: string): string
  /** Bytes that files may have together. */
  maxBytes: number
  /** Bytes that were written already. */
  used(): number
  wrote(bytes: number): void
  /** Called with what a write was refused for: the shell goes on after a failed redirection only if it does not throw. */
  refused(path: string, why: string): void
  /** Called with each path that is looked at; a folder whose list is read ends in a slash. */
  read(path: string): void
  /** Called with each attempt to change something. */
  touched(): void
}

const ONE_PATH = new Set(['mkdir', 'rm', 'chmod', 'utimes'])
const TWO_PATHS = new Set(['cp', 'mv', 'link'])
const CHANGES = new Set([...ONE_PATH, ...TWO_PATHS, 'writeFile', 'appendFile', 'symlink'])
const READS = new Set([
  'readFile',
  'readFileBytes',
  'readFileBuffer',
  'exists',
  'stat',
  'lstat',
  'readdir',
  'readdirWithFileTypes',
  'readlink',
])

/** What is said of a link is said of itself, not of where it leads. */
const ofLinks = new Set(['lstat', 'readlink'])

function isTop(path: string): boolean {
  return path.lastIndexOf('/') === 0
}

type Method = (...args: unknown[]) => unknown

/** The file system with the guard before it. */
export function guardFs(inner: IFileSystem, options: GuardOptions): IFileSystem {
  const { root, readOnly, followed = (path: string) => path } = options
  const at = (path: unknown) => (root === '' ? String(path) : `${root}${path === '/' ? '' : path}`)
  return new Proxy(inner, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function' || typeof name !== 'string') return member
      const call = (...args: unknown[]) => (member as Method).apply(target, args)
      if (READS.has(name))
        return (path: unknown, ...rest: unknown[]) => {
          const real = at(path)
          options.read(name.startsWith('readdir') ? `${real === '/' ? '' : real}/` : real)
          return call(ofLinks.has(name) && isTop(real) ? real : followed(real), ...rest)
        }
      if (CHANGES.has(name)) options.touched()
      if (name === 'writeFile' || name === 'appendFile')
        return async (path: unknown, content: string | Uint8Array, ...rest: unknown[]) => {
          const why = refusal(content.length, options)
          if (why !== undefined) return options.refused(String(path), why)
          options.wrote(content.length)
          await call(at(path), content, ...rest)
        }
      if (name === 'symlink')
        return (to: unknown, path: unknown) => (readOnly ? refuse(path) : call(to, at(path)))
      if (ONE_PATH.has(name))
        return (path: unknown, ...rest: unknown[]) => (readOnly ? refuse(path) : call(at(path), ...rest))
      if (TWO_PATHS.has(name))
        return (from: unknown, to: unknown, ...rest: unknown[]) =>
          readOnly ? refuse(to) : call(at(from), at(to), ...rest)
      if (name === 'realpath')
        return async (path: unknown) => String(await call(followed(at(path)))).slice(root.length) || '/'
      if (name === 'getAllPaths') return () => pathsBelow(inner.getAllPaths(), root)
      return call
    },
  })
}

function refusal(bytes: number, { readOnly, used, maxBytes }: GuardOptions): string | undefined {
  if (readOnly) return 'Read-only file system'
  return used() + bytes > maxBytes ? 'No space left on device' : undefined
}

async function refuse(path: unknown): Promise<never> {
  throw new Error(`EROFS: read-only file system, '${path}'`)
}

function pathsBelow(paths: readonly string[], root: string): string[] {
  const inside = paths.filter((path) => path === root || path.startsWith(`${root}/`))
  return inside.map((path) => path.slice(root.length) || '/')
}
