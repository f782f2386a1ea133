/** The values of a YAML document while it is read. */
import { isJsonObject, type Json, type JsonObject, setOwn } from '../../base/json.ts'
import { goSyntax, keyText } from './key-text.ts'
import { resolvePlain, resolveTagged, type Scalar } from './resolve-scalar.ts'
import type { Token } from './token.ts'
import { YamlError } from './yaml-error.ts'

/** A value with what the rules for mappings need to know of it. */
export interface Node {
  value: Json
  line: number
  /** How many values it is made of, those of aliases included. */
  size: number
  /** A plain `<<`. */
  merge?: boolean
  /** As a key: its text where that is not the value's own; a list or mapping cannot be one. */
  key?: string
}

/** A value without parts. */
export function leaf(value: Json, line: number): Node {
  return { value, line, size: 1 }
}

/** What a scalar token stands for. Throws where it does not fit its tag. */
export function scalarNode(token: Token, tag: string | undefined): Node {
  const { value: text, plain, line } = token
  if (tag !== undefined && tag !== '!') return scalarLeaf(resolveTagged(tag, text), line)
  if (!plain || tag === '!') return leaf(text, line)
  if (text === '<<') return { value: text, line, size: 1, merge: true }
  return scalarLeaf(resolvePlain(text), line)
}

/** What stands where a node was left out: null, or what its tag makes of nothing. */
export function emptyNode(line: number, tag?: string): Node {
  return tag === undefined || tag === '!'
    ? leaf(tag === '!' ? '' : null, line)
    : scalarLeaf(resolveTagged(tag, ''), line)
}

function scalarLeaf(value: Scalar, line: number): Node {
  if (typeof value === 'bigint') return { value: Number(value), line, size: 1, key: String(value) }
  return leaf(value, line)
}

/** A list without items. */
export function createList(line: number): Node & { value: Json[] } {
  return { value: [], line, size: 1 }
}

/** A mapping without entries. */
export function createMapping(line: number): Node & { value: JsonObject } {
  return { value: {}, line, size: 1 }
}

/** Adds an item to a list. */
export function addItem(list: Node & { value: Json[] }, item: Node): void {
  list.value.push(item.value)
  list.size += item.size
}

/**
 * Sets an entry of a mapping. A key that is there already is set anew; `duplicates` gets what a strict reader says.
 */
export function setEntry(mapping: Node, key: Node, value: Node, duplicates: string[]): void {
  const target = mapping.value as JsonObject
  mapping.size += key.size + value.size
  if (key.merge) {
    mergeInto(target, value.value)
    return
  }
  const name = key.key ?? keyText(key.value, value.value)
  if (Object.hasOwn(target, name))
    duplicates.push(`line ${value.line + 1}: key ${goSyntax(key.value)} already set in map`)
  setOwn(target, name, value.value)
}

/** What `<<` names is set at its place: over what stood before, and under what follows. */
function mergeInto(target: JsonObject, source: Json): void {
  const sources = Array.isArray(source) ? source.toReversed() : [source]
  for (const each of sources) {
    if (!isJsonObject(each)) throw new YamlError('map merge requires map or sequence of maps as the value')
    for (const key of Object.keys(each)) setOwn(target, key, each[key])
  }
}
