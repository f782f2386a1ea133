/** Schemas as OpenAPI documents write them, and the references between them. */

/** A schema of OpenAPI 3.0, with Kubernetes' extensions. */
export interface SchemaObject {
  $ref?: string
  allOf?: SchemaObject[]
  oneOf?: SchemaObject[]
  type?: string
  format?: string
  description?: string
  default?: unknown
  enum?: readonly unknown[]
  items?: SchemaObject
  properties?: Record<string, SchemaObject>
  additionalProperties?: SchemaObject | boolean
  required?: readonly string[]
  [extension: `x-kubernetes-${string}`]: unknown
}

/** What the references of a document's schemas begin with. */
export const SCHEMAS = '#/components/schemas/'

/** A reference to the schema of a name; what else is said of it stands beside the reference, which must be alone. */
export function refer(name: string, more: SchemaObject = {}): SchemaObject {
  const reference = { $ref: SCHEMAS + name }
  return Object.keys(more).length === 0 ? reference : { allOf: [reference], ...more }
}

/** The names of all schemas that something in a document refers to. */
export function references(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  if (Array.isArray(part)) return part.flatMap(references)
  return Object.entries(part).flatMap(([key, value]) =>
    // A property may be called like that, too.
    key === '$ref' && typeof value === 'string' ? [value.slice(SCHEMAS.length)] : references(value),
  )
}
