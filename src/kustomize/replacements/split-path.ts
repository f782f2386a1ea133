/** Takes field paths of replacements apart: `spec.containers.[name=web].image` (kyaml, utils/pathsplitter.go). */

/**
 * The parts between the dots; `\.` is no such dot, and none within brackets is. Brackets around a name with dots are left
 * out: `annotations.[example.com/x]`. A dot may stand at the beginning.
 */
export function splitFieldPath(path: string): string[] {
  const split = path.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'))
  const parts = split.length > 1 && split[0] === '' ? split.slice(1) : split
  const result: string[] = []
  for (let index = 0; index < parts.length; index++) {
    let part = parts[index]!
    const isBracketed = part.startsWith('[') && !part.endsWith(']')
    if (isBracketed) while (!part.endsWith(']') && index + 1 < parts.length) part += `.${parts[++index]}`
    result.push(isBracketed && !part.includes('=') ? part.replace(/^[[\]]+|[[\]]+$/g, '') : part)
  }
  return result
}

/** Takes `[name=web]` apart; undefined for parts of another form. */
export function readMatch(part: string): { field: string; value: string } | undefined {
  if (!part.startsWith('[') || !part.endsWith(']')) return undefined
  const text = part.slice(1, -1)
  const equals = text.indexOf('=')
  return equals < 0
    ? { field: text, value: '' }
    : { field: text.slice(0, equals), value: text.slice(equals + 1) }
}
