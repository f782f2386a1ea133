/** Regular expressions as Go writes them (RE2), as JavaScript's. */

const NEVER_FAILS = /(?:)/

/** POSIX classes, as what stands between brackets. */
const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}

const known = new Map<string, RegExp | undefined>()

/**
 * A matcher of the pattern, whose lastIndex must not be relied on; undefined where JavaScript cannot read it. What Go
 * says of a pattern that it cannot read either is not told.
 */
export function parsePattern(pattern: string): RegExp | undefined {
  if (known.has(pattern)) return known.get(pattern)
  if (known.size > 1000) known.clear()
  const matcher = compile(pattern)
  known.set(pattern, matcher)
  return matcher
}

/** A matcher of the pattern. One that JavaScript cannot read matches everything: it must not refuse good objects. */
export function compilePattern(pattern: string): RegExp {
  return parsePattern(pattern) ?? NEVER_FAILS
}
compilePattern.code = 'new RegExp'

function compile(pattern: string): RegExp | undefined {
  const flags = /^\(\?([ims]+)\)/.exec(pattern)?.[1] ?? ''
  const body = translate(flags === '' ? pattern : pattern.slice(flags.length + 3))
  // Without the Unicode mode more escapes are allowed.
  for (const mode of ['u', ''])
    try {
      return new RegExp(body, [...new Set(mode + flags)].join(''))
    } catch {}
  return undefined
}

const TOKEN = /\\Q([\s\S]*?)(?:\\E|$)|\\[Az]|\\p[A-Z]|\\P[A-Z]|\\[\s\S]|\(\?P<|\[:(\^?)(\w+):\]/g

/** What Go writes otherwise than JavaScript. */
function translate(pattern: string): string {
  return pattern.replace(TOKEN, (token, quoted: string | undefined, not = '', name = '') => {
    if (token.startsWith('\\Q')) return (quoted ?? '').replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    if (token === '\\A') return '^'
    if (token === '\\z') return '$'
    if (token === '(?P<') return '(?<'
    if (/^\\[pP]/.test(token)) return token.length === 3 ? `${token.slice(0, 2)}{${token[2]}}` : token
    return not === '' ? (CLASSES[name] ?? token) : token
  })
}
