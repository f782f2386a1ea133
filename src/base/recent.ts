/** A bounded memory of what was used last. */

/** Values by key, of which those that were not used for long are forgotten. */
export interface Recent<V> {
  get(key: string): V | undefined
  /** What is heavier than half of the limit is not kept. */
  set(key: string, value: V, weight?: number): void
}

/**
 * Keeps values whose weights (1 each where left out) add up to the limit at most, and at least to half of it. Two
 * generations: when the younger is full the older is dropped, with all that was not asked for since it was young.
 * That costs the same however many there are; a Map that loses its oldest entry each time does not.
 */
export function createRecent<V>(limit: number): Recent<V> {
  const half = limit / 2
  let young = new Map<string, { value: V; weight: number }>()
  let old: typeof young = new Map()
  let used = 0
  const set = (key: string, value: V, weight = 1) => {
    used -= young.get(key)?.weight ?? 0
    young.delete(key)
    old.delete(key)
    if (weight > half) return
    used += weight
    young.set(key, { value, weight })
    if (used <= half) return
    old = young
    young = new Map()
    used = 0
  }
  return {
    get(key) {
      const entry = young.get(key)
      if (entry !== undefined) return entry.value
      const former = old.get(key)
      if (former === undefined) return undefined
      set(key, former.value, former.weight)
      return former.value
    },
    set,
  }
}
