/** Fields of the API under the names that they have in Go, for the differences that errors show. */

/** Fields whose keys are data. */
const MAPS = new Set([
  'labels',
  'annotations',
  'nodeSelector',
  'limits',
  'requests',
  'overhead',
  'matchLabels',
])

/** A copy in which the names of fields begin with a capital letter, at any depth. */
export function goFields(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(goFields)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.charAt(0).toUpperCase() + key.slice(1),
      MAPS.has(key) ? item : goFields(item),
    ]),
  )
}
