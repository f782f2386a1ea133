/** The value of -o: which format is asked for, with its template. */
import { quote } from '../../apimachinery/go-format.ts'
import { CliError } from '../errors.ts'

/** What -o may name. */
export type FormatName =
  | 'json'
  | 'yaml'
  | 'kyaml'
  | 'name'
  | 'wide'
  | 'jsonpath'
  | 'jsonpath-as-json'
  | 'jsonpath-file'
  | 'go-template'
  | 'go-template-file'
  | 'custom-columns'
  | 'custom-columns-file'

/** A format; `text` is the template, the columns, or the path of the file that holds them. */
export interface Format {
  name: FormatName
  text: string
}

/** kubectl's other names for formats. */
const ALIASES: Readonly<Record<string, FormatName>> = {
  template: 'go-template',
  templatefile: 'go-template-file',
}

const TEMPLATES = ['go-template', 'go-template-file', 'jsonpath', 'jsonpath-as-json', 'jsonpath-file']
/** Formats that take no template; their names may be written in capitals too. */
const PLAIN = ['json', 'kyaml', 'name', 'yaml']
const COLUMNS = ['custom-columns', 'custom-columns-file']

/** What every command that prints objects can print. */
export const OBJECT_FORMATS = [...TEMPLATES, ...PLAIN, 'template', 'templatefile'].sort()
/** What `get` can print. */
export const GET_FORMATS = [...OBJECT_FORMATS, ...COLUMNS, 'wide'].sort()

/**
 * Reads -o and --template; undefined where neither is given. `allowed` are the formats of the command, as the
 * message for another one lists them.
 */
export function readFormat(output: string, template: string, allowed: readonly string[]): Format | undefined {
  if (output === '' && template === '') return undefined
  const equals = output.indexOf('=')
  const given = output === '' ? 'go-template' : equals < 0 ? output : output.slice(0, equals)
  if (isPlain(output)) return { name: checked(output.toLowerCase(), output, allowed), text: '' }
  // `yaml=…` is no format, though `yaml` is one.
  const name = checked(isPlain(given) ? '' : given, output, allowed)
  const text = equals < 0 ? template : output.slice(equals + 1)
  if (text === '') demandText(name, given)
  return { name, text }
}

function isPlain(format: string): boolean {
  return PLAIN.includes(format.toLowerCase())
}

function checked(format: string, output: string, allowed: readonly string[]): FormatName {
  if (allowed.includes(format)) return ALIASES[format] ?? (format as FormatName)
  throw new CliError(
    `unable to match a printer suitable for the output format ${quote(output)}, allowed formats are: ${allowed.join(',')}`,
  )
}

function demandText(name: FormatName, given: string): void {
  if (TEMPLATES.includes(name)) throw new CliError('template format specified but no template given')
  if (COLUMNS.includes(name))
    throw new CliError(
      `${given} format specified but no ${name === 'custom-columns' ? 'custom columns' : 'template file'} given`,
    )
}
