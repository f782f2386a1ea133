/** How large the values of a schema can be, and how small (SchemaDeclType of k8s.io/apiserver, pkg/cel/common/schemas.go). */
import type { SizeAt } from '../../cel/estimate/part.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { itemsOf, valuesOf } from '../schema/custom-schema.ts'
import { visibleProperties } from './cel-type.ts'
import { escapeProperty } from './property-name.ts'

/** The largest request that an API server takes, in bytes. */
const MAX_REQUEST = 3 * 1024 * 1024
/** The quotes or brackets around something. */
const AROUND = 2

/** The sizes of the values of a schema. */
interface DeclaredSizes {
  /** The most items, entries or bytes; 0 where values have no size. */
  readonly max: number
  /** The fewest bytes of its JSON. */
  readonly minSerialized: number
  /** Those of what is in it, as paths call it; undefined where there is no such thing. */
  inner(step: string): DeclaredSizes | undefined
}

/** How long the values of times are, with their quotes (limits.go of k8s.io/apiserver). */
const TIMES: Readonly<Record<string, { max: number; minSerialized: number }>> = {
  duration: { max: 32, minSerialized: 3 },
  date: { max: 12, minSerialized: 12 },
  'date-time': { max: 32, minSerialized: 21 },
}

const SCALARS: Readonly<Record<string, number>> = { boolean: 4, number: 1, integer: 1 }
const KEY: DeclaredSizes = leaf(0, AROUND)

/** How long values can be that are found from a rule's `self` on. */
export function sizesWithin(schema: JSONSchemaProps, isRoot: boolean): SizeAt {
  const root = declaredSizes(schema, isRoot)
  return ([, ...steps]) => {
    let found = root
    for (const step of steps) found = found?.inner(step)
    return found && { min: 0, max: found.max }
  }
}

/** How often values of a schema fit into one request, a comma between them. */
export function mostInRequest(schema: JSONSchemaProps, isRoot: boolean): number {
  const { minSerialized } = declaredSizes(schema, isRoot) ?? KEY
  return Math.floor(MAX_REQUEST / (minSerialized + 1))
}

/** Undefined for values that rules cannot see. */
function declaredSizes(schema: JSONSchemaProps, isRoot = false): DeclaredSizes | undefined {
  if (schema['x-kubernetes-int-or-string']) return leaf(maxText(schema), 1)
  switch (schema.type) {
    case 'array':
      return listSizes(schema)
    case 'object':
      return valuesOf(schema) === undefined ? objectSizes(schema, isRoot) : mapSizes(schema)
    case 'string':
      return textSizes(schema)
    default: {
      const size = SCALARS[schema.type ?? '']
      return size === undefined ? undefined : leaf(0, size)
    }
  }
}

function leaf(max: number, minSerialized: number): DeclaredSizes {
  return { max, minSerialized, inner: () => undefined }
}

function sizesOfPart(schema: JSONSchemaProps): DeclaredSizes | undefined {
  return declaredSizes(schema, schema['x-kubernetes-embedded-resource'] === true)
}

function listSizes(schema: JSONSchemaProps): DeclaredSizes | undefined {
  const items = itemsOf(schema)
  const item = items && sizesOfPart(items)
  if (!item) return undefined
  return {
    max: limit(schema.maxItems) ?? Math.floor((MAX_REQUEST - AROUND) / (item.minSerialized + 1)),
    minSerialized: AROUND,
    inner: (step) => (step === '@items' ? item : undefined),
  }
}

function mapSizes(schema: JSONSchemaProps): DeclaredSizes | undefined {
  const values = valuesOf(schema)
  const value = values === true || values === undefined ? undefined : sizesOfPart(values)
  if (!value) return undefined
  return {
    // Quotes, a colon, a comma and a character or two of the key.
    max: limit(schema.maxProperties) ?? Math.floor((MAX_REQUEST - AROUND) / (value.minSerialized + 6)),
    minSerialized: AROUND,
    inner: (step) => (step === '@values' ? value : step === '@keys' ? KEY : undefined),
  }
}

/** At the least, an object has what is required and has no default. */
function objectSizes(schema: JSONSchemaProps, isRoot: boolean): DeclaredSizes {
  const properties = visibleProperties(schema, isRoot)
  const required = (schema.required ?? []).flatMap((name) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined
    const sizes = property && property.default === undefined ? sizesOfPart(property) : undefined
    return sizes ? [Buffer.byteLength(name) + sizes.minSerialized + 4] : []
  })
  return {
    max: 0,
    minSerialized: required.reduce((total, size) => total + size, AROUND),
    inner(step) {
      const name = Object.keys(properties).find((property) => escapeProperty(property) === step)
      return name === undefined ? undefined : sizesOfPart(properties[name]!)
    },
  }
}

function textSizes(schema: JSONSchemaProps): DeclaredSizes {
  const { format = '' } = schema
  const time = Object.hasOwn(TIMES, format) ? TIMES[format] : undefined
  if (time) return leaf(time.max, time.minSerialized)
  if (format === 'byte') return leaf(limit(schema.maxLength) ?? MAX_REQUEST - AROUND, AROUND)
  const values = (schema.enum ?? []).filter((value) => typeof value === 'string')
  if (schema.maxLength === undefined && (schema.enum ?? []).length > 0)
    return leaf(Math.max(0, ...values.map((value) => Buffer.byteLength(value))), AROUND)
  return leaf(maxText(schema), AROUND)
}

/** A length counts characters, of up to four bytes each. */
function maxText({ maxLength }: JSONSchemaProps): number {
  return maxLength === undefined ? MAX_REQUEST - AROUND : limit(maxLength)! * 4
}

function limit(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.max(value, 0)
}
