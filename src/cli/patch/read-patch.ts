/** The patch that the user gives: JSON, or YAML that is turned into it. */

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { quote } from '../../apimachinery/go-format.ts'
import { badRequest } from '../../apimachinery/status-error.ts'
import { jsonExtent } from '../../apimachinery/yaml/json-fault.ts'
import { readDocuments } from '../../apimachinery/yaml/read-documents.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Json } from '../../base/json.ts'
import { CliError } from '../errors.ts'
import { reason } from '../resources/files.ts'

/** The text of a patch file. */
export function readPatchFile(path: string, cwd: string): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8')
  } catch (error) {
    throw new CliError(`unable to read patch file: open ${path}: ${reason(error)}`, { cause: error })
  }
}

/**
 * Reads the text. What begins as JSON is sent as it is, so that the API server finds its faults; `local`: there is
 * none, and kubectl's patching library finds them.
 */
export async function parsePatch(text: string, local: boolean): Promise<Json> {
  if (/^\s*\{/.test(text)) return parseJson(text, local)
  try {
    for await (const { value } of readDocuments(text)) return value
    return null
  } catch (error) {
    const fault = messageOf(error).replace(/^error converting YAML to JSON: /, '')
    throw new CliError(`unable to parse ${quote(text)}: ${fault}`, { cause: error })
  }
}

function parseJson(text: string, local: boolean): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (local) throw new CliError('invalid JSON document', { cause: error })
    const extent = jsonExtent(text)
    throw badRequest('problem' in extent ? extent.problem : messageOf(error))
  }
}
