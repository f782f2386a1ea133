/** Errors of YAML documents, worded and counted as the Go reader behind kubectl does. */
import type { LineCounter } from 'yaml'

/** `message` is the reader's own: `yaml: line 4: did not find expected key`. */
export class YamlError extends Error {
  override name = 'YamlError'

  constructor(problem: string) {
    super(`yaml: ${problem}`)
  }
}

/** What is no YAML, so that nothing can be read from its position on. */
export class YamlFault extends YamlError {
  readonly position: number

  constructor(problem: string, position: number) {
    super(problem)
    this.position = position
  }
}

/** A document's text, and where its lines begin. */
export interface Source {
  text: string
  lines: LineCounter
}

/** Who finds a fault: the Go reader counts the lines of its scanner from 1, those of its parser from 0. */
export type Finder = 'scanner' | 'parser'

/**
 * A fault with the line of what Go's reader names, which goes without saying where it is the first. The fault counts
 * from `position` on.
 */
export function faultAt(
  { lines }: Source,
  finder: Finder,
  problem: string,
  named: number,
  position = named,
): YamlFault {
  const { line } = lines.linePos(named)
  if (line <= 1) return new YamlFault(problem, position)
  return new YamlFault(`line ${finder === 'scanner' ? line : line - 1}: ${problem}`, position)
}

/** Nesting that the reader does not follow. */
export function tooDeep(): YamlError {
  return new YamlError('exceeded max depth of 10000')
}
