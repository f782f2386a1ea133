/** Which resources may be meant by a name: found by what they were called earlier on. */
import { isJsonObject } from '../../base/json.ts'
import { isClusterScoped } from '../config/scope.ts'
import type { Resource } from '../resource.ts'
import { effectiveNamespace, type ResourceId, sameNamespace } from '../resource-id.ts'

/** All resources of a build, by their earlier names and by their namespaces. */
export class Referrals {
  private readonly byName = new Map<string, Resource[]>()
  private readonly original = new Map<string, Resource[]>()

  constructor(list: readonly Resource[]) {
    for (const resource of list) {
      for (const name of new Set(resource.tracking.previous.map((each) => each.name)))
        push(this.byName, name, resource)
      const id = resource.originalId
      if (!isClusterScoped(id)) push(this.original, effectiveNamespace(id), resource)
    }
  }

  /** Those that had the name and that the referrer may refer to. */
  named(name: string, referrer: Resource): Resource[] {
    return (this.byName.get(name) ?? []).filter(referableBy(referrer))
  }

  /** The same in a namespace: those that began in it, or where none of all did, those that are in it now. */
  namedIn(namespace: string, name: string, referrer: Resource): Resource[] {
    const named = this.named(name, referrer)
    const began = this.original.get(namespace)?.some(referableBy(referrer)) === true
    return named.filter((resource) => isIn(namespace, began ? resource.originalId : resource.id))
  }
}

function push(map: Map<string, Resource[]>, key: string, resource: Resource): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [resource])
  else list.push(resource)
}

function isIn(namespace: string, id: ResourceId): boolean {
  return !isClusterScoped(id) && effectiveNamespace(id) === namespace
}

/** What has no namespace may be referred to from anywhere, the rest from its own. */
function referableBy(referrer: Resource): (resource: Resource) => boolean {
  const { id } = referrer
  if (isClusterScoped(id)) return () => true
  const accounts = accountNamespaces(referrer)
  return (resource) =>
    isClusterScoped(resource.id) || sameNamespace(resource.id, id) || accounts.has(resource.namespace)
}

/** A RoleBinding may name service accounts of other namespaces. */
function accountNamespaces({ kind, object }: Resource): Set<string> {
  const subjects = kind === 'RoleBinding' ? object?.subjects : undefined
  const namespaces = new Set<string>()
  if (!Array.isArray(subjects)) return namespaces
  for (const subject of subjects) {
    if (!isJsonObject(subject) || subject.kind !== 'ServiceAccount') continue
    if (typeof subject.namespace === 'string') namespaces.add(subject.namespace)
  }
  return namespaces
}
