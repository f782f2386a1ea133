/** The types that schemas give to the values in rules (k8s.io/apiserver, pkg/cel/common/schemas.go). */
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  DYN,
  INT,
  listOf,
  mapOf,
  STRING,
  TIMESTAMP,
  type Type,
} from '../../cel/type.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, valuesOf } from '../schema/custom-schema.ts'
import { escapeProperty } from './property-name.ts'

const SCALARS: Readonly<Record<string, Type>> = { boolean: BOOL, integer: INT, number: DOUBLE }
const FORMATS: Readonly<Record<string, Type>> = {
  byte: BYTES,
  date: TIMESTAMP,
  'date-time': TIMESTAMP,
  duration: DURATION,
}

/** What is always known of an object: its kind and its names. */
export const IDENTITY: Readonly<Record<string, JSONSchemaProps>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: {
    type: 'object',
    properties: { name: { type: 'string' }, generateName: { type: 'string' } },
  },
}

/** The properties that rules can see: those of an object include its identity. */
export function visibleProperties(
  schema: JSONSchemaProps,
  isRoot: boolean,
): Readonly<Record<string, JSONSchemaProps>> {
  const isObject = isRoot || schema['x-kubernetes-embedded-resource']
  return isObject ? { ...schema.properties, ...IDENTITY } : (schema.properties ?? {})
}

/** The type of the values of a schema; undefined where rules cannot see them. `name` is what messages call it. */
export function celTypeOf(schema: JSONSchemaProps, name: string, isRoot = false): Type | undefined {
  if (schema['x-kubernetes-int-or-string']) return DYN
  switch (schema.type) {
    case 'array': {
      const items = itemsOf(schema)
      const item = items && celTypeOf(items, `${name}.@idx`)
      return item && listOf(item)
    }
    case 'object':
      return objectType(schema, name, isRoot)
    case 'string':
      return FORMATS[schema.format ?? ''] ?? STRING
    default:
      return SCALARS[schema.type ?? '']
  }
}

function objectType(schema: JSONSchemaProps, name: string, isRoot: boolean): Type | undefined {
  const values = valuesOf(schema)
  if (values !== undefined) {
    const value = values === true ? undefined : celTypeOf(values, `${name}.@elem`)
    return value && mapOf(STRING, value)
  }
  const fields = new Map<string, Type>()
  for (const [property, inner] of Object.entries(visibleProperties(schema, isRoot))) {
    const escaped = escapeProperty(property)
    const type = escaped === undefined ? undefined : celTypeOf(inner, `${name}.${property}`)
    if (type) fields.set(escaped!, type)
  }
  return { kind: 'object', name, fields }
}
