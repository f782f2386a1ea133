/** Scalars as texts, as kustomize compares and copies them, and texts as scalars of a wanted type. */
import { isJsonObject, type Json } from '../../base/json.ts'
import { KustomizeError } from '../error.ts'
import { resolveResourceScalar } from './resolve-scalar.ts'

/** Neither a list nor an object. Null counts as one. */
export function isScalar(value: Json | undefined): value is string | number | boolean | null {
  return value !== undefined && !Array.isArray(value) && !isJsonObject(value)
}

/** What stands in the file for a scalar; '' for null, lists and objects. */
export function textOfScalar(value: Json | undefined): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}

/**
 * The text as a value of the same type as the one that it takes the place of: into a number goes a number. Throws
 * where the text is none.
 */
export function retyped(text: string, old: Json): Json {
  if (typeof old === 'string') return text
  const value = resolveResourceScalar(text)
  const read = typeof value === 'bigint' ? Number(value) : value
  if (old === null || typeof read === typeof old) return read
  const [from, to] = [goTag(read), goTag(old)]
  // Kustomize finds out when it prints the object, of which it then cannot say much.
  throw new KustomizeError(`map[string]interface {}(nil): yaml: cannot decode ${from} \`${text}\` as a ${to}`)
}

function goTag(value: Json): string {
  if (value === null) return '!!null'
  if (typeof value === 'boolean') return '!!bool'
  if (typeof value === 'string') return '!!str'
  return Number.isInteger(value) ? '!!int' : '!!float'
}
