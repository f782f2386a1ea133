/** A set of callbacks that are all called when something happened. */

/** Callbacks to call on an event without content. */
export interface Listeners {
  /** Adds one; the returned function takes it away again. */
  add(listener: () => void): () => void
  notify(): void
  readonly size: number
}

/** An empty set of listeners; one function may be added several times. */
export function createListeners(): Listeners {
  const entries = new Set<{ listener: () => void }>()
  return {
    add(listener) {
      const entry = { listener }
      entries.add(entry)
      return () => void entries.delete(entry)
    },
    notify() {
      if (entries.size > 0) for (const entry of [...entries]) entry.listener()
    },
    get size() {
      return entries.size
    },
  }
}
