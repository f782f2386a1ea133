/** Reads one YAML document into a JSON value. */
import { deepCopy, type Json } from '../../base/json.ts'
import { AliasBudget } from './alias-budget.ts'
import {
  addItem,
  createList,
  createMapping,
  emptyNode,
  leaf,
  type Node,
  scalarNode,
  setEntry,
} from './node.ts'
import { createScanner, peekToken, type Scanner, skipToken, tooDeep } from './scanner.ts'
import type { Token, TokenType } from './token.ts'
import { errorAt, YamlError } from './yaml-error.ts'

export interface ParsedDocument {
  value: Json
  /** What a strict reader would refuse: `line 5: key "data" already set in map`. The last value counts. */
  duplicates: string[]
}

interface Parser {
  scanner: Scanner
  anchors: Map<string, Node | 'open'>
  handles: Map<string, string>
  budget: AliasBudget
  duplicates: string[]
  /** The first value that means nothing. It counts only if the document is well-formed to its end. */
  failure: unknown
  depth: number
}

function attempt(parser: Parser, line: number, make: () => Node): Node {
  try {
    return make()
  } catch (error) {
    parser.failure ??= error
    return leaf(null, line)
  }
}

function addEntry(parser: Parser, mapping: Node, key: Node, value: Node): void {
  try {
    setEntry(mapping, key, value, parser.duplicates)
  } catch (error) {
    parser.failure ??= error
  }
}

/**
 * The first document of the text, as a Go program reads it into JSON. Throws a YamlError. Of an alias there is a
 * copy in each place; keys are strings.
 */
export function parseDocument(text: string): ParsedDocument {
  const parser: Parser = {
    scanner: createScanner(text),
    anchors: new Map(),
    handles: new Map([
      ['!', '!'],
      ['!!', 'tag:yaml.org,2002:'],
    ]),
    budget: new AliasBudget(),
    duplicates: [],
    failure: undefined,
    depth: 0,
  }
  const { value } = parseStream(parser)
  if (parser.failure !== undefined) throw parser.failure
  return { value, duplicates: parser.duplicates }
}

function parseStream(parser: Parser): Node {
  if (nextIs(parser, 'stream-end')) return leaf(null, 0)
  const explicit = nextIs(parser, 'version-directive', 'tag-directive', 'document-start')
  if (explicit) parseDirectives(parser)
  const node = explicit && nextIs(parser, ...DOCUMENT_LIMITS) ? leaf(null, 0) : parseNode(parser, true, false)
  peekToken(parser.scanner)
  return node
}

const DOCUMENT_LIMITS: readonly TokenType[] = [
  'version-directive',
  'tag-directive',
  'document-start',
  'document-end',
  'stream-end',
]

function parseDirectives(parser: Parser): void {
  let version = false
  for (let token = take(parser); token.type !== 'document-start'; token = take(parser)) {
    if (token.type === 'tag-directive') parser.handles.set(token.handle, token.value)
    else if (token.type !== 'version-directive')
      throw errorAt('parser', 'did not find expected <document start>', token.line)
    else if (version) throw errorAt('parser', 'found duplicate %YAML directive', token.line)
    else if (token.value !== '1.1') throw errorAt('parser', 'found incompatible YAML document', token.line)
    else version = true
  }
}

function nextIs(parser: Parser, ...types: TokenType[]): boolean {
  return types.includes(peekToken(parser.scanner).type)
}

function take(parser: Parser): Token {
  const token = peekToken(parser.scanner)
  skipToken(parser.scanner)
  return token
}

interface Properties {
  anchor?: string
  tag?: string
}

/** A node; `indentless`: a list may stand at its key's own column. */
function parseNode(parser: Parser, block: boolean, indentless: boolean): Node {
  const start = peekToken(parser.scanner)
  if (start.type === 'alias') return parseAlias(parser)
  const properties = parseProperties(parser)
  if (properties.anchor !== undefined) parser.anchors.set(properties.anchor, 'open')
  const node = parseContent(parser, block, indentless, properties, start.line)
  if (properties.anchor !== undefined) parser.anchors.set(properties.anchor, node)
  return node
}

function parseAlias(parser: Parser): Node {
  const { value: name, line } = take(parser)
  const node = parser.anchors.get(name)
  if (node === undefined) throw new YamlError(`unknown anchor '${name}' referenced`)
  if (node === 'open') throw new YamlError(`anchor '${name}' value contains itself`)
  parser.budget.useAlias(node.size)
  return { ...node, value: deepCopy(node.value), line, size: node.size + 1 }
}

function parseProperties(parser: Parser): Properties {
  const properties: Properties = {}
  for (;;) {
    const token = peekToken(parser.scanner)
    if (token.type === 'anchor' && properties.anchor === undefined) properties.anchor = token.value
    else if (token.type === 'tag' && properties.tag === undefined) properties.tag = resolveTag(parser, token)
    else return properties
    skipToken(parser.scanner)
  }
}

function resolveTag(parser: Parser, token: Token): string {
  if (token.handle === '') return token.value
  const prefix = parser.handles.get(token.handle)
  if (prefix === undefined) throw errorAt('parser', 'found undefined tag handle', token.line)
  return prefix + token.value
}

