/** --raw: a path of the API instead of objects, in `get`, `create`, `replace` and `delete`. */
import { quote } from '../../apimachinery/go-format.ts'
import { CliError } from '../errors.ts'
import { string } from '../flags/flag.ts'

/** The flag; `method` says what is done to the path: `GET`. */
export function rawFlag(method: string) {
  return { raw: string('', `Path of the API that a ${method} request is made to, instead of all else.`) }
}

/** What of a command's flags does not go together with --raw. */
export interface RawFlags {
  raw: string
  output?: string
  filename: readonly string[]
  kustomize: string
  recursive: boolean
  selector?: string
  edit?: boolean
}

/** Checks the flags of a command that sends a file, as kubectl does (cmd/create, cmd/replace). Throws CliError. */
export function checkRawFile({
  raw,
  output,
  filename,
  kustomize,
  recursive,
  selector,
  edit,
}: RawFlags): void {
  const clash = (flag: string) => new CliError(`--raw and ${flag} are mutually exclusive`)
  if (edit) throw clash('--edit')
  if (filename.length !== 1 || kustomize !== '')
    throw new CliError('--raw can only use a single local file or stdin')
  if (/^https?:\/\//.test(filename[0] ?? '')) throw new CliError('--raw cannot read from a url')
  if (recursive) throw clash('--recursive')
  if (selector) throw clash('--selector (-l)')
  if (output) throw clash('--output')
  checkPath(raw)
}

/** Throws where the text is no path, in the words of Go's url.ParseRequestURI. */
export function checkPath(raw: string): void {
  if (raw.startsWith('/') || /^[a-z][a-z0-9+.-]*:\/\//i.test(raw)) return
  const why = raw.startsWith(':') ? 'missing protocol scheme' : 'invalid URI for request'
  throw new CliError(`--raw must be a valid URL path: parse ${quote(raw)}: ${why}`)
}
