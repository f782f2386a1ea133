/** YAML exactly as `kubectl -o yaml` prints it: the block style of Go's emitter. */
import { isJsonObject } from '../base/json.ts'
import { formatNumber } from './go-value.ts'
import { sortYamlKeys } from './yaml-keys.ts'
import { isSimpleKey, type Place, writeKey, writeText } from './yaml-scalar.ts'

/** The separator before every document but the first. */
export const YAML_SEPARATOR = '---\n'

/** The output of `-o yaml` for one object: sorted keys, two spaces of indent, a newline at the end. */
export function toYaml(value: unknown): string {
  const emitter: Emitter = { text: '', column: 0 }
  writeNode(emitter, value, 0, true)
  if (emitter.column > 0) emitter.text += '\n'
  return emitter.text
}

/** Several documents, with `---` between them. */
export function toYamlDocuments(values: readonly unknown[]): string {
  return values.map(toYaml).join(YAML_SEPARATOR)
}

interface Emitter {
  text: string
  column: number
}

/** `placed`: the cursor stands where the first entry of a collection begins. */
function writeNode(emitter: Emitter, value: unknown, indent: number, placed: boolean): void {
  if (Array.isArray(value) && value.length > 0) writeSequence(emitter, value, indent, placed)
  else if (isJsonObject(value) && hasEntries(value)) writeMapping(emitter, value, indent, placed)
  else put(emitter, writeScalar(value, { column: emitter.column, indent: indent + 2 }))
}

function writeMapping(emitter: Emitter, map: Record<string, unknown>, indent: number, placed: boolean): void {
  let first = placed
  for (const key of sortYamlKeys(map)) {
    if (!first) newline(emitter, indent)
    first = false
    if (isSimpleKey(key)) {
      put(emitter, `${writeKey(key)}:`)
      writeValue(emitter, map[key], indent)
    } else writeExplicitEntry(emitter, key, map[key], indent)
  }
}

/** A long or many-lined key stands on lines of its own: `? key`, then `: value`. */
function writeExplicitEntry(emitter: Emitter, key: string, value: unknown, indent: number): void {
  put(emitter, '? ')
  put(emitter, writeText(key, { column: emitter.column, indent: indent + 2 }))
  newline(emitter, indent)
  put(emitter, ': ')
  if (isCollection(value)) writeNode(emitter, value, indent + 2, true)
  else put(emitter, writeScalar(value, { column: emitter.column, indent: indent + 2 }))
}

function writeValue(emitter: Emitter, value: unknown, indent: number): void {
  // A sequence below a key is not indented; a mapping is.
  if (Array.isArray(value) && value.length > 0) writeSequence(emitter, value, indent, false)
  else if (isJsonObject(value) && hasEntries(value)) writeMapping(emitter, value, indent + 2, false)
  else {
    put(emitter, ' ')
    put(emitter, writeScalar(value, { column: emitter.column, indent: indent + 2 }))
  }
}

function writeSequence(emitter: Emitter, list: unknown[], indent: number, placed: boolean): void {
  let first = placed
  for (const item of list) {
    if (!first) newline(emitter, indent)
    first = false
    put(emitter, '- ')
    if (isCollection(item)) writeNode(emitter, item, indent + 2, true)
    else put(emitter, writeScalar(item, { column: emitter.column, indent: indent + 2 }))
  }
}

function writeScalar(value: unknown, place: Place): string {
  if (typeof value === 'string') return writeText(value, place)
  if (typeof value === 'number') return formatNumber(value)
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? '[]' : '{}'
}

function isCollection(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : isJsonObject(value) && hasEntries(value)
}

function hasEntries(map: Record<string, unknown>): boolean {
  for (const key in map) if (map[key] !== undefined) return true
  return false
}

function put(emitter: Emitter, text: string): void {
  emitter.text += text
  const lastBreak = text.lastIndexOf('\n')
  emitter.column = lastBreak < 0 ? emitter.column + text.length : text.length - lastBreak - 1
}

function newline(emitter: Emitter, indent: number): void {
  emitter.text += emitter.column > 0 ? `\n${' '.repeat(indent)}` : ' '.repeat(indent)
  emitter.column = indent
}
