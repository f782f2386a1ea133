/** Keys that are no strings, as JSON needs them. */
import type { Json } from '../../base/json.ts'
import { YamlError } from './yaml-error.ts'

/** The text of a key: `true`, `80`, `1.5`. Throws for null, lists and mappings; the text may show the value. */
export function keyText(key: Json, value: Json): string {
  switch (typeof key) {
    case 'string':
      return key
    case 'boolean':
      return String(key)
    case 'number':
      return numberText(key)
    default:
      if (key === null)
        throw new Error(
          `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${value === null ? '<nil>' : goSyntax(value)}`,
        )
      throw new YamlError(`invalid map key: ${goSyntax(key)}`)
  }
}

/** Go shows fractions in the precision of 32 bits. */
function numberText(key: number): string {
  if (Number.isInteger(key)) return String(key)
  if (Number.isNaN(key)) return '.nan'
  if (!Number.isFinite(key)) return key > 0 ? '.inf' : '-.inf'
  return shortest(Math.fround(key))
}

/** The fewest digits that still mean the same 32-bit number. */
function shortest(value: number): string {
  for (let digits = 1; digits < 10; digits++) {
    const text = value.toPrecision(digits)
    if (Math.fround(Number(text)) === value) return String(Number(text))
  }
  return String(value)
}

/** A value as Go's `%#v` prints what was read from YAML. */
export function goSyntax(value: Json): string {
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`
  if (typeof value !== 'object' || value === null)
    return value === null ? 'interface {}(nil)' : JSON.stringify(value)
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${goSyntax(item)}`)
  return `map[interface {}]interface {}{${entries.join(', ')}}`
}
