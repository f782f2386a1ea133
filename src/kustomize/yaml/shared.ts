/**
 * Entries of maps that kustomize keeps as one: where it adds a label to several places of an object, whoever changes
 * it later at one of them changes it at all (kyaml, yaml.FieldSetter writes into the node that they share).
 */
import { getOwn, type Json, type JsonObject, setOwn } from '../../base/json.ts'

/** Entries that were added together. */
export type Shared = { map: JsonObject; key: string }[]

const shares = new WeakMap<JsonObject, Map<string, Shared>>()

/** Adds an entry that has its value in common with those added before it. */
export function addShared(map: JsonObject, key: string, value: Json, shared: Shared): void {
  setOwn(map, key, value)
  shared.push({ map, key })
  const known = shares.get(map) ?? new Map<string, Shared>()
  shares.set(map, known.set(key, shared))
}

/** Writes an entry, and those that have their value in common with it. */
export function writeShared(map: JsonObject, key: string, value: Json): void {
  const shared = Object.hasOwn(map, key) ? shares.get(map)?.get(key) : undefined
  setOwn(map, key, value)
  for (const other of shared ?? [])
    if (getOwn(other.map, other.key) !== undefined) setOwn(other.map, other.key, value)
}
