/** A bounded cache of decoded values, the least recently used going first. */

/** Values by change. Since a change never changes, nothing ever has to be dropped but for space. */
export interface ValueCache {
  get(change: string): unknown
  set(change: string, value: unknown, size: number): void
}

/** A cache of at most so many entries, whose sizes add up to at most `space`. */
export function createValueCache(entries: number, space: number): ValueCache {
  const cached = new Map<string, { value: unknown; size: number }>()
  let used = 0
  const drop = (change: string) => {
    used -= cached.get(change)?.size ?? 0
    cached.delete(change)
  }
  return {
    get(change) {
      const entry = cached.get(change)
      if (entry === undefined) return undefined
      // A Map keeps insertion order: moving an entry to the end makes it the most recently used.
      cached.delete(change)
      cached.set(change, entry)
      return entry.value
    },
    set(change, value, size) {
      drop(change)
      if (size > space) return
      cached.set(change, { value, size })
      used += size
      while (used > space || cached.size > entries) drop(cached.keys().next().value!)
    },
  }
}
