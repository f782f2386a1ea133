/** Reads the data of generated ConfigMaps and Secrets: literals, files, env files (api, kv/kv.go). */

import { quote } from '../../apimachinery/go-format.ts'
import { messageOf } from '../../base/error-message.ts'
import { KustomizeError, wrapping } from '../error.ts'
import type { GeneratorArgs } from '../kustomization/fields.ts'
import type { Loader } from '../loader.ts'

/** One entry of the data. */
export interface Pair {
  key: string
  value: Uint8Array
}

/** All entries, in the order: env files, literals, files. Throws where one cannot be read. */
export function readPairs({ envs = [], literals = [], files = [] }: GeneratorArgs, loader: Loader): Pair[] {
  return wrapping('loading KV pairs', () => [
    ...wrapping(`env source files: [${envs.join(' ')}]`, () =>
      envs.flatMap((path) => readEnvFile(path, loader)),
    ),
    ...wrapping(`literal sources [${literals.join(' ')}]`, () => literals.map(readLiteral)),
    ...wrapping(`file sources: [${files.join(' ')}]`, () => files.map((source) => readFile(source, loader))),
  ])
}

function readEnvFile(path: string, loader: Loader): Pair[] {
  const lines = decodeLines(loader.load(path))
  return lines.flatMap((line, index) => {
    // Only the first line of a file may begin with a byte order mark.
    const text = (index === 0 ? line.replace(/^\ufeff/, '') : line).trimStart()
    if (text === '' || text.startsWith('#')) return []
    const [key, value] = splitOnce(text)
    return [{ key, value: Buffer.from(value ?? '') }]
  })
}

function decodeLines(content: Uint8Array): string[] {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch (error) {
    throw new KustomizeError(`line has invalid utf8 bytes : ${messageOf(error)}`, { cause: error })
  }
  return text.split('\n').map((line) => line.replace(/\r$/, ''))
}

function splitOnce(text: string): [key: string, value: string | undefined] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text, undefined] : [text.slice(0, equals), text.slice(equals + 1)]
}

function readLiteral(source: string): Pair {
  const [key, value] = splitOnce(source)
  if (key === '' || value === undefined)
    throw new KustomizeError(`invalid literal source ${source}, expected key=value`)
  return { key, value: Buffer.from(unquote(value)) }
}

function unquote(text: string): string {
  const [first] = text
  return text.length > 1 && text.endsWith(first!) && (first === '"' || first === "'")
    ? text.slice(1, -1)
    : text
}

function readFile(source: string, loader: Loader): Pair {
  const { key, path } = splitFileSource(source)
  return { key, value: loader.load(path) }
}

/** `path`, or `key=path`. Without a key it is the name of the file. */
function splitFileSource(source: string): { key: string; path: string } {
  const [first, ...rest] = source.split('=')
  if (rest.length === 0) return { key: source.replace(/\/+$/, '').split('/').pop() || '/', path: source }
  if (first === '')
    throw new KustomizeError(
      `missing key name for file path ${quote(rest.join('='))} in source ${quote(source)}`,
    )
  if (rest.length > 1) throw new KustomizeError(`source ${quote(source)} key name or file path contains '='`)
  if (rest[0] === '')
    throw new KustomizeError(`missing file path for key name ${quote(first!)} in source ${quote(source)}`)
  return { key: first!, path: rest[0]! }
}
