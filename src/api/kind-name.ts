/** What kinds are called in calls of a client. */
import { builtInResources } from './built-in-resources.ts'
import type { KindName } from './describe-context.ts'
import type { ResourceInfo } from './resource.ts'

/** Of the groups that share the name of a kind ('Event'), the one that is listed first has it for itself. */
const groups = new Map([...builtInResources].reverse().map(({ kind, group }) => [kind, group]))

type NamedKind = Pick<ResourceInfo, 'kind' | 'group'> & Partial<Pick<ResourceInfo, 'version' | 'versions'>>

/**
 * The KindName of a resource: what Client calls take. 'Pod'; 'CronTab.stable.example.com' for custom kinds. A resource
 * in another version than the preferred one is told apart: 'HorizontalPodAutoscaler/v1'.
 */
export function kindName({ kind, group, version, versions }: NamedKind): KindName {
  const name = groups.get(kind) === group ? kind : `${kind}.${group}`
  return versions === undefined || version === versions[0] ? name : `${name}/${version}`
}
