/** Reads one YAML document into a JSON value: parsed by the package `yaml`, understood as Go's reader does. */
import { Composer, type CST, type Document, isCollection, LineCounter, type ParsedNode, Parser } from 'yaml'
import { directiveFault, firstFault } from './go-yaml-error.ts'
import { lexemes, withGoEscapes } from './lexemes.ts'
import { MAX_DEPTH, type ParsedDocument, readContents } from './read-contents.ts'
import { type ResolvePlain, resolvePlain } from './resolve-scalar.ts'
import { faultAt, type Source, tooDeep, YamlFault } from './yaml-error.ts'

/** Scalars stay texts, for resolve-scalar.ts to say what they mean. */
const OPTIONS = { schema: 'failsafe', resolveKnownTags: false, uniqueKeys: false, strict: true } as const

/**
 * The first document of the text, whose lines end with `\n`, as a Go program reads it into JSON. Throws a YamlError.
 * Of an alias there is a copy in each place; keys are strings. `resolve` says what plain scalars mean.
 */
export function parseDocument(text: string, resolve: ResolvePlain = resolvePlain): ParsedDocument {
  const lines = new LineCounter()
  lines.addNewLine(0)
  const source = { text, lines }
  const tokens = firstDocument(source, parse(source))
  const [document] = new Composer(OPTIONS).compose(tokens) as Iterable<Document.Parsed<ParsedNode>>
  if (document === undefined) return { value: null, duplicates: [] }
  const fault = firstFault(source, errorsInside(source, document))
  try {
    const parsed = readContents(source, document.contents, resolve)
    if (fault === undefined) return parsed
  } catch (error) {
    const isEarlier = error instanceof YamlFault && error.position < (fault?.position ?? Infinity)
    if (fault === undefined || isEarlier) throw error
  }
  throw fault
}

/**
 * What is wrong before the document's value ends. Where that began with an indented line, one further left ends it,
 * and Go reads no further.
 */
function errorsInside({ lines }: Source, { contents, errors }: Document.Parsed<ParsedNode>) {
  if (!isCollection(contents)) return errors
  const column = lines.linePos(contents.range[0]).col
  const outside = errors.find(
    ({ pos: [from] }) => from >= contents.range[1] && lines.linePos(from).col < column,
  )
  return outside === undefined ? errors : errors.filter(({ pos: [from] }) => from < outside.pos[0])
}

function* parse({ text, lines }: Source): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine)
  for (const lexeme of lexemes(text)) {
    if (parser.stack.length > MAX_DEPTH + 2) throw tooDeep()
    const meant = withGoEscapes(lexeme)
    yield* parser.next(meant)
    parser.offset += lexeme.length - meant.length
  }
  yield* parser.end()
}

/** Go reads no further than the first document. */
function* firstDocument(source: Source, tokens: Iterable<CST.Token>): Generator<CST.Token> {
  let document: CST.Document | undefined
  for (const token of tokens) {
    if (token.type === 'directive') throw directiveFault(source, token)
    if (token.type === 'doc-end' && isMissing(document))
      throw faultAt(source, 'parser', 'did not find expected node content', token.offset)
    if (document !== undefined && (token.type === 'doc-end' || token.type === 'document')) return
    if (token.type === 'document') document = token
    yield token
  }
}

/** A document may hold nothing only after `---`. */
function isMissing(document: CST.Document | undefined): boolean {
  if (document === undefined) return true
  return document.value === undefined && !document.start.some(({ type }) => type === 'doc-start')
}
