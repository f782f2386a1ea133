/** Leads a transformer to its fields in an object (api, filters/fieldspec). */
import { messageOf } from '../../base/error-message.ts'
import { getOwn, isJsonObject, type Json, type JsonObject, setOwn } from '../../base/json.ts'
import { KustomizeError, wrapping } from '../error.ts'
import type { Resource } from '../resource.ts'
import { formatId, isSelected } from '../resource-id.ts'
import { type FieldSpec, splitPath } from './field-spec.ts'

/** A place in an object that a transformer may write to. */
export interface Slot {
  readonly value: Json
  set(value: Json): void
}

/** What is made where a field is missing: nothing, an empty text that will be replaced, or an empty map. */
export type Creation = 'nothing' | 'scalar' | 'map'

/**
 * Calls `visit` with each place that the spec leads to. Lists on the way are gone through. Throws where the path
 * leads through a scalar.
 */
export function visitFields(
  resource: Resource,
  spec: FieldSpec,
  creation: Creation,
  visit: (slot: Slot) => void,
): void {
  const { object } = resource
  if (object === undefined || !isSelected(resource.gvk, spec)) return
  try {
    descend({ creation: spec.create ? creation : 'nothing', visit }, slotOfRoot(object), splitPath(spec.path))
  } catch (error) {
    const where = formatId(resource.id)
    throw new KustomizeError(`considering field '${spec.path}' of object ${where}: ${messageOf(error)}`, {
      cause: error,
    })
  }
}

interface Walk {
  creation: Creation
  visit(slot: Slot): void
}

function slotOfRoot(object: JsonObject): Slot {
  return {
    value: object,
    set: () => {
      throw new KustomizeError('the object itself cannot be replaced')
    },
  }
}

function slotIn(container: JsonObject | Json[], key: string | number): Slot {
  return {
    get value() {
      return (container as Record<string | number, Json>)[key]!
    },
    set: (value) => setOwn(container, String(key), value),
  }
}

function descend(walk: Walk, slot: Slot, path: readonly string[]): void {
  const { value } = slot
  if (path.length === 0) walk.visit(slot)
  else if (Array.isArray(value))
    wrapping(`visit traversal on path: [${path.join(' ')}]`, () => {
      for (const index of value.keys()) descend(walk, slotIn(value, index), path)
    })
  else if (isJsonObject(value)) enterField(walk, value, path)
  else if (value !== null) throw new KustomizeError('expected sequence or mapping node')
}

function enterField(walk: Walk, object: JsonObject, path: readonly string[]): void {
  const part = path[0]!
  const isList = part.endsWith('[]')
  const name = isList ? part.slice(0, -2) : part
  const rest = path.slice(1)
  const value = getOwn(object, name)
  if (value === undefined || value === null) {
    const made = isList ? 'nothing' : makeField(walk.creation, rest.length === 0)
    if (made === 'nothing') {
      if (value === null && rest.length === 0) walk.visit(slotIn(object, name))
      return
    }
    setOwn(object, name, made)
  }
  descend(walk, slotIn(object, name), rest)
}

function makeField(creation: Creation, isLast: boolean): Json | 'nothing' {
  if (creation === 'nothing') return 'nothing'
  return isLast && creation === 'scalar' ? '' : {}
}

/** Whether there is a field at the path, whatever it holds (lists on the way are gone through). */
export function hasField(object: Json | undefined, path: readonly string[]): boolean {
  if (Array.isArray(object)) return object.some((item) => hasField(item, path))
  if (path.length === 0) return object !== undefined
  if (!isJsonObject(object)) return false
  return hasField(getOwn(object, path[0]!.replace(/\[\]$/, '')), path.slice(1))
}
