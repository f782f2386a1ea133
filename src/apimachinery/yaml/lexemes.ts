/** Cuts a text as the lexer of the package `yaml` does, but for what the Go reader behind kubectl sees otherwise. */
import { Lexer } from 'yaml'

/** What the lexer keeps for itself. */
interface OpenLexer {
  flowLevel: number
  buffer: string
  pos: number
  lex: Lexer['lex']
}

/** A lexer to which the indentation of lines means nothing inside brackets and quotes, nor that of comments. */
class GoLexer extends (Lexer as unknown as new () => OpenLexer) {
  private indent = 0

  /** How far right the lines of a value must stand. */
  get indentNext(): number {
    return this.flowLevel > 0 || isQuote(this.buffer[this.pos]) ? 0 : this.indent
  }

  set indentNext(indent: number) {
    if (this.buffer[this.pos] !== '#') this.indent = indent
  }
}

/** Stands before the text of a scalar without quotes. */
const SCALAR = '\x1f'

/**
 * The lexemes of a text, for the package's parser. In brackets, a `-` or a `:` right before a bracket or a comma
 * belongs to a scalar: `[-]` holds a dash, `{a:}` the key `a:`.
 */
export function* lexemes(text: string): Generator<string> {
  const lexer = new GoLexer()
  let held: string | undefined
  let isScalar = false
  let isJoined = false
  for (const lexeme of lexer.lex(text)) {
    const joins = lexer.flowLevel > 0 && isIndicator(lexer.buffer[lexer.pos + 1])
    if (joins && (lexeme === '-' || (lexeme === ':' && held !== undefined))) {
      if (held === undefined) yield SCALAR
      yield (held ?? '') + lexeme
      held = undefined
      isJoined = true
      continue
    }
    if (held !== undefined) yield held
    held = undefined
    // Having seen an indicator, the lexer gives an empty scalar where nothing follows.
    if (isJoined && (lexeme === SCALAR || lexeme === '')) continue
    isJoined = false
    if (isScalar && lexer.flowLevel > 0) held = lexeme
    else yield lexeme
    isScalar = lexeme === SCALAR
  }
  if (held !== undefined) yield held
}

function isIndicator(char: string | undefined): boolean {
  return char !== undefined && ',[]{}'.includes(char)
}

function isQuote(char: string | undefined): boolean {
  return char === '"' || char === "'"
}

/** A lexeme as the package understands it: in double quotes the Go reader knows `\'`, too. */
export function withGoEscapes(lexeme: string): string {
  if (!lexeme.startsWith('"') || !lexeme.includes("\\'")) return lexeme
  return lexeme.replace(/\\(.)/gs, (sequence, char) => (char === "'" ? "'" : sequence))
}
