/** Columns padded with spaces: Go's tabwriter as kubectl sets it up. */

const MIN_WIDTH = 6
const PADDING = 3
const SURROGATE = /[\ud800-\udfff]/

/**
 * The lines that rows of cells become, without line ends. The last cell of a row is not padded. A column ends
 * at a row that does not have it (or has it last), and begins anew behind it. `remembered` holds the widest a
 * column has been and is updated: pass it again to go on with the same widths.
 */
export function layoutColumns(rows: readonly string[][], remembered: number[] = []): string[] {
  const layout: Layout = { rows, remembered, widths: [], lines: [] }
  formatBlock(layout, 0, rows.length)
  return layout.lines
}

/** Text with tabs between the cells, laid out in columns. Every line ends in a newline, as in the text. */
export function layoutText(text: string): string {
  const lines = text.split(/[\n\f]/)
  lines.pop()
  return joinLines(layoutColumns(lines.map((line) => line.split(/[\t\v]/))))
}

/** Lines as text, each with its newline. */
export function joinLines(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

interface Layout {
  rows: readonly string[][]
  remembered: number[]
  /** The widths of the columns to the left of the one at hand. */
  widths: number[]
  lines: string[]
}

function formatBlock(layout: Layout, from: number, to: number): void {
  let start = from
  const column = layout.widths.length
  for (let at = from; at < to; at++) {
    if (!hasColumn(layout, at, column)) continue
    writeLines(layout, start, at)
    start = at
    while (at < to && hasColumn(layout, at, column)) at++
    layout.widths.push(columnWidth(layout, column, start, at))
    formatBlock(layout, start, at)
    layout.widths.pop()
    start = at
  }
  writeLines(layout, start, to)
}

/** True where the row has the column and more to the right of it. */
function hasColumn({ rows }: Layout, row: number, column: number): boolean {
  return column < (rows[row]?.length ?? 0) - 1
}

function columnWidth({ rows, remembered }: Layout, column: number, from: number, to: number): number {
  let width = Math.max(MIN_WIDTH, remembered[column] ?? 0)
  for (let at = from; at < to; at++) width = Math.max(width, runeCount(rows[at]?.[column] ?? '') + PADDING)
  remembered[column] = width
  return width
}

function writeLines({ rows, widths, lines }: Layout, from: number, to: number): void {
  for (let at = from; at < to; at++) {
    const cells = rows[at] ?? []
    let line = ''
    for (let column = 0; column < cells.length; column++) {
      const cell = cells[column] ?? ''
      const width = widths[column]
      line += width === undefined ? cell : cell.padEnd(width + cell.length - runeCount(cell))
    }
    lines.push(line)
  }
}

function runeCount(text: string): number {
  return SURROGATE.test(text) ? [...text].length : text.length
}
