/** Arrays over all nodes. */

/** Fills the array up to the index: an array with large gaps becomes a slow hash table in V8. */
export function reach<T>(array: T[], index: number, filler: T): void {
  while (array.length <= index) array.push(filler)
}
