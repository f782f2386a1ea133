/** Reads YAML as kustomize does: resources with one library, its own configuration with another. */

import { decodeText } from '../../apimachinery/yaml/decode-text.ts'
import { parseDocument } from '../../apimachinery/yaml/parse-document.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Json } from '../../base/json.ts'
import { KustomizeError } from '../error.ts'
import { resolveMarked, unmark } from './written.ts'

const SEPARATOR = /\n---.*\n/g

/** One document of a file of resources. */
export interface ResourceDocument {
  /** Null for one without content. */
  value: Json
  /** Keys that are there twice: `line 5: key "data" already set in map`. The last value counts. */
  duplicates: readonly string[]
}

/** The documents of a file of resources. Throws a malformed KustomizeError. */
export function readResourceYaml(data: string | Uint8Array): ResourceDocument[] {
  return splitDocuments(textOf(data)).map(readOne)
}

/** A text that holds one configuration, understood as kubectl understands manifests. Throws Go's YAML error. */
export function readConfigYaml(data: string | Uint8Array): Json {
  return parseDocument(withLineEnd(textOf(data))).value as Json
}

function readOne(text: string): ResourceDocument {
  try {
    const { value, duplicates } = parseDocument(withLineEnd(text), resolveMarked)
    return { value: unmark(value as Json), duplicates }
  } catch (error) {
    throw new KustomizeError(`MalformedYAMLError: ${messageOf(error)}`, { cause: error, malformed: true })
  }
}

function textOf(data: string | Uint8Array): string {
  return decodeText(data)
    .text.replace(/^\ufeff/, '')
    .replaceAll('\r\n', '\n')
}

function withLineEnd(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

/** Splits at lines that begin with `---`; only a comment may follow there (kyaml, kio/byteio_reader.go). */
function splitDocuments(text: string): string[] {
  const documents: string[] = []
  let from = 0
  SEPARATOR.lastIndex = 0
  for (let match = SEPARATOR.exec(text); match !== null; match = SEPARATOR.exec(text)) {
    const [separator] = match
    const rest = separator.slice('\n---'.length).trim()
    if (rest !== '' && !rest.startsWith('#'))
      throw new KustomizeError(`invalid document separator: ${separator.trim()}`)
    documents.push(text.slice(from, match.index))
    from = match.index + separator.length
  }
  documents.push(text.slice(from))
  return documents
}
