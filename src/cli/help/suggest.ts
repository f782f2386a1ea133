/** Names that somebody may have meant: cobra's suggestions. */

/** Names at most two edits away, or starting with what was typed; in the order given. */
export function suggest(typed: string, names: readonly string[]): string[] {
  const lower = typed.toLowerCase()
  return names.filter(
    (name) => distance(lower, name.toLowerCase()) <= 2 || name.toLowerCase().startsWith(lower),
  )
}

/** The Levenshtein distance: how many letters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
