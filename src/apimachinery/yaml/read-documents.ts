/** Reads the documents of a file as kubectl does: JSON where it begins with `{`, else YAML. */
import type { Json } from '../../base/json.ts'

export { DocumentError, type ReadDocument } from './document.ts'

import { lineOf } from '../../base/line-of.ts'
import { decodeText } from './decode-text.ts'
import { DocumentError, type ReadDocument } from './document.ts'
import { jsonExtent } from './json-fault.ts'

/**
 * The documents one after the other. Throws a DocumentError where one is malformed, after giving those before it;
 * nothing of a file is read after that. The YAML reader is loaded only when needed.
 */
export async function* readDocuments(data: string | Uint8Array): AsyncGenerator<ReadDocument> {
  const { text, problem } = decodeText(data)
  const json = readJson(text)
  for (const document of json.documents) yield document
  if (json.rest === undefined) return
  const { readYaml } = await import('./read-yaml.ts')
  try {
    yield* readYaml(text, json.rest, problem)
  } catch (error) {
    throw json.problem === undefined ? error : new DocumentError(json.problem, 1, { cause: error })
  }
}

interface JsonPart {
  documents: ReadDocument[]
  /** Where the text goes on that is to be read as YAML. */
  rest?: number
  /** What was wrong as JSON; it counts if what follows is no YAML either. */
  problem?: string
}

/**
 * JSON values one after the other. As long as there is at most one, what cannot be read may still turn out to be
 * YAML: `{"a": 1,}` is.
 */
function readJson(text: string): JsonPart {
  if (!/^\s*\{/.test(text)) return { documents: [], rest: 0 }
  const documents: ReadDocument[] = []
  let position = 0
  for (;;) {
    const start = position + (/^\s*/.exec(text.slice(position, position + 4096))?.[0].length ?? 0)
    if (start >= text.length) return { documents }
    const whole = position === 0 ? parseWhole(text) : undefined
    if (whole !== undefined) return { documents: [{ value: whole, line: 1, duplicates: [] }] }
    const extent = jsonExtent(text, position)
    if ('end' in extent) {
      documents.push({
        value: JSON.parse(text.slice(position, extent.end)) as Json,
        line: lineOf(text, start),
        duplicates: [],
      })
      position = extent.end
    } else {
      const problem =
        extent.offset === undefined ? extent.problem : `json: offset ${extent.offset}: ${extent.problem}`
      if (documents.length > 1) throw new DocumentError(problem, lineOf(text, start))
      return { documents, rest: afterBlanks(text, position), problem }
    }
  }
}

function parseWhole(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Blanks up to and with the first line break belong to the JSON before them. */
function afterBlanks(text: string, position: number): number {
  const blanks = /[^\S\n]*\n?/y
  blanks.lastIndex = position
  return position + (blanks.exec(text)?.[0].length ?? 0)
}
