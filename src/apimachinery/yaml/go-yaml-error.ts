/** The faults that the package `yaml` finds in a document, in the words and on the lines of kubectl's Go reader. */
import type { CST, ErrorCode, YAMLError as PackageError } from 'yaml'
import { type Finder, faultAt, type Source, YamlFault } from './yaml-error.ts'

/** One fault of the package's. */
interface Finding {
  text: string
  from: number
  to: number
  message: string
  /** All that it found. */
  all: readonly PackageError[]
}

type Place = (finding: Finding) => number
type Test = (finding: Finding) => boolean

/**
 * What the package says, and what else must hold; who finds it in Go's reader, what that says, and where, if not
 * where the package does.
 */
type Row = readonly [ErrorCode, RegExp | Test, Finder, string | ((finding: Finding) => string), Place?]

const ANY = /^/
const NO_COLON = "could not find expected ':'"
const NO_KEY = 'did not find expected key'
const NO_DASH = "did not find expected '-' indicator"
const NO_CONTENT = 'did not find expected node content'
const NO_NAME = 'did not find expected alphabetic or numeric character'
const NO_TOKEN = 'found character that cannot start any token'
const NO_HEX = 'did not find expected hexdecimal number'
const NO_LINE_BREAK = 'did not find expected comment or line break'
const BAD_TAB = 'found a tab character that violates indentation'
const TAB_FOR_SPACE = 'found a tab character where an indentation space is expected'
const NO_VALUE_HERE = 'mapping values are not allowed in this context'
const NO_KEY_HERE = 'mapping keys are not allowed in this context'
const NO_ITEM_HERE = 'block sequence entries are not allowed in this context'

/** The first row that fits speaks; of several findings at one place, the one with the first row. */
const ROWS: readonly Row[] = [
  [
    'MISSING_CHAR',
    /^Missing closing/,
    'scanner',
    'found unexpected end of stream',
    ({ text }) => text.length,
  ],
  ['BLOCK_IN_FLOW', beginsWith(/-/y), 'parser', NO_CONTENT],
  ['MULTILINE_IMPLICIT_KEY', /flow sequence/, 'parser', missingComma, after],
  ['MULTILINE_IMPLICIT_KEY', isInBrackets, 'parser', missingComma, ({ to }) => to],
  ['MULTILINE_IMPLICIT_KEY', isLaterKey, 'scanner', NO_COLON, afterKey],
  ['MULTILINE_IMPLICIT_KEY', isBeforeColon, 'scanner', NO_VALUE_HERE, ({ to }) => to],
  ['BLOCK_AS_IMPLICIT_KEY', beginsWith(/\?/y), 'scanner', NO_KEY_HERE],
  ['BLOCK_AS_IMPLICIT_KEY', /^Nested/, 'scanner', NO_VALUE_HERE],
  ['BLOCK_AS_IMPLICIT_KEY', ANY, 'parser', NO_KEY],
  ['BAD_INDENT', /end with a/, 'parser', missingComma, after],
  ['BAD_INDENT', beginsWith(/ *\t/y), 'scanner', TAB_FOR_SPACE],
  ['BAD_INDENT', isBareTextInList, 'scanner', NO_COLON, afterKey],
  ['BAD_INDENT', isAtDash, 'parser', NO_DASH, after],
  ['BAD_INDENT', ANY, 'parser', NO_KEY, after],
  ['UNEXPECTED_TOKEN', isItemOnItsLine, 'parser', NO_KEY],
  ['UNEXPECTED_TOKEN', /block-seq-ind/, 'scanner', NO_ITEM_HERE],
  ['UNEXPECTED_TOKEN', /Unexpected ,|empty item/, 'parser', NO_CONTENT],
  ['UNEXPECTED_TOKEN', /characters: .*0/, 'scanner', 'found an indentation indicator equal to 0'],
  ['UNEXPECTED_TOKEN', /characters: |Not a YAML token/, 'scanner', NO_LINE_BREAK],
  ['UNEXPECTED_TOKEN', isPastValue, 'parser', NO_KEY],
  ['UNEXPECTED_TOKEN', /flow-\w+-end/, 'parser', NO_CONTENT],
  ['MISSING_CHAR', /end with a|items$/, 'parser', missingComma, after],
  ['MISSING_CHAR', isInList, 'parser', NO_DASH, after],
  ['MISSING_CHAR', /^Sequence item/, 'parser', NO_KEY, after],
  ['MISSING_CHAR', /^Implicit map keys/, 'scanner', NO_COLON, afterKey],
  ['KEY_OVER_1024_CHARS', ANY, 'scanner', NO_COLON],
  ['TAB_AS_INDENT', followsPlainText, 'scanner', BAD_TAB],
  ['TAB_AS_INDENT', ANY, 'scanner', NO_TOKEN],
  ['BAD_SCALAR_START', ({ message }) => !message.includes('flow indicator'), 'scanner', NO_TOKEN],
  ['BAD_SCALAR_START', isPastValue, 'parser', NO_KEY],
  ['BAD_SCALAR_START', ANY, 'parser', NO_CONTENT],
  ['BAD_DQ_ESCAPE', /\\[xuU]/, 'scanner', NO_HEX],
  ['BAD_DQ_ESCAPE', ANY, 'scanner', 'found unknown escape character'],
  ['BAD_ALIAS', ANY, 'scanner', NO_NAME],
  ['BLOCK_IN_FLOW', ANY, 'parser', missingComma],
  ['MULTIPLE_ANCHORS', ANY, 'parser', NO_KEY],
  ['MULTIPLE_TAGS', ANY, 'parser', NO_KEY],
  ['ALIAS_PROPS', ANY, 'parser', NO_KEY],
  ['TAG_RESOLVE_FAILED', ANY, 'parser', 'found undefined tag handle'],
]

