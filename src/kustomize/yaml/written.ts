/** How scalars stood in their files, where that is not how they are written by themselves: `1.50`, `~`, nothing. */
import { isJsonObject, type Json, type JsonObject, setOwn } from '../../base/json.ts'
import { resolveResourceScalar } from './resolve-scalar.ts'

const texts = new WeakMap<object, Map<string, string>>()

/** Begins a text that stands for another scalar until the document is whole; no YAML text can hold it. */
const MARK = '\u0000\u0000'

/** The value of a plain scalar, or where its text would be lost, the text behind a mark. */
export function resolveMarked(text: string): ReturnType<typeof resolveResourceScalar> {
  const value = resolveResourceScalar(text)
  const isItself = typeof value === 'string' || typeof value === 'bigint' || String(value) === text
  return isItself ? value : MARK + text
}

/** The document with the marked scalars as what they mean; how they were written is remembered by the map they are in. */
export function unmark(value: Json): Json {
  if (typeof value === 'string') return value.startsWith(MARK) ? meant(value) : value
  if (Array.isArray(value)) for (const [index, item] of value.entries()) value[index] = unmark(item)
  else if (isJsonObject(value))
    for (const key of Object.keys(value)) unmarkEntry(value, unmarkKey(value, key))
  return value
}

function unmarkKey(map: JsonObject, key: string): string {
  if (!key.startsWith(MARK)) return key
  const plain = key.slice(MARK.length)
  setOwn(map, plain, map[key])
  delete map[key]
  return plain
}

function unmarkEntry(map: JsonObject, key: string): void {
  const value = map[key]!
  if (typeof value === 'string' && value.startsWith(MARK)) {
    const known = texts.get(map) ?? new Map<string, string>()
    texts.set(map, known.set(key, value.slice(MARK.length)))
  }
  const plain = unmark(value)
  if (plain !== value) setOwn(map, key, plain)
}

function meant(marked: string): Json {
  const value = resolveResourceScalar(marked.slice(MARK.length))
  return typeof value === 'bigint' ? Number(value) : value
}

/** What stood in the file for the entry of a map, if it still has that value. Undefined where the value itself says it. */
export function writtenText(map: JsonObject, key: string): string | undefined {
  const text = texts.get(map)?.get(key)
  return text !== undefined && resolveResourceScalar(text) === map[key] ? text : undefined
}
