/** A bounded memory of what was used last. */

/** Values by key, of which the least recently used are forgotten. */
export interface Recent<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
}

/** Keeps so many values at most. */
export function createRecent<V>(limit: number): Recent<V> {
  const values = new Map<string, V>()
  const set = (key: string, value: V) => {
    // A Map keeps insertion order: setting anew makes an entry the most recently used.
    values.delete(key)
    values.set(key, value)
    if (values.size > limit) values.delete(values.keys().next().value!)
  }
  return {
    get(key) {
      const value = values.get(key)
      if (value !== undefined) set(key, value)
      return value
    },
    set,
  }
}
