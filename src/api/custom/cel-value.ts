/** The values that rules see of an object, as its schema types them (k8s.io/apiserver, pkg/cel/common/values.go). */
import { isJsonObject } from '../../base/json.ts'
import { durationOf, timestampOf } from '../../cel/arithmetic.ts'
import { parseDurationValue, parseTimestamp } from '../../cel/functions/time-text.ts'
import { UnorderedList } from '../../cel/values/equality.ts'
import { fromJson, JsonMap, type JsonShape } from '../../cel/values/from-json.ts'
import { EntriesMap, type Value } from '../../cel/values/value.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, valuesOf } from '../schema/custom-schema.ts'
import { celTypeOf, visibleProperties } from './cel-type.ts'
import { escapeProperty } from './property-name.ts'

/** A JSON value as rules see it; undefined where they cannot. */
export function celValueOf(schema: JSONSchemaProps, json: unknown, isRoot = false): Value | undefined {
  if (json === null || json === undefined) return null
  if (schema['x-kubernetes-int-or-string']) return fromJson(json)
  switch (schema.type) {
    case 'object':
      return isJsonObject(json) ? new JsonMap(json, shapeOf(schema, isRoot)) : undefined
    case 'array':
      return Array.isArray(json) ? listValue(schema, json) : undefined
    case 'string':
      return typeof json === 'string' ? textValue(schema.format, json) : undefined
    case 'number':
      return typeof json === 'number' ? json : undefined
    case 'integer':
      return Number.isInteger(json) ? BigInt(json as number) : undefined
    default:
      return typeof json === 'boolean' ? json : undefined
  }
}

const shapes = new WeakMap<JSONSchemaProps, { root?: JsonShape; inner?: JsonShape }>()

function shapeOf(schema: JSONSchemaProps, isRoot: boolean): JsonShape {
  const known = shapes.get(schema) ?? {}
  const shape = (isRoot ? known.root : known.inner) ?? makeShape(schema, isRoot)
  shapes.set(schema, isRoot ? { ...known, root: shape } : { ...known, inner: shape })
  return shape
}

function makeShape(schema: JSONSchemaProps, isRoot: boolean): JsonShape {
  const values = valuesOf(schema)
  if (values !== undefined)
    return { value: (json) => (values === true ? undefined : celValueOf(values, json)) }
  const properties = visibleProperties(schema, isRoot)
  const keys = new Map<string, string>()
  for (const [key, inner] of Object.entries(properties)) {
    const name = escapeProperty(key)
    if (name !== undefined && celTypeOf(inner, key) !== undefined) keys.set(name, key)
  }
  return {
    typeName: 'object',
    // A field that is null counts as one that is not there.
    value: (json, key) => (json === null ? undefined : celValueOf(properties[key]!, json)),
    key: (name) => keys.get(name),
    name: (key) => (Object.hasOwn(properties, key) ? escapeProperty(key) : undefined),
  }
}

function listValue(schema: JSONSchemaProps, json: readonly unknown[]): Value {
  const items = itemsOf(schema)
  const values = json.map((item) => (items && celValueOf(items, item)) ?? null)
  const type = schema['x-kubernetes-list-type']
  if (type !== 'set' && type !== 'map') return values
  const list = new UnorderedList()
  list.push(...values)
  const keys = schema['x-kubernetes-list-map-keys'] ?? []
  if (type === 'map')
    list.identity = (item) =>
      new EntriesMap(
        keys.map((key): [Value, Value] => [
          key,
          item instanceof JsonMap ? (item.get(escapeProperty(key) ?? key) ?? null) : null,
        ]),
      )
  return list
}

function textValue(format: string | undefined, text: string): Value | undefined {
  try {
    if (format === 'byte') return new Uint8Array(Buffer.from(text, 'base64'))
    if (format === 'date-time') return timestampOf(parseTimestamp(text))
    if (format === 'date') return timestampOf(parseTimestamp(`${text}T00:00:00Z`))
    return format === 'duration' ? durationOf(parseDurationValue(text)) : text
  } catch {
    // The schema refuses such texts before rules see them.
    return undefined
  }
}
