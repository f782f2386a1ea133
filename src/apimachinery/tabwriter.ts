/** Columns padded with spaces: Go's text/tabwriter, set up as kubectl does for tables and for descriptions. */

interface Style {
  /** No column is narrower. */
  minWidth: number
  /** Spaces behind the widest cell of a column. */
  padding: number
}

const TABLE: Style = { minWidth: 6, padding: 3 }
const DESCRIPTION: Style = { minWidth: 0, padding: 2 }
const SURROGATE = /[\ud800-\udfff]/

/**
 * The lines of a table that rows of cells become, without line ends. The last cell of a row is not padded. A column
 * ends at a row that does not have it (or has it last), and begins anew behind it, no narrower. `remembered` holds
 * the widest that each column has been and is updated: pass it again to go on with the same widths.
 */
export function layoutColumns(rows: readonly string[][], remembered: number[] = []): string[] {
  return layoutRows(rows, TABLE, remembered)
}

/** Text with tabs between the cells, laid out as a table. */
export function layoutText(text: string): string {
  return layoutColumns(readCells(text)).join('\n')
}

/** Text with tabs between the cells, laid out as a description: each block of lines has widths of its own. */
export function alignColumns(text: string): string {
  return layoutRows(readCells(text), DESCRIPTION).join('\n')
}

/** Lines as text, each with its newline. */
export function joinLines(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

function readCells(text: string): string[][] {
  return text.split(/[\n\f]/).map((line) => line.split(/[\t\v]/))
}

function layoutRows(rows: readonly string[][], style: Style, remembered?: number[]): string[] {
  const layout: Layout = { rows, style, remembered, widths: [], lines: [] }
  formatBlock(layout, 0, rows.length)
  return layout.lines
}

interface Layout {
  rows: readonly string[][]
  style: Style
  remembered: number[] | undefined
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

function columnWidth(layout: Layout, column: number, from: number, to: number): number {
  const { rows, style, remembered } = layout
  let width = Math.max(style.minWidth, remembered?.[column] ?? 0)
  for (let at = from; at < to; at++)
    width = Math.max(width, runeCount(rows[at]?.[column] ?? '') + style.padding)
  if (remembered) remembered[column] = width
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
