/** A log of changes that several read, each as far as it has come. */

/** What has changed, in order. Who reads it seldom may find that it has missed some. */
export interface ChangeLog<T> {
  add(item: T): void
  /** Where the next change will stand. */
  end(): number
  /** What has changed since the log ended there; undefined where that is no longer known. */
  since(position: number): readonly T[] | undefined
}

/** An empty log that remembers at least `memory` changes. */
export function createChangeLog<T>(memory: number): ChangeLog<T> {
  let items: T[] = []
  let first = 0
  return {
    add(item) {
      items.push(item)
      if (items.length <= 2 * memory) return
      first += items.length - memory
      items = items.slice(-memory)
    },
    end: () => first + items.length,
    since(position) {
      if (position < first) return undefined
      return position === first + items.length ? [] : items.slice(position - first)
    },
  }
}
