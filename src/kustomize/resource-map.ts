/** The resources of a build, in their order, each with a name of its own (api, resmap/reswrangler.go). */
import { KustomizeError } from './error.ts'
import { absorbResource } from './generators/absorb.ts'
import type { Resource } from './resource.ts'
import { formatId, idKey, type ResourceId, sameId } from './resource-id.ts'

/** Asks something of a name. */
export type IdMatcher = (id: ResourceId) => boolean

/** The resources of a build. */
export class ResourceMap {
  list: Resource[] = []

  /** Adds all. Throws where one of the same name is there. */
  appendAll(resources: readonly Resource[]): void {
    const known = new Set(this.list.map(({ id }) => idKey(id)))
    for (const resource of resources) {
      const { id } = resource
      if (known.has(idKey(id)))
        throw new KustomizeError(`may not add resource with an already registered id: ${formatId(id)}`)
      known.add(idKey(id))
      this.list.push(resource)
    }
  }

  /** Adds generated resources, or merges them into those of the same name, as they say. */
  absorbAll(resources: readonly Resource[]): void {
    for (const resource of resources) absorbResource(this, resource)
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
}
