/** Go's text/tabwriter as kubectl sets it up: cells end at tabs, columns of neighbouring lines are aligned. */

const PADDING = 2

/**
 * Aligns text. A cell is what ends in a tab; what follows a line's last tab is no cell and is left as it is. Lines
 * that follow each other and have a cell at the same place share its width: the widest plus two spaces.
 */
export function alignColumns(text: string): string {
  const lines = text.split('\n').map((line) => line.split('\t'))
  const widths: number[][] = lines.map(() => [])
  for (let start = 0; start < lines.length; start++) alignBlocks(lines, widths, start)
  return lines.map((cells, row) => joinCells(cells, widths[row]!)).join('\n')
}

/** Widths of all column blocks that begin at the line: a block begins where the line before lacks the column. */
function alignBlocks(lines: readonly string[][], widths: number[][], start: number): void {
  const before = start === 0 ? 0 : lines[start - 1]!.length - 1
  for (let column = before; column < lines[start]!.length - 1; column++) {
    let end = start
    let width = 0
    for (; end < lines.length && column < lines[end]!.length - 1; end++)
      width = Math.max(width, displayWidth(lines[end]![column]!))
    for (let row = start; row < end; row++) widths[row]![column] = width + PADDING
  }
}

function joinCells(cells: readonly string[], widths: readonly number[]): string {
  return cells
    .map((cell, column) => {
      const width = widths[column]
      return width === undefined ? cell : cell + ' '.repeat(width - displayWidth(cell))
    })
    .join('')
}

/** Go counts code points. */
function displayWidth(cell: string): number {
  let width = 0
  for (const _ of cell) width++
  return width
}
