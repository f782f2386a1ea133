/** Turns the nodes of a parsed document into one JSON value, by the rules of the Go reader that kubectl uses. */
import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type ParsedNode,
  type Range,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import { deepCopy, type Json, type JsonObject } from '../../base/json.ts'
import { AliasBudget } from './alias-budget.ts'
import { setEntry, type Value } from './mapping-entry.ts'
import { type ResolvePlain, resolveTagged } from './resolve-scalar.ts'
import { faultAt, type Source, tooDeep, YamlFault } from './yaml-error.ts'

/** One document as a JSON value. */
export interface ParsedDocument {
  value: Json
  /** What a strict reader would refuse: `line 5: key "data" already set in map`. The last value counts. */
  duplicates: string[]
}

/** Deeper nesting than this process could follow is refused like nesting that is too deep for the format. */
export const MAX_DEPTH = 1000

/** What would close the brackets that a node stands in, if any. */
type Bracket = '' | ']' | '}'

interface Reading {
  source: Source
  anchors: Map<string, Value | 'open'>
  budget: AliasBudget
  duplicates: string[]
  /** The first value that means nothing. It counts only if the document is well-formed to its end. */
  failure: unknown
  depth: number
  resolve: ResolvePlain
}

/**
 * The value of a document's contents. Throws a YamlFault where Go's reader could not read on, else a YamlError for
 * the first value that means nothing.
 */
export function readContents(
  source: Source,
  contents: ParsedNode | null,
  resolve: ResolvePlain,
): ParsedDocument {
  const reading: Reading = {
    source,
    anchors: new Map(),
    budget: new AliasBudget(),
    duplicates: [],
    failure: undefined,
    depth: 0,
    resolve,
  }
  const { json } = readNode(reading, contents, '')
  if (reading.failure !== undefined) throw reading.failure
  return { value: json, duplicates: reading.duplicates }
}

/** A node; null where nothing was written. */
function readNode(reading: Reading, node: ParsedNode | null, bracket: Bracket): Value {
  if (node === null) return { json: null, size: 1 }
  if (isAlias(node)) return readAlias(reading, node)
  const { anchor } = node
  if (anchor !== undefined) {
    checkName(reading, anchor, node.range[0])
    reading.anchors.set(anchor, 'open')
  }
  reading.budget.useNode()
  const value = isScalar(node) ? readScalar(reading, node, bracket) : readCollection(reading, node)
  if (anchor !== undefined) reading.anchors.set(anchor, value)
  return value
}

function readAlias(reading: Reading, alias: Alias.Parsed): Value {
  const [position] = alias.range
  const name = alias.source
  checkName(reading, name, position)
  const value = reading.anchors.get(name)
  if (value === undefined) throw new YamlFault(`unknown anchor '${name}' referenced`, position)
  if (value === 'open') throw new YamlFault(`anchor '${name}' value contains itself`, position)
  reading.budget.useAlias(value.size)
  return { ...value, json: deepCopy(value.json), size: value.size + 1 }
}

function checkName(reading: Reading, name: string, position: number): void {
  if (!/^[\w-]+$/.test(name))
    throw faultAt(
      reading.source,
      'scanner',
      'did not find expected alphabetic or numeric character',
      position,
    )
}

function readScalar(reading: Reading, node: Scalar.Parsed, bracket: Bracket): Value {
  const text = node.source
  const isPlain = node.type === 'PLAIN'
  if (isPlain && bracket !== '') checkPlain(reading, node, bracket)
  if (node.type === 'QUOTE_DOUBLE') refuseSurrogates(reading, node)
  else if (node.type?.startsWith('BLOCK')) refuseTab(reading, node)
  if (node.tag !== undefined && node.tag !== '!') return readTagged(reading, node.tag, text)
  if (!isPlain || node.tag === '!') return { json: text, size: 1 }
  return text === '<<' ? { json: text, size: 1, merge: true } : scalarValue(reading.resolve(text))
}

/** In brackets, Go's reader takes a leading `:` and any `?` for indicators. */
function checkPlain({ source: text }: Reading, { source, range }: Scalar.Parsed, bracket: Bracket): void {
  if (source.startsWith(':')) throw faultAt(text, 'parser', 'did not find expected node content', range[0])
  if (source.includes('?')) throw faultAt(text, 'parser', missingComma(bracket), range[0])
}

