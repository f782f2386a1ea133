/** The text that is edited: its header, and what of it counts. Source: kubectl, cmd/util/editor/editoptions.go. */

import { DocumentError, readDocuments } from '../../apimachinery/yaml/read-documents.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Json } from '../../base/json.ts'
import { toCompactJson } from '../../printers/json.ts'
import { CliError } from '../errors.ts'
import { checkDocument } from '../resources/check-document.ts'

/** Why a text is to be edited again. */
export interface Reason {
  head: string
  details: string[]
}

/** What `edit` and `create --edit` begin the file with. */
export const OBJECT_HEADER = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`

/** How objects are written down to be edited, and how the file ends. JSON has no comments. */
export async function textForm(
  json: boolean,
): Promise<{ ending: '.json' | '.yaml'; print(object: object): string }> {
  if (json) return { ending: '.json', print: (await import('../../printers/json.ts')).toJson }
  return { ending: '.yaml', print: (await import('../../printers/yaml.ts')).toYaml }
}

/** The comment before the object, with what it begins with. */
export function headerText(header: string, reasons: readonly Reason[]): string {
  const parts = reasons.map(({ head, details }) => {
    const lines = details.map((detail) => `# * ${asComment(detail)}\n`).join('')
    return `# ${asComment(head)}${details.length > 0 ? ':' : ''}\n${lines}#\n`
  })
  return header + parts.join('')
}

function asComment(text: string): string {
  return text.replace(/\n(?=[^#])/g, '\n# ')
}

/** The text without the lines that are comments. */
export function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*#(?!!)/.test(line))
    .join('\n')
}

/** What of a text counts, to be compared: the object that it holds, or if it holds none, the lines. */
export async function substanceOf(text: string): Promise<string> {
  try {
    return toCompactJson((await readDocument(text)) as object)
  } catch {
    return withoutComments(text)
  }
}

/** What is wrong with the text before a server is asked: no YAML, no object. */
export async function faultOf(text: string): Promise<string | undefined> {
  try {
    checkDocument(await readDocument(text), 'edited-file')
    return undefined
  } catch (error) {
    if (!(error instanceof DocumentError || error instanceof CliError)) throw error
    return messageOf(error)
      .replace(/^error converting YAML to JSON: /, '')
      .replace(/^error validating "edited-file": error validating data: (.*);[^;]*$/, '$1')
  }
}

async function readDocument(text: string): Promise<Json> {
  for await (const { value } of readDocuments(text)) return value
  return null
}