/** Go's reader takes a `#` for a comment right after a quote or a bracket, too. */
const ALLOWED = /^Comments must be separated/

/** The fault that Go's reader meets first; undefined where it would find none. */
export function firstFault(source: Source, errors: readonly PackageError[]): YamlFault | undefined {
  const all = errors.filter(({ message }) => !ALLOWED.test(message)).sort((a, b) => a.pos[0] - b.pos[0])
  for (let start = 0; start < all.length; ) {
    let end = start + 1
    while (all[end]?.pos[0] === all[start]?.pos[0]) end++
    const fault = tell(source, all.slice(start, end), all)
    if (fault !== undefined) return fault
    start = end
  }
  const [first] = all
  return first && faultAt(source, 'parser', NO_KEY, first.pos[0])
}

/** What Go's reader says of findings at one place, if anything. */
function tell(
  source: Source,
  errors: readonly PackageError[],
  all: readonly PackageError[],
): YamlFault | undefined {
  for (const [code, test, finder, says, place] of ROWS) {
    for (const { code: found, message, pos } of errors) {
      const finding: Finding = { text: source.text, from: pos[0], to: pos[1], message, all }
      if (found !== code || !fits(test, finding)) continue
      const problem = typeof says === 'string' ? says : says(finding)
      return faultAt(source, finder, problem, place?.(finding) ?? pos[0], pos[0])
    }
  }
  return undefined
}

function fits(test: RegExp | Test, finding: Finding): boolean {
  return typeof test === 'function' ? test(finding) : test.test(finding.message)
}

/** A document that begins with a directive: since kubectl cuts at `---`, none goes on as it should. */
export function directiveFault({ text }: Source, { source: directive, offset }: CST.Directive): YamlFault {
  const [name, value = ''] = directive.split(/\s+/)
  if (name === '%YAML' && value !== '1.1') return new YamlFault('found incompatible YAML document', offset)
  if (name === '%TAG' && !value.startsWith('!')) return new YamlFault("did not find expected '!'", offset)
  if (name !== '%YAML' && name !== '%TAG') return new YamlFault('found unknown directive name', offset)
  const line = text.slice(0, skipBlanks(text, offset + directive.length)).split('\n').length - 1
  return new YamlFault(`line ${line}: did not find expected <document start>`, offset)
}

function beginsWith(pattern: RegExp): Test {
  return ({ text, from }) => {
    pattern.lastIndex = from
    return pattern.test(text)
  }
}

function isBeforeColon({ text, to }: Finding): boolean {
  return /^\s*:/.test(text.slice(to, to + 100))
}

