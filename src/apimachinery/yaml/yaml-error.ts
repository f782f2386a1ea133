/** What is wrong with a YAML document, in the words of the reader that kubectl uses. */

/** `message` is the reader's own: `yaml: line 4: did not find expected key`. */
export class YamlError extends Error {
  override name = 'YamlError'

  constructor(problem: string) {
    super(`yaml: ${problem}`)
  }
}

/**
 * An error at a line, counted from 0. The reader counts scanning errors from 1 and all others from 0, and says
 * nothing of line 0; then the line where the surrounding construct began may stand in.
 */
export function errorAt(
  kind: 'scanner' | 'parser',
  problem: string,
  line: number,
  contextLine = 0,
): YamlError {
  const shown = line !== 0 ? line + (kind === 'scanner' ? 1 : 0) : contextLine
  return new YamlError(shown === 0 ? problem : `line ${shown}: ${problem}`)
}