function parseContent(
  parser: Parser,
  block: boolean,
  indentless: boolean,
  properties: Properties,
  line: number,
): Node {
  const token = peekToken(parser.scanner)
  parser.budget.useNode()
  switch (token.type) {
    case 'scalar':
      skipToken(parser.scanner)
      return attempt(parser, token.line, () => scalarNode(token, properties.tag))
    case 'flow-sequence-start':
      return nested(parser, parseFlowSequence)
    case 'flow-mapping-start':
      return nested(parser, parseFlowMapping)
    case 'block-sequence-start':
      if (block) return nested(parser, parseBlockSequence)
      break
    case 'block-mapping-start':
      if (block) return nested(parser, parseBlockMapping)
      break
    case 'block-entry':
      if (indentless) return nested(parser, parseIndentlessSequence)
  }
  if (properties.anchor !== undefined || properties.tag !== undefined)
    return attempt(parser, line, () => emptyNode(line, properties.tag))
  throw errorAt('parser', 'did not find expected node content', token.line, line)
}

/** Deeper nesting than this process could follow is refused like nesting that is too deep for the format. */
const MAX_NESTING = 1000

function nested(parser: Parser, parse: (parser: Parser) => Node): Node {
  if (++parser.depth > MAX_NESTING) throw tooDeep()
  const node = parse(parser)
  parser.depth--
  return node
}

function parseBlockSequence(parser: Parser): Node {
  const { line } = take(parser)
  const list = createList(line)
  for (;;) {
    const token = take(parser)
    if (token.type === 'block-end') return list
    if (token.type !== 'block-entry')
      throw errorAt('parser', "did not find expected '-' indicator", token.line, line)
    const empty = nextIs(parser, 'block-entry', 'block-end')
    addItem(list, empty ? emptyNode(token.line) : parseNode(parser, true, false))
  }
}

function parseIndentlessSequence(parser: Parser): Node {
  const list = createList(peekToken(parser.scanner).line)
  while (nextIs(parser, 'block-entry')) {
    const { line } = take(parser)
    const empty = nextIs(parser, 'block-entry', 'key', 'value', 'block-end')
    addItem(list, empty ? emptyNode(line) : parseNode(parser, true, false))
  }
  return list
}

function parseBlockMapping(parser: Parser): Node {
  const { line } = take(parser)
  const mapping = createMapping(line)
  for (;;) {
    const token = take(parser)
    if (token.type === 'block-end') return mapping
    if (token.type !== 'key') throw errorAt('parser', 'did not find expected key', token.line, line)
    const key = parseBlockPart(parser, token.line)
    const hasValue = nextIs(parser, 'value')
    const value = hasValue ? parseBlockPart(parser, take(parser).line) : emptyNode(token.line)
    addEntry(parser, mapping, key, value)
  }
}

function parseBlockPart(parser: Parser, line: number): Node {
  return nextIs(parser, 'key', 'value', 'block-end') ? emptyNode(line) : parseNode(parser, true, true)
}

function parseFlowSequence(parser: Parser): Node {
  const { line } = take(parser)
  const list = createList(line)
  for (let first = true; !nextIs(parser, 'flow-sequence-end'); first = false) {
    if (!first) expectComma(parser, "did not find expected ',' or ']'", line)
    if (nextIs(parser, 'flow-sequence-end')) break
    addItem(list, nextIs(parser, 'key') ? parsePair(parser) : parseNode(parser, false, false))
  }
  skipToken(parser.scanner)
  return list
}

/** A mapping of one entry that stands in a list without braces. */
function parsePair(parser: Parser): Node {
  const { line } = take(parser)
  const mapping = createMapping(line)
  const key = isEmptyPairKey(parser) ? emptyNode(line) : parseNode(parser, false, false)
  addEntry(parser, mapping, key, parseFlowValue(parser, 'flow-sequence-end'))
  return mapping
}

/** The reader drops the token after a `?` without a key: a fault of libyaml's that is kept here. */
function isEmptyPairKey(parser: Parser): boolean {
  if (!nextIs(parser, 'value', 'flow-entry', 'flow-sequence-end')) return false
  skipToken(parser.scanner)
  return true
}

function parseFlowMapping(parser: Parser): Node {
  const { line } = take(parser)
  const mapping = createMapping(line)
  for (let first = true; !nextIs(parser, 'flow-mapping-end'); first = false) {
    if (!first) expectComma(parser, "did not find expected ',' or '}'", line)
    if (nextIs(parser, 'flow-mapping-end')) break
    parseFlowEntry(parser, mapping)
  }
  skipToken(parser.scanner)
  return mapping
}

function parseFlowEntry(parser: Parser, mapping: Node): void {
  if (!nextIs(parser, 'key')) {
    const key = parseNode(parser, false, false)
    addEntry(parser, mapping, key, emptyNode(key.line))
    return
  }
  const { line } = take(parser)
  const key = nextIs(parser, 'value', 'flow-entry', 'flow-mapping-end')
    ? emptyNode(line)
    : parseNode(parser, false, false)
  addEntry(parser, mapping, key, parseFlowValue(parser, 'flow-mapping-end'))
}

function parseFlowValue(parser: Parser, end: TokenType): Node {
  if (!nextIs(parser, 'value')) return emptyNode(peekToken(parser.scanner).line)
  const { line } = take(parser)
  return nextIs(parser, 'flow-entry', end) ? emptyNode(line) : parseNode(parser, false, false)
}

function expectComma(parser: Parser, problem: string, line: number): void {
  const token = peekToken(parser.scanner)
  if (token.type !== 'flow-entry') throw errorAt('parser', problem, token.line, line)
  skipToken(parser.scanner)
}
