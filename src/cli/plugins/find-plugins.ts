/** Plug-ins: programs on the PATH whose names begin with `kubelite-` or `kubectl-`. */
import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Environment } from '../streams.ts'

/** What the file names of plug-ins begin with; those made for kubelite alone come first. */
export const PREFIXES = ['kubelite', 'kubectl'] as const

/** A file that is named as a plug-in. */
export interface PluginFile {
  path: string
  /** The file's name: `kubectl-foo-bar`. */
  name: string
}

/** The plug-ins of one folder of the PATH, or why it cannot be read. */
export interface PluginFolder {
  folder: string
  files: readonly PluginFile[]
  failure?: 'no such file or directory' | 'not a directory' | 'permission denied'
}

/** The folders of the PATH in their order, each once, with the plug-ins in them. */
export function pluginFolders({ PATH = '' }: Environment): PluginFolder[] {
  const folders = PATH.split(delimiter).filter((folder) => folder.trim() !== '')
  return [...new Set(folders)].map(readFolder)
}

function readFolder(folder: string): PluginFolder {
  try {
    const names = readdirSync(folder).filter((name) =>
      PREFIXES.some((prefix) => name.startsWith(`${prefix}-`)),
    )
    const files = names.sort().map((name) => ({ name, path: join(folder, name) }))
    return { folder, files: files.filter(({ path }) => !isFolder(path)) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const failure =
      code === 'ENOENT'
        ? 'no such file or directory'
        : code === 'ENOTDIR'
          ? 'not a directory'
          : 'permission denied'
    return { folder, files: [], failure }
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true
}

/** Whether the file can be run. On Windows the ending says so. */
export function isExecutable(path: string): boolean {
  if (process.platform === 'win32') return /\.(bat|cmd|com|exe|ps1)$/i.test(path)
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** The words that call the plug-in, as far as its file's name tells: `kubectl-foo-bar_baz` is `foo bar-baz`. */
export function wordsOf({ name }: PluginFile): string[] {
  const words = name
    .replace(/\.(bat|cmd|com|exe|ps1)$/i, '')
    .split('-')
    .slice(1)
  return words.map((word) => word.replaceAll('_', '-'))
}

/** The first words of all plug-ins that can be called, those of commands left out. */
export function pluginNames(env: Environment, commands: readonly string[]): string[] {
  const files = pluginFolders(env).flatMap((folder) => folder.files)
  const names = files.filter(({ path }) => isExecutable(path)).map((file) => wordsOf(file)[0] ?? '')
  return [...new Set(names)].filter((name) => !commands.includes(name))
}
