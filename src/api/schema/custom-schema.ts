/** The schemas that CustomResourceDefinitions carry. */
import { isJsonObject } from '../../base/json.ts'
import type { CustomResourceDefinition, JSONSchemaProps } from '../../generated/types.ts'

/** The schema of one version of a custom kind; undefined where it has none. */
export function customSchema(crd: CustomResourceDefinition, version: string): JSONSchemaProps | undefined {
  return crd.spec.versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema
}

/** The schema of a list's items. */
export function itemsOf(schema: JSONSchemaProps): JSONSchemaProps | undefined {
  return isJsonObject(schema.items) ? (schema.items as JSONSchemaProps) : undefined
}

/** The schema of a map's values; true where any value will do; undefined where there is no map. */
export function valuesOf(schema: JSONSchemaProps): JSONSchemaProps | true | undefined {
  const { additionalProperties: values } = schema
  if (isJsonObject(values)) return values as JSONSchemaProps
  return values === true ? true : undefined
}

/** The schema of a property that the schema names. */
export function propertyOf(schema: JSONSchemaProps, name: string): JSONSchemaProps | undefined {
  const { properties } = schema
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined
}
