/** Tables without lines: columns by their width alone, headers in capitals. */

/** Lines of a table, the last with its newline. Headers may have several lines. */
export async function quietTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  right: ReadonlySet<number> = new Set(),
): Promise<string> {
  const { default: Table } = await import('cli-table3')
  const names = ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left']
  const more = ['bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle']
  const table = new Table({
    chars: Object.fromEntries([...names, ...more].map((name) => [name, name === 'middle' ? '   ' : ''])),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns: head.map((_, index) => (right.has(index) ? 'right' : 'left')),
  })
  table.push([...head], ...rows.map((row) => row.map(String)))
  const lines = table.toString().split('\n')
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
