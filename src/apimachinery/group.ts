/** Names of kinds and resources within their API group. */

/** A resource of an API group, as in URLs: `{ group: 'apps', resource: 'deployments' }`. The core group is ''. */
export interface GroupResource {
  group: string
  resource: string
}

/** A kind of an API group, as in manifests: `{ group: 'apps', kind: 'Deployment' }`. */
export interface GroupKind {
  group: string
  kind: string
}

/** `deployments.apps`, or `pods` for the core group. */
export function formatGroupResource({ group, resource }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`
}

/** `Deployment.apps`, or `Pod` for the core group. */
export function formatGroupKind({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`
}
