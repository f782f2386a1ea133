/** Labels and annotations for all resources: `labels`, `commonLabels`, `commonAnnotations`. */
import { compareStrings } from '../../base/compare-strings.ts'
import type { FieldSpec } from '../config/field-spec.ts'
import { visitFields } from '../config/visit-fields.ts'
import type { Shared } from '../yaml/shared.ts'
import { setEntry } from './set-scalar.ts'
import type { Transform } from './transformer.ts'

/** Puts the entries into the maps in the fields. */
export function setEntries(
  entries: Readonly<Record<string, string>>,
  specs: readonly FieldSpec[],
): Transform {
  const keys = Object.keys(entries).sort(compareStrings)
  return ({ list }) => {
    for (const resource of list)
      for (const key of keys) {
        const shared: Shared = []
        for (const spec of specs)
          visitFields(resource, spec, 'map', (slot) => setEntry(slot, key, entries[key]!, shared))
      }
  }
}
