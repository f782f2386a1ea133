/** The resources of a build, in their order, each with a name of its own (api, resmap/reswrangler.go). */
import { KustomizeError } from './error.ts'
import { absorbResource } from './generators/absorb.ts'
import type { Resource } from './resource.ts'
import { effectiveNamespace, formatId, type ResourceId, sameId, sameNamespace } from './resource-id.ts'

/** Asks something of a name. */
export type IdMatcher = (id: ResourceId) => boolean

/** The resources of a build. */
export class ResourceMap {
  list: Resource[] = []

  /** Adds one. Throws where one of the same name is there. */
  append(resource: Resource): void {
    const { id } = resource
    if (this.list.some((other) => sameId(id, other.id)))
      throw new KustomizeError(`may not add resource with an already registered id: ${formatId(id)}`)
    this.list.push(resource)
  }

  /** Adds all. Throws where one of the same name is there. */
  appendAll(resources: readonly Resource[]): void {
    for (const resource of resources) this.append(resource)
  }

  /** Adds generated resources, or merges them into those of the same name, as they say. */
  absorbAll(resources: readonly Resource[]): void {
    for (const resource of resources) absorbResource(this, resource)
  }

  /** Those whose present name matches. */
  matchingId(matches: IdMatcher): Resource[] {
    return this.list.filter(({ id }) => matches(id))
  }

  /** Those that have, or had, a name that matches. */
  matchingAnyId(matches: IdMatcher): Resource[] {
    return this.list.filter(
      (resource) => !resource.isEmpty && [...resource.previousIds, resource.id].some(matches),
    )
  }

  /** The one that has, or had, the name. Throws where there are none or several. */
  byId(id: ResourceId): Resource {
    const found = this.matchingAnyId((other) => sameId(id, other))
    if (found.length === 1) return found[0]!
    const problem = found.length > 1 ? 'multiple matches' : 'no matches'
    throw new KustomizeError(
      `${problem} for Id ${formatId(id)}; failed to find unique target for patch ${formatId(id)}`,
    )
  }

  /** Takes away what has been deleted. */
  dropEmpties(): void {
    this.list = this.list.filter((resource) => !resource.isEmpty)
  }

  /** Those in a namespace, by the names that they had first, or by the present ones. */
  inNamespace(namespace: string, which: 'original' | 'current'): Resource[] {
    return this.list.filter((resource) => {
      const id = which === 'original' ? resource.originalId : resource.id
      return effectiveNamespace(id) === namespace
    })
  }

  /** Those that the referrer may refer to: what has no namespace, and what is in its own. */
  referableBy(referrer: Resource): Resource[] {
    const { id } = referrer
    if (isWithoutNamespace(id)) return this.list
    const accounts = accountNamespaces(referrer)
    return this.list.filter(
      (resource) =>
        isWithoutNamespace(resource.id) || sameNamespace(resource.id, id) || accounts.has(resource.namespace),
    )
  }
}

function isWithoutNamespace(id: ResourceId): boolean {
  return effectiveNamespace({ ...id, namespace: 'x' }) !== 'x'
}

/** A RoleBinding may name service accounts of other namespaces. */
function accountNamespaces({ kind, object }: Resource): Set<string> {
  const subjects = kind === 'RoleBinding' ? object?.subjects : undefined
  const namespaces = new Set<string>()
  if (!Array.isArray(subjects)) return namespaces
  for (const subject of subjects) {
    if (typeof subject !== 'object' || subject === null || Array.isArray(subject)) continue
    if (subject.kind === 'ServiceAccount' && typeof subject.namespace === 'string')
      namespaces.add(subject.namespace)
  }
  return namespaces
}
