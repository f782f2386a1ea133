/** Keys with values out of files, folders, lines and flags. Source: kubectl, util/util.go, cmd/create/create_configmap.go. */
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { checkConfigMapKey } from '../../apimachinery/names.ts'
import { CliError } from '../errors.ts'
import { strings, texts } from '../flags/flag.ts'
import { reason } from '../resources/files.ts'
import { readEnvFile } from './env-file.ts'

/** The flags. */
export const keyFlags = {
  fromEnvFile: strings('A file with lines of KEY=VALUE.'),
  fromFile: strings(
    'A file, as PATH or KEY=PATH, or a folder of files. Without KEY, the name of the file is the key.',
  ),
  fromLiteral: texts('A key with its value, as KEY=VALUE.'),
}

/** What is put together, and what is said of keys that it cannot take. */
export interface KeyStore {
  /** `config` or `secret`: what a folder of variables is refused for. */
  what: string
  /** What is wrong with adding the key, given what is wrong with the key itself; undefined if nothing is. */
  refusal(key: string, faults: readonly string[]): string | undefined
  add(key: string, value: Uint8Array | string): void
}

/** Where values come from. */
export interface KeySources {
  fromEnvFile?: readonly string[]
  fromFile?: readonly string[]
  fromLiteral?: readonly string[]
}

/** Refuses what cannot be combined. */
export function checkSources({ fromEnvFile = [], fromFile = [], fromLiteral = [] }: KeySources): void {
  if (fromEnvFile.length > 0 && fromFile.length + fromLiteral.length > 0)
    throw new CliError('from-env-file cannot be combined with from-file or from-literal')
}

/** Adds what all sources have, in kubectl's order. Throws CliError. */
export function addSources(
  store: KeyStore,
  { fromEnvFile = [], fromFile = [], fromLiteral = [] }: KeySources,
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string | undefined>> },
): void {
  for (const source of fromFile) addFiles(store, source, cwd)
  for (const source of fromLiteral) addLiteral(store, source)
  for (const path of fromEnvFile) {
    if (statOf(path, cwd).isDirectory()) throw new CliError(`env ${store.what} file cannot be a directory`)
    for (const [key, value] of readEnvFile(path, read(path, cwd), env)) add(store, key, value)
  }
}

function addFiles(store: KeyStore, source: string, cwd: string): void {
  const { key, path } = readFileSource(source)
  if (!statOf(path, cwd).isDirectory()) {
    add(store, key, read(path, cwd))
    return
  }
  if (source.includes('=')) throw new CliError('cannot give a key name for a directory path')
  const entries = readdirSync(resolve(cwd, path), { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  for (const file of files.sort()) add(store, file, read(join(path, file), cwd))
}

/** `path`, or `key=path`. */
function readFileSource(source: string): { key: string; path: string } {
  const parts = source.split('=')
  const [key = '', path] = parts
  if (path === undefined) return { key: basename(source), path: source }
  if (source.startsWith('=')) throw new CliError(`key name for file path ${source.slice(1)} missing`)
  if (source.endsWith('=')) throw new CliError(`file path for key name ${source.slice(0, -1)} missing`)
  if (parts.length > 2) throw new CliError("key names or file paths cannot contain '='")
  return { key, path }
}

function addLiteral(store: KeyStore, source: string): void {
  const equals = source.indexOf('=')
  if (equals < 1) throw new CliError(`invalid literal source ${source}, expected key=value`)
  add(store, source.slice(0, equals), source.slice(equals + 1))
}

function add(store: KeyStore, key: string, value: Uint8Array | string): void {
  const refusal = store.refusal(key, checkConfigMapKey(key))
  if (refusal !== undefined) throw new CliError(refusal)
  store.add(key, value)
}

function statOf(path: string, cwd: string): Stats {
  try {
    return statSync(resolve(cwd, path))
  } catch (error) {
    throw new CliError(`error reading ${path}: ${reason(error)}`, { cause: error })
  }
}

function read(path: string, cwd: string): Uint8Array {
  try {
    return readFileSync(resolve(cwd, path))
  } catch (error) {
    throw new CliError(`open ${path}: ${reason(error)}`, { cause: error })
  }
}
