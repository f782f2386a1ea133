/** Finds and reads the files that -f names: files, folders, patterns, URLs, standard input. */
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import { quote } from '../../apimachinery/go-format.ts'
import type { CommandContext } from '../command.ts'
import { CliError, throwAggregate } from '../errors.ts'
import { globSync } from './glob.ts'
import { isUrl, urlSource } from './url-source.ts'

const EXTENSIONS = ['.json', '.yaml', '.yml']

/** A file to be read. */
export interface Source {
  /** As told to the user: the path or URL as given, or STDIN. */
  name: string
  /** The bytes as they are: what encoding they have is found out when they are parsed. */
  read(): Promise<Uint8Array>
}

/** The sources that -f names, and whether one file was meant. */
export interface Sources {
  list: Source[]
  single: boolean
}

/** What the user gave for files. */
export interface FileOptions {
  filename: readonly string[]
  recursive: boolean
  kustomize?: string
}

/** Finds all sources. Throws an aggregate of what cannot be found. */
export function findSources(options: FileOptions, context: CommandContext): Sources {
  if (options.kustomize) return kustomizeSources(options.kustomize, options, context)
  const { streams, cwd, waiting } = context
  const errors: unknown[] = []
  const list: Source[] = []
  let single = false
  for (const name of options.filename) {
    try {
      if (name === '-') list.push({ name: 'STDIN', read: () => streams.readStdin() })
      else if (isUrl(name)) list.push(urlSource(name, waiting))
      else {
        const paths = findPaths(name, options.recursive, cwd)
        single = !options.recursive && paths.length === 1
        list.push(...paths.map((path) => fileSource(path, cwd)))
      }
    } catch (error) {
      errors.push(error)
    }
  }
  throwAggregate(errors)
  return { list, single: single && list.length === 1 }
}

/** What a kustomization yields, as one file. It is built only when it is read. */
function kustomizeSources(
  path: string,
  { filename, recursive }: FileOptions,
  context: CommandContext,
): Sources {
  if (filename.length > 0) throw new CliError('only one of -f or -k can be specified')
  if (recursive) throw new CliError("the -k flag can't be used with -f or -R")
  const read = async () => {
    const { buildObjects } = await import('../kustomize/build-objects.ts')
    const objects = buildObjects(path, context)
    return Buffer.from(objects.map((object) => JSON.stringify(object)).join('\n'))
  }
  return { list: [{ name: path, read }], single: true }
}

function findPaths(name: string, recursive: boolean, cwd: string): string[] {
  const starts = statOf(name, cwd) === undefined ? globSync(name, cwd) : [name]
  if (starts.length === 0) throw new CliError(`the path ${quote(name)} does not exist`)
  const paths = starts.flatMap((start) => walk(start, recursive, cwd, 0))
  if (paths.length === 0)
    throw new CliError(
      `error reading [${starts.join(' ')}]: recognized file extensions are [${EXTENSIONS.join(' ')}]`,
    )
  return paths
}

/** The files below a path, in the order of their names. A file that was named itself needs no extension. */
function walk(path: string, recursive: boolean, cwd: string, depth: number): string[] {
  const stats = statOf(path, cwd)
  if (stats === undefined) return []
  if (!stats.isDirectory()) return depth === 0 || EXTENSIONS.includes(extname(path)) ? [path] : []
  if (depth > 0 && !recursive) return []
  const names = readdirSync(resolve(cwd, path)).sort()
  return names.flatMap((name) => walk(join(path, name), recursive, cwd, depth + 1))
}

function statOf(path: string, cwd: string): Stats | undefined {
  try {
    return statSync(resolve(cwd, path))
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new CliError(`the path ${quote(path)} cannot be accessed: ${reason(error)}`)
  }
}

function fileSource(path: string, cwd: string): Source {
  const read = async () => {
    try {
      return readFileSync(resolve(cwd, path))
    } catch (error) {
      throw new CliError(`open ${path}: ${reason(error)}`, { cause: error })
    }
  }
  return { name: path, read }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  EISDIR: 'is a directory',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  ELOOP: 'too many levels of symbolic links',
}

/** Why a file could not be used, in the words of Go's syscall package. */
export function reason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  return REASONS[code] ?? message
}