function followsPlainText({ text, from }: Finding): boolean {
  return /[^\s:?\-|>"'\]}]\s*$/.test(text.slice(Math.max(0, from - 100), from))
}

function isItemOnItsLine({ message, text, from }: Finding): boolean {
  return (
    message.includes('block-seq-ind') && text.slice(text.lastIndexOf('\n', from - 1) + 1, from).trim() === ''
  )
}

/** The next character that means something. */
function after({ text, from }: Finding): number {
  return skipBlanks(text, from)
}

/** Go's reader misses the `:` when it has come to a line that cannot belong to the key. */
function afterKey(finding: Finding): number {
  const { text } = finding
  const key = finding.all.find((error) => isWithoutColon(error) && error.pos[0] >= finding.from)
  const position = after({ ...finding, from: key?.pos[0] ?? finding.from })
  const column = columnOf(text, position)
  let end = text.indexOf('\n', position)
  while (end >= 0) {
    const next = skipBlanks(text, end)
    if (columnOf(text, next) <= column) return next
    end = text.indexOf('\n', next)
  }
  return text.length
}

function isWithoutColon({ message }: PackageError): boolean {
  return message.startsWith('Implicit map keys')
}

function skipBlanks(text: string, position: number): number {
  const blanks = /(?:\s|(?<=\s)#.*)*/y
  blanks.lastIndex = position
  return position + (blanks.exec(text)?.[0].length ?? 0)
}

function columnOf(text: string, position: number): number {
  return position - (text.lastIndexOf('\n', position - 1) + 1)
}

function isFirstOnLine(text: string, position: number): boolean {
  return text.slice(position - columnOf(text, position), position).trim() === ''
}

interface Line {
  column: number
  isItem: boolean
  /** The column of what follows the dashes. */
  content: number
}

/** The beginnings of the lines above that stand no further right than those below them, from the nearest on. */
function* linesAround(text: string, position: number): Generator<Line> {
  let limit = columnOf(text, position)
  for (let end = position - limit - 1; end > 0; ) {
    const start = text.lastIndexOf('\n', end - 1) + 1
    const line = text.slice(start, end)
    const column = line.search(/[^\s]/)
    if (column >= 0 && column <= limit && line[column] !== '#') {
      limit = column
      const dashes = /^(?:-(?:\s+|$))*/.exec(line.slice(column))?.[0] ?? ''
      yield { column, content: column + dashes.length, isItem: dashes !== '' }
    }
    end = start - 1
  }
}

/** Whether the place stands in a list that is further right than what holds it; Go's reader sees no other lists. */
function isInList({ text, from, message, all }: Finding): boolean {
  let dash: number | undefined
  for (const { column, isItem } of linesAround(text, after({ text, from, to: from, message, all }))) {
    if (isItem && (dash ?? column) === column) dash = column
    else return dash !== undefined && column < dash
  }
  return dash !== undefined
}

/** Whether the place stands where a dash should. */
function isAtDash(finding: Finding): boolean {
  const position = after(finding)
  const [above] = linesAround(finding.text, position)
  return above?.column === columnOf(finding.text, position) && above.isItem && isInList(finding)
}

function isBareTextInList(finding: Finding): boolean {
  const position = after(finding)
  return isAtDash(finding) && finding.all.some((error) => isWithoutColon(error) && error.pos[0] === position)
}

function isInBrackets({ all, from }: Finding): boolean {
  return all.some(({ code, pos }) => code === 'BLOCK_IN_FLOW' && pos[0] === from)
}

/** A key that is not the first of its mapping. */
function isLaterKey(finding: Finding): boolean {
  const { text, from } = finding
  const [above] = linesAround(text, from)
  return (
    isBeforeColon(finding) &&
    isFirstOnLine(text, from) &&
    above?.column === columnOf(text, from) &&
    !above.isItem
  )
}

/** Whether no value can be meant here, since one was given or the place is too far left for it. */
function isPastValue({ text, from }: Finding): boolean {
  const before = text.slice(0, from).trimEnd()
  if (before === '') return false
  if (!/[:?-]$/.test(before.slice(-1))) return true
  const lineStart = before.lastIndexOf('\n') + 1
  return isFirstOnLine(text, from) && columnOf(text, from) < before.slice(lineStart).search(/\S/)
}

/** What brackets miss: a value after what promises one, else a comma or their end. */
function missingComma(finding: Finding): string {
  const { text, message } = finding
  const position = after(finding)
  const before = text.slice(Math.max(0, position - 200), position)
  if (/(?:[[{,]|:\s)\s*$/.test(before) && message.includes('end with a')) return NO_CONTENT
  const named = /flow map|flow sequence|a [\]}]$/i.exec(message)?.[0]
  const isMapping =
    named === undefined ? before.lastIndexOf('{') > before.lastIndexOf('[') : /map|}/i.test(named)
  return `did not find expected ',' or '${isMapping ? '}' : ']'}'`
}
