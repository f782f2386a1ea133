/** JSON values: types, deep equality, deep copy, freezing. */

/** A JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject
/** A JSON object. */
export type JsonObject = { [key: string]: Json }

/** True for a JSON object: neither null, nor a list, nor a scalar. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Structural equality of two JSON values. A key whose value is undefined counts as absent. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && equalLists(a, b)
  return equalObjects(a as Record<string, unknown>, b as Record<string, unknown>)
}

function equalLists(a: unknown[], b: unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let index = 0; index < a.length; index++) if (!deepEqual(a[index], b[index])) return false
  return true
}

/** Counts keys instead of looking them up a second time, and asks for own ones: `{}` has no `toString`. */
function equalObjects(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  let surplus = 0
  for (const key in b) if (b[key] !== undefined) surplus++
  for (const key in a) {
    if (a[key] === undefined) continue
    if (!Object.hasOwn(b, key) || !deepEqual(a[key], b[key])) return false
    surplus--
  }
  return surplus === 0
}

/**
 * A deep copy of a JSON value that shares nothing with the original and may be changed freely. A key whose value is
 * undefined counts as absent, so it is left out.
 */
export function deepCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(deepCopy) as T
  const copy: Record<string, unknown> = {}
  for (const key in value) if (value[key] !== undefined) setOwn(copy, key, deepCopy(value[key]))
  return copy as T
}

/** A copy to be read only: what is frozen of the value already stands in it as it is. A frozen value is frozen throughout. */
export function readOnlyCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (Array.isArray(value)) return value.map(readOnlyCopy) as T
  const copy: Record<string, unknown> = {}
  for (const key in value) if (value[key] !== undefined) setOwn(copy, key, readOnlyCopy(value[key]))
  return copy as T
}

/** Freezes a JSON value all the way down and returns it. A frozen value is taken as frozen throughout. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const key in value) {
    // All that is stored comes through here, and most of it cannot be frozen: it is not worth a call.
    const item = value[key]
    if (typeof item === 'object') deepFreeze(item)
  }
  return value
}

/** Sets an own property, also where the name is `__proto__`, which plain assignment would not. */
export function setOwn(target: object, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else (target as Record<string, unknown>)[key] = value
}

/** An own property, or undefined: never what an object inherits, such as `constructor` or `__proto__`. */
export function getOwn<T>(object: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined
}

/** Gives an object the fields of another one, and no others: it stays the same object to whoever holds it. */
export function replaceContent(target: object, next: object): void {
  for (const key of Object.keys(target)) delete (target as Record<string, unknown>)[key]
  Object.assign(target, next)
}
