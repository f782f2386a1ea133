/** The values of a YAML document while it is read, and the rules for the entries of mappings. */
import { isJsonObject, type Json, type JsonObject, setOwn } from '../../base/json.ts'
import { goSyntax, keyText } from './key-text.ts'
import { YamlError } from './yaml-error.ts'

/** A value with what the rules for mappings need to know of it. */
export interface Value {
  json: Json
  /** How many values it is made of, those of aliases included. */
  size: number
  /** A plain `<<`. */
  merge?: boolean
  /** As a key: its text where that is not the value's own. */
  key?: string
}

/** Sets an entry of a mapping. What the key had is overwritten; then `onDuplicate` gets a strict reader's words. */
export function setEntry(
  target: JsonObject,
  key: Value,
  value: Json,
  onDuplicate: (message: string) => void,
): void {
  if (key.merge) {
    mergeInto(target, value)
    return
  }
  const name = key.key ?? keyText(key.json, value)
  if (Object.hasOwn(target, name)) onDuplicate(`key ${goSyntax(key.json)} already set in map`)
  setOwn(target, name, value)
}

/** What `<<` names is set at its place: over what stood before, and under what follows. */
function mergeInto(target: JsonObject, source: Json): void {
  const sources = Array.isArray(source) ? source.toReversed() : [source]
  for (const each of sources) {
    if (!isJsonObject(each)) throw new YamlError('map merge requires map or sequence of maps as the value')
    for (const key of Object.keys(each)) setOwn(target, key, each[key])
  }
}
