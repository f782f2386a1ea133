/** `$patch` in patches: what to do with the map or list that it stands in (kyaml, merge2/smpdirective.go). */
import { getOwn, isJsonObject } from '../../base/json.ts'
import { KustomizeError } from '../error.ts'
import { textOfScalar } from '../yaml/scalar-text.ts'
import type { Node } from './nodes.ts'
import { setElement } from './nodes.ts'

/** What becomes of the patched value. */
export type Directive = 'merge' | 'replace' | 'delete'

const PATCH = '$patch'

/** Reads the directive of a patch and takes it out. Throws for words that are none. */
export function takeDirective(patch: Node): Directive {
  if (Array.isArray(patch)) {
    const item = patch.find((each) => isJsonObject(each) && Object.hasOwn(each, PATCH))
    // An item with more in it speaks for itself, not for the list.
    if (!isJsonObject(item) || Object.keys(item).length > 1) return 'merge'
    const directive = readDirective(textOfScalar(item[PATCH]))
    setElement(patch, undefined, [PATCH], [directive])
    return directive
  }
  if (!isJsonObject(patch) || !Object.hasOwn(patch, PATCH)) return 'merge'
  const directive = readDirective(textOfScalar(getOwn(patch, PATCH)))
  delete patch[PATCH]
  return directive
}

function readDirective(word: string): Directive {
  if (word === 'merge' || word === 'replace' || word === 'delete') return word
  throw new KustomizeError(`unknown patch strategy '${word}'`)
}
