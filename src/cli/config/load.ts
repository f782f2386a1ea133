/** Reads the files of a kubeconfig and merges them. Source: client-go, tools/clientcmd/loader.go. */

import { readFileSync } from 'node:fs'
import { messageOf } from '../../base/error-message.ts'
import type { Json } from '../../base/json.ts'
import { CliError } from '../errors.ts'
import { type ConfigFiles, pathOf } from './files.ts'
import { builtInConfig, decodeConfig, emptyConfig, type Kubeconfig, type Section } from './kubeconfig.ts'

/**
 * The config of all files. Of entries with one name, and of current contexts, that of the first file counts. Where the
 * own file does not exist it is the built-in config.
 */
export async function loadConfig(files: ConfigFiles): Promise<Kubeconfig> {
  const merged = emptyConfig()
  for (const name of files.names) {
    const config = await loadFile(name, files)
    if (config !== undefined) addMissing(merged, config)
    else if (files.own) return builtInConfig()
  }
  return merged
}

/** The config of one file; undefined where there is none. */
export async function loadFile(name: string, files: ConfigFiles): Promise<Kubeconfig | undefined> {
  const text = readIfThere(pathOf(name, files), name)
  if (text === undefined) return undefined
  try {
    return decodeConfig(await parse(text), name)
  } catch (error) {
    const why = messageOf(error).replace('error converting YAML to JSON: ', '')
    throw new CliError(`error loading config file "${name}": ${why}`, { cause: error })
  }
}

function readIfThere(path: string, name: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    const why = code === 'EISDIR' ? `read ${name}: is a directory` : `open ${name}: permission denied`
    throw new CliError(`error loading config file "${name}": ${why}`, { cause: error })
  }
}

/** kubelite's own file is JSON, so that no command needs the reader of YAML to start. */
async function parse(text: string): Promise<Json> {
  if (text.startsWith('{'))
    try {
      return JSON.parse(text) as Json
    } catch {
      // YAML may begin with a brace, too.
    }
  const { readDocuments } = await import('../../apimachinery/yaml/read-documents.ts')
  for await (const { value } of readDocuments(text)) return value
  return null
}

function addMissing(merged: Kubeconfig, config: Kubeconfig): void {
  for (const section of ['clusters', 'users', 'contexts'] satisfies Section[])
    for (const [name, entry] of config[section])
      if (!merged[section].has(name)) merged[section].set(name, entry)
  merged.currentContext ||= config.currentContext
  if (Object.keys(merged.preferences).length === 0) merged.preferences = config.preferences
}