/** Before the indentation of a block is known, none of its lines may begin with a tab. */
function refuseTab({ source }: Reading, { range }: Scalar.Parsed): void {
  const lead = /^[|>][+-]?(?:\s*|\s+#.*)\n *(?:\n *)*(?=\t)/.exec(source.text.slice(range[0], range[1]))
  if (lead === null) return
  const problem = 'found a tab character where an indentation space is expected'
  throw faultAt(source, 'scanner', problem, range[0] + lead[0].length)
}

function readTagged(reading: Reading, tag: string, text: string): Value {
  try {
    return scalarValue(resolveTagged(tag, text))
  } catch (error) {
    reading.failure ??= error
    return { json: null, size: 1 }
  }
}

function scalarValue(value: string | number | bigint | boolean | null): Value {
  if (typeof value === 'bigint') return { json: Number(value), size: 1, key: String(value) }
  return { json: value, size: 1 }
}

/** Characters cannot be written as two escapes. */
function refuseSurrogates({ source }: Reading, { range }: Scalar.Parsed): void {
  const written = source.text.slice(range[0], range[1])
  const sequence = /(?<!\\)(?:\\\\)*\\(?:u|U0000)[dD][89a-fA-F]/.exec(written)
  if (sequence !== null)
    throw faultAt(source, 'scanner', 'found invalid Unicode character escape code', range[0] + sequence.index)
}

function readCollection(reading: Reading, node: Exclude<ParsedNode, Scalar.Parsed | Alias.Parsed>): Value {
  if (++reading.depth > MAX_DEPTH) throw tooDeep()
  const value = isMap(node) ? readMapping(reading, node) : readList(reading, node)
  reading.depth--
  return value
}

function bracketOf({ source }: Reading, node: { flow?: boolean | undefined; range: Range }): Bracket {
  if (node.flow !== true) return ''
  return source.text[node.range[0]] === '{' ? '}' : ']'
}

function readList(reading: Reading, node: Extract<ParsedNode, { items: unknown }>): Value {
  const json: Json[] = []
  let size = 1
  if (!isSeq<ParsedNode>(node)) return { json, size }
  const bracket = bracketOf(reading, node)
  for (const item of node.items) {
    const value = readNode(reading, item, bracket)
    json.push(value.json)
    size += value.size
  }
  return { json, size }
}

function readMapping(reading: Reading, node: YAMLMap.Parsed): Value {
  const json: JsonObject = {}
  const bracket = bracketOf(reading, node)
  let size = 1
  for (const pair of node.items) {
    checkKey(reading, pair.key, bracket)
    const key = readNode(reading, pair.key, bracket)
    const value = readNode(reading, pair.value, bracket)
    size += key.size + value.size
    try {
      setEntry(json, key, value.json, (message) => {
        const { line } = reading.source.lines.linePos((pair.value ?? pair.key).range[0])
        reading.duplicates.push(`line ${line}: ${message}`)
      })
    } catch (error) {
      reading.failure ??= error
    }
  }
  return { json, size }
}

/** Refuses keys that Go's reader does not take for such. */
function checkKey(reading: Reading, key: ParsedNode, bracket: Bracket): void {
  const { source } = reading
  const colon = leftOutKey(reading, key)
  if (colon !== undefined)
    throw faultAt(source, 'parser', `did not find expected ${bracket === '' ? 'key' : 'node content'}`, colon)
  const [start, end] = key.range
  if (bracket === '' || !source.text.slice(start, end).includes('\n')) return
  if (/\?\s*$/.test(source.text.slice(Math.max(0, start - 100), start))) return
  throw faultAt(source, 'parser', missingComma(bracket), end, start)
}

function missingComma(bracket: Bracket): string {
  return `did not find expected ',' or '${bracket}'`
}

/** Where a `:` stands with nothing before it. */
function leftOutKey({ source: { text } }: Reading, key: ParsedNode): number | undefined {
  if (!isScalar(key) || key.source !== '' || key.type !== 'PLAIN') return undefined
  if (key.anchor !== undefined || key.tag !== undefined) return undefined
  const [position] = key.range
  const colon = /^\s*:/.exec(text.slice(position, position + 100))
  const isExplicit = /\?\s*$/.test(text.slice(Math.max(0, position - 100), position))
  return colon === null || isExplicit ? undefined : position + colon[0].length - 1
}
