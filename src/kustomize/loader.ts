/** Reads the files of a kustomization, none from outside its folder (api, internal/loader). */

import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { messageOf } from '../base/error-message.ts'
import { KustomizeError, wrapError } from './error.ts'

/** Where files may be read from. */
export type LoadRestrictor = 'LoadRestrictionsRootOnly' | 'LoadRestrictionsNone'

/** A folder with a kustomization, and the way that led to it. */
export class Loader {
  /** The folder's real path. */
  readonly root: string
  private readonly restrictor: LoadRestrictor
  private readonly referrer: Loader | undefined

  private constructor(root: string, restrictor: LoadRestrictor, referrer?: Loader) {
    this.root = root
    this.restrictor = restrictor
    this.referrer = referrer
  }

  /** The folder that a build begins in. Throws where there is none. */
  static at(path: string, cwd: string, restrictor: LoadRestrictor): Loader {
    if (isRepository(path)) throw remote(path)
    return new Loader(confirmFolder(resolve(cwd, path), path), restrictor)
  }

  /** Another folder that this one's kustomization builds on. Throws where there is none, and for cycles. */
  enter(path: string): Loader {
    if (path === '') throw new KustomizeError('new root cannot be empty')
    if (isRepository(path)) throw remote(path)
    if (isAbsolute(path)) throw new KustomizeError(`new root '${path}' cannot be absolute`)
    const root = confirmFolder(join(this.root, path))
    this.refuseCycle(root)
    return new Loader(root, this.restrictor, this)
  }

  /** What stands in a file. Throws where there is none, and where it lies outside of the folder. */
  load(path: string): Uint8Array {
    if (isUrl(path)) throw remote(path)
    const absolute = isAbsolute(path) ? path : join(this.root, path)
    return readFileSync(this.restrictor === 'LoadRestrictionsNone' ? absolute : this.confirmInside(absolute))
  }

  private confirmInside(path: string): string {
    const { folder, file } = cleanedPath(path)
    if (file === '') throw new KustomizeError(`'${path}' must resolve to a file`)
    if (!isWithin(folder, this.root))
      throw new KustomizeError(`security; file '${join(folder, file)}' is not in or below '${this.root}'`)
    return join(folder, file)
  }

  private refuseCycle(root: string): void {
    for (let loader: Loader | undefined = this; loader !== undefined; loader = loader.referrer)
      if (isWithin(loader.root, root))
        throw new KustomizeError(
          `cycle detected: candidate root '${root}' contains visited root '${loader.root}'`,
        )
  }
}

/** A file or a folder behind all links: a folder has no file. */
function cleanedPath(path: string, given = path): { folder: string; file: string } {
  const real = realPath(path, given)
  return statSync(real).isDirectory()
    ? { folder: real, file: '' }
    : { folder: dirname(real), file: basename(real) }
}

function realPath(path: string, given: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    throw new KustomizeError(`evalsymlink failure on '${given}' : ${reasonOf(error, path)}`, { cause: error })
  }
}

/** Why a path leads nowhere, in Go's words, with the part of it that does not exist. */
function reasonOf(error: unknown, path: string): string {
  const missing = firstMissing(path)
  if (missing !== undefined) return `lstat ${missing}: no such file or directory`
  return (error as NodeJS.ErrnoException).code === 'ELOOP' ? 'EvalSymlinks: too many links' : messageOf(error)
}

function firstMissing(path: string): string | undefined {
  let at = ''
  for (const part of path.split(sep).slice(1)) {
    at = `${at}${sep}${part}`
    try {
      lstatSync(at)
    } catch {
      return at
    }
  }
  return undefined
}

/** The real path of a folder; messages tell of it as it was given. */
function confirmFolder(path: string, given = path): string {
  let cleaned: { folder: string; file: string }
  try {
    cleaned = cleanedPath(path, given)
  } catch (error) {
    throw wrapError('must build at directory: not a valid directory', error)
  }
  if (cleaned.file !== '')
    throw new KustomizeError(`must build at directory: '${given}': file is not directory`)
  return cleaned.folder
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function isUrl(path: string): boolean {
  return /^https?:\/\//.test(path)
}

/** Whether kustomize would clone a repository for it (api, internal/git/repospec.go). */
function isRepository(path: string): boolean {
  return (
    isUrl(path) ||
    /^(?:git::|ssh:\/\/|file:\/\/|git@|[a-z_][\w-]*@[\w.-]+:|gh:|github\.com[:/]|org-\d+@)/i.test(path)
  )
}

function remote(path: string): KustomizeError {
  return new KustomizeError(
    `'${path}' cannot be read: there is no network. Download it and use the path of the copy`,
    { final: true },
  )
}
