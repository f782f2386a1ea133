/** Splits a text into YAML documents, as kubectl does before it parses them, and reads each. */
import { lineOf } from '../../base/line-of.ts'
import { DocumentError, type ReadDocument } from './document.ts'
import { parseDocument } from './parse-document.ts'
import { tooDeep, YamlError } from './yaml-error.ts'

/** Characters that YAML 1.1 has no place for. */
const FORBIDDEN = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

/** The documents from a position of the text on. `problem` is where its bytes were no text. */
export function* readYaml(
  text: string,
  start: number,
  problem?: { position: number; message: string },
): Generator<ReadDocument> {
  for (const { from, to, line, separator } of splitDocuments(text, start)) {
    if (separator !== undefined)
      throw new DocumentError(`invalid Yaml document separator: ${separator}`, line)
    const fault = problem !== undefined && problem.position < to ? problem.message : undefined
    const { value, duplicates } = readOne(text.slice(from, to), line, fault)
    if (value !== null) yield { value, line, duplicates }
  }
}

function readOne(source: string, line: number, fault: string | undefined) {
  try {
    if (fault !== undefined) throw new YamlError(fault)
    const body = source.startsWith('\ufeff') ? source.slice(1) : source
    if (FORBIDDEN.test(body)) throw new YamlError('control characters are not allowed')
    const parsed = parseDocument(withNewlines(source))
    refuseUnspeakable(parsed.value)
    return parsed
  } catch (error) {
    const { message } = error instanceof RangeError ? tooDeep() : (error as Error)
    throw new DocumentError(`error converting YAML to JSON: ${message}`, line, { cause: error })
  }
}

/** For the Go reader, each of these ends a line. */
function withNewlines(source: string): string {
  const lines = /[\r\x85]/.test(source) ? source.replace(/\r\n|\r|\x85/g, '\n') : source
  return lines.endsWith('\n') ? lines : `${lines}\n`
}

/** JSON has no infinity. */
function refuseUnspeakable(value: unknown): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    const name = Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
    throw new Error(`json: unsupported value: ${name}`)
  }
  if (typeof value !== 'object' || value === null) return
  for (const item of Object.values(value)) refuseUnspeakable(item)
}

interface Part {
  from: number
  to: number
  /** The line that it begins on, counted from 1. */
  line: number
  /** What follows `---` on its line and should not. */
  separator?: string
}

/**
 * Lines that begin with `---` end a document; nothing but a comment may follow on them. At the beginning of a
 * document such a line belongs to it.
 */
function* splitDocuments(text: string, start: number): Generator<Part> {
  let from = start
  let line = lineOf(text, start)
  let position = start
  for (let current = line; position < text.length; current++) {
    const next = nextLine(text, position)
    if (text.startsWith('---', position)) {
      const rest = text.slice(position + 3, next).trim()
      const separator = rest === '' || rest.startsWith('#') ? undefined : rest
      if (separator !== undefined) {
        yield { from: position, to: next, line: current, separator }
        return
      }
      if (from < position) {
        yield { from, to: position, line }
        from = next
        line = current + 1
      }
    }
    position = next
  }
  if (from < text.length) yield { from, to: text.length, line }
}

function nextLine(text: string, lineStart: number): number {
  const end = text.indexOf('\n', lineStart)
  return end < 0 ? text.length : end + 1
}
