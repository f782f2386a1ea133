/** Splits the string form of a label selector into tokens. */

/** What a selector's string form consists of. */
export type TokenKind =
  | 'identifier'
  | 'end'
  | 'in'
  | 'notin'
  | ')'
  | '('
  | ','
  | '!'
  | '='
  | '=='
  | '!='
  | '>'
  | '<'

/** One token of a selector. */
export interface Token {
  kind: TokenKind
  /** The token as written; '' at the end of the string. */
  text: string
}

const TOKEN = /[ \t\r\n]*(?:([=!]=|[=!(),<>])|([^ \t\r\n=!(),<>]+)|$)/y

/** The tokens of a selector, the last one always `end`. */
export function tokenize(selector: string): Token[] {
  const tokens: Token[] = []
  TOKEN.lastIndex = 0
  for (;;) {
    const [, symbol, word] = TOKEN.exec(selector) ?? []
    if (symbol !== undefined) tokens.push({ kind: symbol as TokenKind, text: symbol })
    else if (word === undefined) return [...tokens, { kind: 'end', text: '' }]
    else tokens.push({ kind: word === 'in' || word === 'notin' ? word : 'identifier', text: word })
  }
}
