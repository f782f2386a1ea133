/** The relaxed paths that custom columns, `--sort-by` and printer columns take. */
import { JsonPathError } from './nodes.ts'

const RELAXED = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/

/**
 * Turns `a.b`, `.a.b`, `{a.b}` or `{.a.b}` into `{.a.b}`; an empty path stays empty. Throws JsonPathError
 * for anything else.
 */
export function relaxedJsonPath(path: string): string {
  if (path === '') return path
  const [, braced, bare] = RELAXED.exec(path) ?? []
  const fields = braced ?? bare
  if (fields !== undefined) return `{.${fields}}`
  throw new JsonPathError(
    "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
  )
}
