/** Paths such as `.spec.list` that must lead to a field of a schema (ValidFieldPath of schema/cel/validation.go). */
import type { JSONSchemaProps } from '../../generated/types.ts'
import { propertyOf, valuesOf } from '../schema/custom-schema.ts'

/** Where a path leads. */
export interface FoundField {
  readonly schema: JSONSchemaProps
  /** As field errors write it: `spec.map[key]`. */
  readonly path: string
}

const TOKEN = /\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/y

/** Follows the path through the schema. Throws an Error in the server's words where it leads nowhere. */
export function followFieldPath(
  schema: JSONSchemaProps,
  text: string,
  { brackets = true }: { brackets?: boolean } = {},
): FoundField {
  let found: FoundField = { schema, path: '' }
  for (let at = 0; at < text.length; at = TOKEN.lastIndex) {
    if (text[at] === '[' && !brackets) throw new Error('array notation is not allowed')
    TOKEN.lastIndex = at
    const [token, name, quoted] = TOKEN.exec(text) ?? []
    if (token === undefined) throw new Error(pathFault(text, at))
    found = step(found, name ?? unescapeQuoted(quoted ?? ''))
  }
  return found
}

function pathFault(text: string, at: number): string {
  const rest = text.slice(at)
  if (rest === '.' || rest === '[') return 'unexpected end of JSON path'
  if (rest.startsWith('[')) return `expected single quoted string but got ${/^\[([^\]]*)/.exec(rest)?.[1]}`
  return `expected [ or . but got: ${/^[^.[\]]+/.exec(rest)?.[0] ?? rest[0]}`
}

function unescapeQuoted(text: string): string {
  return text.replace(/\\(.)/g, '$1')
}

function step({ schema, path }: FoundField, name: string): FoundField {
  if (schema.properties !== undefined) {
    const property = propertyOf(schema, name)
    if (property === undefined) throw new Error('does not refer to a valid field')
    return { schema: property, path: path === '' ? name : `${path}.${name}` }
  }
  const values = valuesOf(schema)
  if (values === undefined || values === true) throw new Error('does not refer to a valid field')
  return { schema: values, path: `${path}[${name}]` }
}
