/** What built objects are, for those who file them. */
import type { JsonObject } from '../base/json.ts'
import { isClusterScoped } from './config/scope.ts'
import { Resource } from './resource.ts'
import { effectiveNamespace, type Gvk } from './resource-id.ts'

/** The object's type. */
export function gvkOf(object: JsonObject): Gvk {
  return new Resource(object).gvk
}

/** The namespace that the object is in: `default` where it names none; undefined for kinds without namespaces. */
export function effectiveNamespaceOf(object: JsonObject): string | undefined {
  const { id } = new Resource(object)
  return isClusterScoped(id) ? undefined : effectiveNamespace(id)
}
