/** What becomes of a generated resource where one of its name is there already: `behavior`. */
import { KustomizeError } from '../error.ts'
import { ORIGIN } from '../origin.ts'
import { type Resource, textsOf } from '../resource.ts'
import { dumpId, formatId, sameId } from '../resource-id.ts'
import type { ResourceMap } from '../resource-map.ts'

/** Adds the resource, or puts it in the place of the one with its name. Throws where `behavior` does not fit. */
export function absorbResource(map: ResourceMap, resource: Resource): void {
  const { id } = resource
  const { behavior } = resource.tracking
  const found = map.matchingAnyId((other) => sameId(id, other))
  if (found.length > 1)
    throw new KustomizeError(
      `found multiple objects ${found.map(({ id }) => formatId(id)).join(' ')} that could accept merge of ${formatId(id)}`,
    )
  const [old] = found
  if (old === undefined) {
    if (behavior === 'merge' || behavior === 'replace')
      throw new KustomizeError(`id ${dumpId(id)} does not exist; cannot merge or replace`)
    map.appendAll([resource])
    return
  }
  if (behavior !== 'merge' && behavior !== 'replace')
    throw new KustomizeError(`id ${dumpId(id)} exists; behavior must be merge or replace`)
  const origin = old.annotations[ORIGIN]
  takeMetadata(resource, old)
  if (behavior === 'merge') {
    mergeData(resource, old)
    if (origin !== undefined) resource.annotations = { ...resource.annotations, [ORIGIN]: origin }
  }
  map.list[map.list.indexOf(old)] = resource
}

/** The name and history are the old one's; labels and annotations those of both. */
function takeMetadata(resource: Resource, old: Resource): void {
  const needsHash = resource.tracking.needsHash && old.tracking.needsHash
  resource.labels = { ...old.labels, ...resource.labels }
  resource.annotations = { ...old.annotations, ...resource.annotations }
  resource.tracking = { ...old.tracking, needsHash }
  resource.name = old.name
  resource.namespace = old.namespace
  resource.variables = [...old.variables]
}

function mergeData({ object }: Resource, old: Resource): void {
  if (object === undefined) return
  for (const field of ['data', 'binaryData']) {
    const merged = { ...textsOf(old.object?.[field]), ...textsOf(object[field]) }
    if (Object.keys(merged).length > 0) object[field] = merged
    else delete object[field]
  }
}
