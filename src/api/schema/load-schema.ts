/** Finds the schema of a built-in kind. */
import { servedResources } from '../../generated/resources.ts'
import type { GroupVersionKind } from '../resource.ts'
import type { StructSchema } from './schema.ts'

/**
 * The schema of a built-in kind, or of a kind that only subresources exchange (Scale, Eviction); undefined for
 * any other. Loads the schemas on first use.
 */
export async function loadSchema(gvk: GroupVersionKind): Promise<StructSchema | undefined> {
  const name = definitionOf(gvk)
  if (name === undefined) return undefined
  const { hasStruct, structSchema } = await import('./schema.ts')
  return hasStruct(name) ? structSchema(name) : undefined
}

/** The name of a kind's schema, if it has one. */
export function definitionOf({ group, version, kind }: GroupVersionKind): string | undefined {
  const matches = (other: GroupVersionKind) =>
    other.kind === kind && other.group === group && other.version === version
  const resource = servedResources.find(matches)
  if (resource !== undefined) return resource.definition
  return servedResources.some(({ subresources }) => subresources.some(matches)) ? kind : undefined
}
