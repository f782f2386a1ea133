/** Reads replacements, which may stand in files of their own. */
import { isJsonObject, type Json } from '../../base/json.ts'
import { KustomizeError } from '../error.ts'
import { decodeStruct } from '../kustomization/decode.ts'
import type { Replacement } from '../kustomization/fields.ts'
import type { Loader } from '../loader.ts'
import { readConfigYaml } from '../yaml/read-yaml.ts'

/** The replacements, those of files in the place of their paths. */
export function readReplacements(
  fields: readonly (Replacement & { path?: string })[],
  loader: Loader,
): Replacement[] {
  return fields.flatMap(({ path = '', ...replacement }) => {
    if (path === '') return [replacement]
    if (replacement.source !== undefined || replacement.targets !== undefined)
      throw new KustomizeError('cannot specify both path and inline replacement')
    return readFile(readConfigYaml(loader.load(path)))
  })
}

/** A file holds one replacement or a list of them. */
function readFile(content: Json): Replacement[] {
  if (Array.isArray(content)) return content.map((item) => decodeStruct('Replacement', item, false))
  if (isJsonObject(content)) return [decodeStruct('Replacement', content, false)]
  throw new KustomizeError('unsupported replacement type encountered within replacement path: string')
}
