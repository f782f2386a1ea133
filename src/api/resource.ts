/** What the API says of a resource: its names, scope, versions, verbs. No behaviour. */

/** A kind in one of its versions; '' is the core group. */
export interface GroupVersionKind {
  group: string
  version: string
  kind: string
}

/** What can be done with a resource, in the words of discovery. */
export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch'

/** One resource as discovery tells it. */
export interface ResourceInfo {
  group: string
  /** The version that is preferred: what is stored, and what get prints. */
  version: string
  /** All served versions, preferred first. */
  versions: string[]
  kind: string
  plural: string
  singular: string
  shortNames: string[]
  categories: string[]
  namespaced: boolean
  verbs: Verb[]
  /** Names of the subresources: 'status', 'scale', 'binding', … */
  subresources: string[]
}

/** 'pods' or 'deployments.apps': how errors and rules name a resource. */
export function groupResource(info: Pick<ResourceInfo, 'plural' | 'group'>): string {
  return info.group === '' ? info.plural : `${info.plural}.${info.group}`
}

/** 'Pod' or 'Deployment.apps': how validation errors name a kind. */
export function groupKind(info: Pick<ResourceInfo, 'kind' | 'group'>): string {
  return info.group === '' ? info.kind : `${info.kind}.${info.group}`
}

/** The resource in one of its versions. */
export function inVersion(info: ResourceInfo, version: string): ResourceInfo {
  return info.version === version ? info : { ...info, version }
}
