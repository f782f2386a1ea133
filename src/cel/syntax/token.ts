/** The tokens of CEL. */

/** What a token is. An operator's kind is its text. */
export type TokenKind = 'identifier' | 'int' | 'uint' | 'double' | 'string' | 'bytes' | 'end' | 'operator'

/** One token. `value` holds what a string or bytes literal means, or a name in backquotes. */
export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly at: number
  readonly value?: string | Uint8Array
}
