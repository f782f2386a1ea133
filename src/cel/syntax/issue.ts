/** What is wrong with an expression, in the form in which cel-go tells it. */

/** One fault, at an offset in the source. */
export interface Issue {
  readonly at: number
  readonly message: string
}

/** Faults of an expression that cannot be evaluated. The message is cel-go's: one block for each fault. */
export class CompileError extends Error {
  override name = 'CompileError'

  constructor(source: string, issues: readonly Issue[]) {
    super(issues.map((issue) => formatIssue(source, issue)).join('\n'))
  }
}

/**
 * A fault with the line that it is in, and dots that lead to the place:
 *
 *     ERROR: <input>:1:5: undefined field 'foo'
 *      | self.foo
 *      | ....^
 */
function formatIssue(source: string, { at, message }: Issue): string {
  const before = source.slice(0, at)
  const line = before.split('\n').length
  const start = before.lastIndexOf('\n') + 1
  const text = source.slice(start).split('\n', 1)[0] ?? ''
  const column = [...source.slice(start, at)].length
  const shown = text.replaceAll('\t', ' ')
  return `ERROR: <input>:${line}:${column + 1}: ${message}\n | ${shown}\n | ${'.'.repeat(column)}^`
}
