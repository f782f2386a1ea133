/** Puts something before or after the names of resources: `namePrefix`, `nameSuffix`. */
import type { FieldSpec } from '../config/field-spec.ts'
import { visitFields } from '../config/visit-fields.ts'
import { isSelected } from '../resource-id.ts'
import { textOfScalar } from '../yaml/scalar-text.ts'
import { setText } from './set-scalar.ts'
import type { Transform } from './transformer.ts'

/** Kinds whose names mean something elsewhere: they stay. */
const KEPT = [
  { group: '', version: '', kind: 'CustomResourceDefinition' },
  { group: 'apiregistration.k8s.io', version: '', kind: 'APIService' },
  { group: '', version: '', kind: 'Namespace' },
]

/** Puts the text before (or after) what is in the fields. */
export function affix(side: 'prefix' | 'suffix', text: string, specs: readonly FieldSpec[]): Transform {
  const join = side === 'prefix' ? (old: string) => text + old : (old: string) => old + text
  return ({ list }) => {
    for (const resource of list) {
      const id = resource.originalId
      if (KEPT.some((gvk) => isSelected(id, gvk))) continue
      for (const spec of specs) {
        if (!isSelected(id, spec)) continue
        if (spec.path === 'metadata/name' && text !== '') {
          resource.tracking[side === 'prefix' ? 'prefixes' : 'suffixes'].push(text)
          resource.storePreviousId()
        }
        visitFields(resource, spec, 'scalar', (slot) => setText(slot, join(textOfScalar(slot.value))))
      }
    }
  }
}
