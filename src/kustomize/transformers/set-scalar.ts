/** Writes texts into fields. */
import { getOwn, isJsonObject } from '../../base/json.ts'
import { toYaml } from '../../printers/yaml.ts'
import type { Slot } from '../config/visit-fields.ts'
import { KustomizeError } from '../error.ts'
import { kindOfNode, type NodeKind } from '../merge/nodes.ts'
import { addShared, type Shared, writeShared } from '../yaml/shared.ts'

/** Puts a text into a field. Throws where it holds a list or an object. */
export function setText(slot: Slot, text: string): void {
  expectNode('ScalarNode', slot)
  slot.set(text)
}

/**
 * Puts a text under a key of the map in a field. Where it is new, it is one with others that were added for the same
 * reason. Throws where the field holds no map.
 */
export function setEntry(slot: Slot, key: string, text: string, shared: Shared): void {
  expectNode('MappingNode', slot)
  const map = slot.value
  if (!isJsonObject(map)) return
  if (getOwn(map, key) === undefined) addShared(map, key, text, shared)
  else writeShared(map, key, text)
}

/** Throws where the field holds another sort of value; null is of any sort. */
export function expectNode(expected: NodeKind, { value }: Pick<Slot, 'value'>): void {
  const kind = kindOfNode(value)
  if (kind === undefined || kind === expected) return
  throw new KustomizeError(
    `wrong node kind: expected ${expected} but got ${kind}: node contents:\n${toYaml(value)}`,
  )
}
