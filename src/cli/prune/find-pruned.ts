/** Finds what --prune removes: objects that were applied before and are not among those that are applied now. */

import { kindName } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import { LAST_APPLIED } from '../../apimachinery/last-applied.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import type { FoundObject } from '../resources/read.ts'

/** What a command has seen of the cluster: what is not to be pruned, and where else to look. */
export interface Visited {
  uids: Set<string>
  namespaces: Set<string>
}

/** Nothing visited yet. */
export function visitNothing(): Visited {
  return { uids: new Set(), namespaces: new Set() }
}

/** Remembers an object; one that is not there yet only names its namespace. */
export function visit(visited: Visited, namespace: string, object: Unstructured | undefined): void {
  if (namespace !== '') visited.namespaces.add(namespace)
  if (object?.metadata.uid !== undefined) visited.uids.add(object.metadata.uid)
}

/** The objects of these kinds in the visited namespaces that carry the labels, were applied, and were not visited. */
export function findPruned(
  client: Client,
  kinds: readonly ResourceInfo[],
  visited: Visited,
  selector: string,
): Promise<FoundObject[]> {
  return findUnvisited(client, kinds, visited, selector, isApplied)
}

/** The objects of these kinds in the visited namespaces that carry the labels and were not visited. */
export async function findUnvisited(
  client: Client,
  kinds: readonly ResourceInfo[],
  { uids, namespaces }: Visited,
  selector: string,
  isMeant: (object: Unstructured) => boolean = () => true,
): Promise<FoundObject[]> {
  const found: FoundObject[] = []
  const look = async (resource: ResourceInfo, namespace?: string) => {
    const { items } = await client.list(kindName(resource), {
      ...(namespace !== undefined && { namespace }),
      ...(selector && { labelSelector: selector }),
    })
    for (const object of items as Unstructured[])
      if (!uids.has(object.metadata.uid ?? '') && isMeant(object)) found.push({ resource, object })
  }
  const namespaced = kinds.filter((kind) => kind.namespaced)
  for (const namespace of [...namespaces].sort())
    for (const resource of namespaced) await look(resource, namespace)
  for (const resource of kinds) if (!resource.namespaced) await look(resource)
  return found
}

function isApplied({ metadata }: Unstructured): boolean {
  return metadata.annotations?.[LAST_APPLIED] !== undefined
}
