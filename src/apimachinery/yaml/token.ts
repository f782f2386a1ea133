/** The tokens that YAML text is made of. */

export type TokenType =
  | 'stream-end'
  | 'version-directive'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar'

export interface Token {
  type: TokenType
  /** Counted from 0. */
  line: number
  /** The text of a scalar, the name of an anchor or alias, the suffix of a tag. */
  value: string
  /** A scalar without quotes, whose type is resolved. */
  plain: boolean
  /** The handle of a tag or a tag directive: `!!`. */
  handle: string
}

/** A token of punctuation. */
export function mark(type: TokenType, line: number): Token {
  return { type, line, value: '', plain: false, handle: '' }
}
