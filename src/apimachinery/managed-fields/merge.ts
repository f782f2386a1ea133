/** Merges a configuration into a live object by the object's list and map types (structured-merge-diff, typed/merge.go). */
import { isJsonObject, setOwn } from '../../base/json.ts'
import { itemElement, itemsByElement } from './list-items.ts'
import { fieldSchema, type ListMerge, type MapMerge, type MergeSchema, resolve } from './merge-schema.ts'

/** The live value with what the configuration says. Shares parts with both; undefined stands for no value. */
export function merge(schema: MergeSchema, live: unknown, config: unknown): unknown {
  if (config === undefined) return live
  if (live === undefined) return config
  const type = resolve(schema, config)
  if (type.kind === 'scalar' || type.atomic) return config
  if (type.kind === 'list') return Array.isArray(config) ? mergeLists(type, live, config) : live
  return isJsonObject(config) ? mergeMaps(type, live, config) : live
}

function mergeMaps(type: MapMerge, live: unknown, config: Record<string, unknown>): unknown {
  const result: Record<string, unknown> = isJsonObject(live) ? { ...live } : {}
  for (const [name, value] of Object.entries(config)) {
    const current = Object.hasOwn(result, name) ? result[name] : undefined
    setOwn(result, name, merge(fieldSchema(type, name), current, value))
  }
  return result
}

/**
 * Items of the configuration stand in its order, those that only the live list has stay as near as they can to where they
 * were: before the next item that both have.
 */
function mergeLists(type: ListMerge, live: unknown, config: readonly unknown[]): unknown[] {
  const current = Array.isArray(live) ? live : []
  const elementsOf = (list: readonly unknown[]) => list.map((item) => String(itemElement(type, item)))
  const [old, wished] = [elementsOf(current), elementsOf(config)]
  const known = itemsByElement(type, current)
  const asked = new Set(wished)
  const shared = wished.filter((element) => known.has(element))
  const done = new Set<string>()
  const result: unknown[] = []
  let [at, next] = [0, 0]
  const take = () => {
    const element = wished[next]!
    const same = known.get(element)
    result.push(merge(type.items(), same?.length === 1 ? same[0] : undefined, config[next]))
    done.add(element)
    next++
    if (shared[0] === element) shared.shift()
  }
  while (at < old.length || next < wished.length) {
    const element = old[at]
    if (element !== undefined && element === wished[next]) {
      at++
      take()
      continue
    }
    const isBoth = element !== undefined && asked.has(element)
    if (isBoth && next < wished.length && shared.length > 0 && shared[0] !== element) at++
    else if (element !== undefined && !isBoth) result.push(current[at++])
    else {
      if (element !== undefined && done.has(element)) at++
      if (next < wished.length) take()
    }
  }
  return result
}
