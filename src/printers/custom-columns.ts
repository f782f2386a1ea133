/** The output of `-o custom-columns` and `-o custom-columns-file`. */
import { escapeTerminal } from '../apimachinery/escape-terminal.ts'
import { layoutText } from '../apimachinery/tabwriter.ts'
import { formatValue } from './go-value.ts'
import { compileJsonPath, type JsonPath } from './jsonpath/jsonpath.ts'
import { JsonPathError } from './jsonpath/nodes.ts'
import { relaxedJsonPath } from './jsonpath/relaxed.ts'
import { PrintError } from './print-error.ts'

/** A column that the user asked for; `path` is a complete JSONPath template. */
export interface CustomColumn {
  header: string
  path: string
}

const TWO_LINES =
  'Expected format is one line of space separated headers, one line of space separated column specs.'

/** Reads `NAME:.metadata.name,NODE:.spec.nodeName`. Throws PrintError with kubectl's text. */
export function parseCustomColumns(spec: string): CustomColumn[] {
  if (spec === '') throw new PrintError('custom-columns format specified but no custom columns given')
  return spec.split(',').map(parseColumn)
}

function parseColumn(part: string): CustomColumn {
  const colon = part.indexOf(':')
  if (colon < 0)
    throw new PrintError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
  return { header: part.slice(0, colon), path: asPrintError(() => relaxedJsonPath(part.slice(colon + 1))) }
}

/** Reads a template file: a line of headers above a line of paths. Throws PrintError with kubectl's text. */
export function parseCustomColumnsFile(text: string): CustomColumn[] {
  const lines = text.split(/\r?\n/)
  if (text === '') throw new PrintError(`invalid template, missing header line. ${TWO_LINES}`)
  if (lines.length < 2 || (lines.length === 2 && lines[1] === ''))
    throw new PrintError(`invalid template, missing spec line. ${TWO_LINES}`)
  const headers = words(lines[0] ?? '')
  const specs = words(lines[1] ?? '')
  if (headers.length !== specs.length)
    throw new PrintError(
      `number of headers (${headers.length}) and field specifications (${specs.length}) don't match`,
    )
  return headers.map((header, index) => ({
    header,
    path: asPrintError(() => relaxedJsonPath(specs[index] ?? '')),
  }))
}

function words(line: string): string[] {
  return line.split(/\s+/).filter((word) => word !== '')
}

/**
 * The objects in columns, below the headers unless `noHeaders`. Throws PrintError, whose `output` is what
 * kubectl has printed before it met the error.
 */
export function printCustomColumns(
  columns: readonly CustomColumn[],
  objects: Iterable<unknown>,
  { noHeaders = false }: { noHeaders?: boolean } = {},
): string {
  let text = noHeaders ? '' : `${columns.map((column) => column.header).join('\t')}\n`
  try {
    const paths = columns.map((column) => compileJsonPath(column.path))
    for (const object of objects) text += `${paths.map((path) => cell(path, object)).join('\t')}\n`
  } catch (error) {
    if (error instanceof JsonPathError) throw new PrintError(error.message, layoutText(text))
    throw error
  }
  return layoutText(text)
}

function cell(path: JsonPath, object: unknown): string {
  const results = path.find(object)
  const values = results.flat().map((value) => escapeTerminal(formatValue(value)))
  return (results[0]?.length ? values : ['<none>', ...values]).join(',')
}

function asPrintError<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    if (error instanceof JsonPathError) throw new PrintError(error.message)
    throw error
  }
}
