/** Keys within the store's tables: locations in the history and index keys. */

const REVISION_DIGITS = 11
const SUB_DIGITS = 4

/** At most so many operations in one transaction: what a location's last digits can count. */
export const MAX_OPERATIONS = 36 ** SUB_DIGITS

/** Where a change lies in the history: text that sorts by revision, then by position in the transaction. */
export function location(revision: number, sub: number): string {
  return (
    revision.toString(36).padStart(REVISION_DIGITS, '0') +
    (sub === 0 ? FIRST : sub.toString(36).padStart(SUB_DIGITS, '0'))
  )
}

/** Most transactions have one operation. */
const FIRST = '0'.repeat(SUB_DIGITS)

/** The history tables' key of a change: its location, then the key that it changed. */
export function changeKey(at: string, key: string): string {
  return at + key
}

/** The key that a change changed. */
export function changedKey(change: string): string {
  return change.slice(REVISION_DIGITS + SUB_DIGITS)
}

/** The revision that a location or a change belongs to. */
export function revisionOf(at: string): number {
  return Number.parseInt(at.slice(0, REVISION_DIGITS), 36)
}

/** The locations of all changes of the revisions from `first` to `last`, both included. */
export function revisionRange(first: number, last: number): { start: string; end: string } {
  return { start: location(first, 0), end: location(last + 1, 0) }
}

/** The key of a term's sums, and with a NUL after it the start of its keys. */
export function termKey(index: string, term: string): string {
  return `${index}\0${term}`
}

/** The index table's key that leads from a term to a key. */
export function indexKey(index: string, term: string, key: string): string {
  return `${index}\0${term}\0${key}`
}
