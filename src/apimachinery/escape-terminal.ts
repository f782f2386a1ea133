/** Text from objects, made harmless for a terminal. */

const BREAK = /[\f\n\r]/

/** Shows escape characters as `^[` and carriage returns as `\r`, so that no object can drive the terminal. */
export function escapeTerminal(text: string): string {
  return text.replaceAll('\x1b', '^[').replaceAll('\r', '\\r')
}

/** The text of a table's cell: its first line, with `...` where there is more. */
export function escapeCell(text: string): string {
  const end = text.search(BREAK)
  return end < 0 ? escapeTerminal(text) : `${escapeTerminal(text.slice(0, end))}...`
}
