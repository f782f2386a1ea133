/** The hash that names end with whose objects are replaced when their content changes: `create configmap --append-hash`. */
import { createHash } from 'node:crypto'

const LENGTH = 10
/** Digits and letters that could spell words are replaced (kubectl, util/hash; kustomize does the same). */
const REPLACED: Readonly<Record<string, string>> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' }

/** Ten letters and digits for the JSON of an object's content. */
export function contentHash(json: string): string {
  const digits = createHash('sha256').update(json).digest('hex').slice(0, LENGTH)
  return digits.replace(/[013ae]/g, (digit) => REPLACED[digit]!)
}
