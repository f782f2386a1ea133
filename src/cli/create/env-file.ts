/** Files with lines of KEY=VALUE. Source: kubectl, cmd/util/env_file.go. */

import { quote } from '../../apimachinery/go-format.ts'
import { checkStrictEnvVarName } from '../../apimachinery/names.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import { CliError } from '../errors.ts'

const BYTE_ORDER_MARK = '\ufeff'

/**
 * The pairs in the order of the lines. Empty lines and those that begin with # are passed over; a key without a value
 * has that of the environment. Throws CliError for bytes that are not UTF-8, and for what cannot be a key.
 */
export function* readEnvFile(
  path: string,
  content: Uint8Array,
  env: Readonly<Record<string, string | undefined>>,
): Generator<[key: string, value: string]> {
  for (const [index, bytes] of linesOf(content).entries()) {
    const text = decode(bytes, path, index + 1)
    const line = (index === 0 ? text.replace(BYTE_ORDER_MARK, '') : text).trimStart()
    if (line === '' || line.startsWith('#')) continue
    const equals = line.indexOf('=')
    const key = equals < 0 ? line : line.slice(0, equals)
    const faults = checkStrictEnvVarName(key)
    if (faults.length > 0) throw new CliError(`${quote(key)} is not a valid key name: ${faults.join(';')}`)
    yield [key, equals < 0 ? (env[key] ?? '') : line.slice(equals + 1)]
  }
}

/** The lines without their ends, as Go's bufio.ScanLines has them. */
function linesOf(content: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  const newline = 10
  const carriageReturn = 13
  for (let start = 0; start < content.length; ) {
    const found = content.indexOf(newline, start)
    const end = found < 0 ? content.length : found
    lines.push(content.subarray(start, content[end - 1] === carriageReturn && end > start ? end - 1 : end))
    start = end + 1
  }
  return lines
}

function decode(line: Uint8Array, path: string, number: number): string {
  const text = decodeUtf8(line)
  if (text !== undefined) return text
  throw new CliError(
    `env file ${path} contains invalid utf8 bytes at line ${number}: [${[...line].join(' ')}]`,
  )
}
