/** The order of merged lists: what a patch names keeps the patch's order, the rest keeps the server's. */
import { isJsonObject, type Json } from '../../base/json.ts'
import { mergeKeyValue, PATCH } from './patch-schema.ts'

/** What tells items apart: the item itself for scalars, else the value of the merge key. */
export type Identity = (item: Json) => Json

/** The identity of the items of a list with this merge key. Throws for items that lack it. */
export function identityBy(mergeKey: string | undefined): Identity {
  return mergeKey === undefined ? (item) => item : (item) => mergeKeyValue(item, mergeKey)
}

/**
 * All items in order: those that `patchOrder` names follow it, the others follow `serverOrder`, and the two
 * are interleaved by their places on the server as far as that is possible.
 */
export function orderMerged(
  items: readonly Json[],
  patchOrder: readonly Json[],
  serverOrder: readonly Json[],
  identity: Identity,
): Json[] {
  const named = positions(patchOrder, identity)
  const onServer = positions(serverOrder, identity)
  const fromPatch = orderItems(
    items.filter((item) => named.has(identity(item))),
    named,
    identity,
  )
  const others = orderItems(
    items.filter((item) => !named.has(identity(item))),
    onServer,
    identity,
  )
  return interleave(others, fromPatch, onServer, identity)
}

/** The items in the order of another list; deletions come last. */
export function orderLike(items: readonly Json[], order: readonly Json[], identity: Identity): Json[] {
  return orderItems(items, positions(order, identity), identity)
}

function positions(list: readonly Json[], identity: Identity): Map<Json, number> {
  const result = new Map<Json, number>()
  list.forEach((item, index) => {
    const key = identity(item)
    if (!result.has(key)) result.set(key, index)
  })
  return result
}

function orderItems(items: readonly Json[], order: Map<Json, number>, identity: Identity): Json[] {
  const place = (item: Json) => order.get(identity(item)) ?? Number.MAX_SAFE_INTEGER
  const kept = items.filter((item) => !isDeletion(item)).sort((a, b) => place(a) - place(b))
  return [...kept, ...items.filter(isDeletion)]
}

/** Puts each server item before the first patch item that comes after it on the server. */
function interleave(
  others: readonly Json[],
  fromPatch: readonly Json[],
  onServer: Map<Json, number>,
  identity: Identity,
): Json[] {
  const result: Json[] = []
  let next = 0
  for (const item of fromPatch) {
    const limit = onServer.get(identity(item))
    while (next < others.length && limit !== undefined && isBefore(others[next]!, limit))
      result.push(others[next++]!)
    result.push(item)
  }
  return [...result, ...others.slice(next)]

  function isBefore(other: Json, limit: number): boolean {
    const place = onServer.get(identity(other))
    return place !== undefined && place < limit
  }
}

/** Whether a list item is there only to delete another one. */
export function isDeletion(item: Json): boolean {
  return isJsonObject(item) && Object.hasOwn(item, PATCH) && item[PATCH] === 'delete'
}
