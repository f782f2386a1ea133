/** JSON text laid out on lines, as Go's json.Indent does: what the tokens say is not touched. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** The text with two spaces of indent. White space behind the value stays. */
export function indentJson(text: string): string {
  const tokens = text.match(TOKEN) ?? []
  let depth = 0
  const newline = () => `\n${'  '.repeat(depth)}`
  const written = tokens.map((token, index) => {
    const previous = tokens[index - 1] ?? ''
    if (token === '}' || token === ']') {
      depth--
      return isOpening(previous) ? token : newline() + token
    }
    const start = isOpening(previous) ? newline() : ''
    if (isOpening(token)) depth++
    if (token === ',') return `,${newline()}`
    return token === ':' ? ': ' : start + token
  })
  return written.join('') + (/\s*$/.exec(text)?.[0] ?? '')
}

function isOpening(token: string): boolean {
  return token === '{' || token === '['
}
