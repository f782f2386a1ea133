/** Puts resources into an order: `sortOptions`. */
import { compareStrings } from '../../base/compare-strings.ts'
import { compareKinds } from '../config/kind-order.ts'
import { KustomizeError } from '../error.ts'
import type { SortOptions } from '../kustomization/fields.ts'
import type { Resource } from '../resource.ts'
import { formatGvk, type ResourceId, sameGvk } from '../resource-id.ts'
import type { ResourceMap } from '../resource-map.ts'

/** Orders the resources: `fifo` as they came, `legacy` by their kinds. Throws for any other order. */
export function sortResources(map: ResourceMap, { order = '', legacySortOptions }: SortOptions): void {
  if (order !== 'fifo' && order !== 'legacy')
    throw new KustomizeError("the field 'sortOptions.order' must be one of [fifo, legacy]")
  if (order === 'fifo' && legacySortOptions !== undefined)
    throw new KustomizeError(
      `the field 'sortOptions.legacySortOptions' is set but the selected sort order is '${order}', not 'legacy'`,
    )
  if (order === 'fifo') return
  const { orderFirst = [], orderLast = [] } = legacySortOptions ?? {}
  const compare = legacySortOptions === undefined ? compareKinds() : compareKinds(orderFirst, orderLast)
  map.list = [...map.list].sort((a, b) => compareResources(a, b, compare))
}

function compareResources(a: Resource, b: Resource, compare: ReturnType<typeof compareKinds>): number {
  const [idA, idB] = [a.id, b.id]
  return sameGvk(idA, idB) ? compareStrings(sortText(idA), sortText(idB)) : compare(idA, idB)
}

function sortText(id: ResourceId): string {
  return [formatGvk(id), id.namespace || '~X', id.name || '~N'].join('|')
}
