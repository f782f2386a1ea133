/** Which resources there are, and what is known of them: built-in kinds from a list, custom ones from the store. */
import type { KindDefinition } from './define-kind.ts'
import type { KindName } from './describe-context.ts'
import type { GroupVersionKind, ResourceInfo } from './resource.ts'

/** A resource with all that is known of its kind. */
export interface Kind {
  resource: ResourceInfo
  definition: KindDefinition
  /** Set for kinds made by a CustomResourceDefinition. */
  custom?: CustomKind
}

/** What a CustomResourceDefinition says of its kind, per served version. */
export interface CustomKind {
  /** Name of the definition: 'crontabs.stable.example.com'. */
  definitionName: string
  /** openAPIV3Schema by version. */
  schemas: Readonly<Record<string, unknown>>
}

export interface Registry {
  /** All resources, built in first, as api-resources sorts them: by group, then by plural. */
  resources(): Promise<ResourceInfo[]>
  /**
   * What a kubectl user means by 'po', 'pods', 'pod', 'deploy.apps', 'deployments.v1.apps', 'Deployment'.
   * Undefined if nothing matches; case does not matter.
   */
  findResource(argument: string): Promise<ResourceInfo | undefined>
  /** Resources of a category such as 'all'. */
  findCategory(category: string): Promise<ResourceInfo[]>
  /** The resource that serves a kind in a version; undefined: "no matches for kind". */
  findKind(kind: GroupVersionKind): Promise<ResourceInfo | undefined>
  /** Loads what is known of a kind, by its name ('Pod', 'CronTab.stable.example.com'). Throws NotFound. */
  load(name: KindName): Promise<Kind>
}

/** The KindName of a resource: what Client calls take. */
export function kindName(resource: Pick<ResourceInfo, 'kind' | 'group'>): KindName {
  throw new Error(`${resource.kind} not yet`)
}
