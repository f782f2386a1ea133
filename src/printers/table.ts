/** Tables in kubectl's layout: which columns are shown, what is added to them, how they are laid out. */
import { escapeCell } from '../apimachinery/escape-terminal.ts'
import type { Table, TableCell, TableColumn, TableRow } from '../apimachinery/table.ts'
import { joinLines, layoutColumns } from '../apimachinery/tabwriter.ts'
import { compareStrings } from '../base/compare-strings.ts'
import { deepEqual, isJsonObject } from '../base/json.ts'
import { formatValue } from './go-value.ts'
import { qualifiedKind } from './name.ts'

/** What `kubectl get` lets the user choose about a table. */
export interface TableOptions {
  noHeaders?: boolean
  /** Shows also the columns of a priority above 0 (`-o wide`). */
  wide?: boolean
  /** A first column with the namespace (`-A`). */
  withNamespace?: boolean
  /** Names as `kind/name` or `kind.group/name` (`--show-kind`, several kinds). */
  withKind?: { kind: string; group: string }
  /** A column for the value of each of these labels (`-L`). */
  columnLabels?: readonly string[]
  /** A last column with all labels. */
  showLabels?: boolean
}

/** Prints tables one after the other as a watch does. */
export interface TablePrinter {
  /**
   * The table's lines, each with its newline. Headers come once, and again when the columns change; a table
   * without columns has those of the one before; column widths never shrink. `eventType` is a watch's.
   */
  print(table: Table, eventType?: string): string
}

/** A printer that remembers headers and widths between the tables that it prints. */
export function createTablePrinter(options: TableOptions = {}): TablePrinter {
  const widths: number[] = []
  let columns: TableColumn[] = []
  let hasPrintedHeaders = false
  return {
    print(table, eventType) {
      const isSame = table.columnDefinitions.length === 0 || deepEqual(table.columnDefinitions, columns)
      const noHeaders = options.noHeaders === true || (hasPrintedHeaders && isSame)
      if (!isSame) columns = table.columnDefinitions
      hasPrintedHeaders = (hasPrintedHeaders && isSame) || table.rows.length > 0
      const extras = extraColumns(options, eventType)
      return joinLines(
        layoutColumns(textRows(columns, table.rows, { ...options, noHeaders }, extras), widths),
      )
    },
  }
}

/** One table as text; '' where it has no rows. */
export function printTable(table: Table, options: TableOptions = {}): string {
  return createTablePrinter(options).print(table)
}

/** A column that kubectl adds, with its value for each row. */
interface ExtraColumn {
  header: string
  isFirst: boolean
  cell(metadata: Metadata | undefined): string
}

interface Metadata {
  namespace: string
  labels: Record<string, unknown>
}

const EVENT_WIDTH = 'MODIFIED'.length
const KNOWN_EVENTS = new Set(['ADDED', 'MODIFIED', 'DELETED', 'ERROR'])

function extraColumns(options: TableOptions, eventType: string | undefined): ExtraColumn[] {
  const extras: ExtraColumn[] = []
  if (eventType !== undefined) {
    const text = KNOWN_EVENTS.has(eventType) ? eventType.padEnd(EVENT_WIDTH) : eventType
    extras.push({ header: 'EVENT', isFirst: true, cell: () => text })
  }
  if (options.withNamespace)
    extras.push({ header: 'NAMESPACE', isFirst: true, cell: (metadata) => metadata?.namespace ?? '' })
  for (const label of options.columnLabels ?? []) extras.push(labelColumn(label))
  if (options.showLabels)
    extras.push({
      header: 'LABELS',
      isFirst: false,
      cell: (metadata) => (metadata ? formatLabels(metadata.labels) : ''),
    })
  return extras
}

function labelColumn(label: string): ExtraColumn {
  const header = label.slice(label.lastIndexOf('/') + 1).toUpperCase()
  return { header, isFirst: false, cell: (metadata) => String(metadata?.labels[label] ?? '') }
}

/** Labels as kubectl lists them: `a=1,b=2`, or `<none>`. */
function formatLabels(labels: Record<string, unknown>): string {
  const keys = Object.keys(labels).sort(compareStrings)
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${String(labels[key])}`).join(',')
}

function textRows(
  columns: TableColumn[],
  rows: readonly TableRow[],
  options: TableOptions,
  extras: ExtraColumn[],
): string[][] {
  if (rows.length === 0) return []
  const shown = columns.flatMap((column, index) => (options.wide || column.priority === 0 ? [index] : []))
  const before = extras.filter((extra) => extra.isFirst)
  const after = extras.filter((extra) => !extra.isFirst)
  const prefix = kindPrefix(columns, options)
  const lines = rows.map((row) => {
    const metadata = extras.length > 0 ? metadataOf(row) : undefined
    const cells = before.map((extra) => extra.cell(metadata))
    // A row may be short of cells; they are empty only where an added column follows.
    for (const index of shown)
      if (index < row.cells.length || after.length > 0) cells.push(cellText(row.cells[index], index, prefix))
    for (const extra of after) cells.push(extra.cell(metadata))
    return splitCells(cells.map(escapeCell))
  })
  const headers = (list: ExtraColumn[]) => list.map((extra) => extra.header)
  const names = shown.map((index) => columns[index]?.name.toUpperCase() ?? '')
  if (!options.noHeaders) lines.unshift([...headers(before), ...names, ...headers(after)])
  return lines
}

interface KindPrefix {
  column: number
  text: string
}

/** What stands before the name, and in which column: the first of the format `name`. */
function kindPrefix(columns: TableColumn[], { withKind }: TableOptions): KindPrefix | undefined {
  const column = columns.findIndex(({ format, type }) => format === 'name' && type === 'string')
  if (!withKind?.kind || column < 0) return undefined
  return { column, text: `${qualifiedKind(withKind.kind, withKind.group)}/` }
}

function cellText(cell: TableCell | undefined, index: number, prefix: KindPrefix | undefined): string {
  const text = cell === null || cell === undefined ? '' : typeof cell === 'string' ? cell : formatValue(cell)
  return prefix?.column === index ? prefix.text + text : text
}

function metadataOf(row: TableRow): Metadata | undefined {
  const metadata = row.object?.metadata
  if (!isJsonObject(metadata)) return undefined
  const { namespace, labels } = metadata
  return {
    namespace: typeof namespace === 'string' ? namespace : '',
    labels: isJsonObject(labels) ? labels : {},
  }
}

/** A tab inside a cell begins a new one, as it does in Go's tabwriter. */
function splitCells(cells: string[]): string[] {
  return cells.some((cell) => /[\t\v]/.test(cell)) ? cells.flatMap((cell) => cell.split(/[\t\v]/)) : cells
}
