/** Sets how many replicas there shall be: `replicas`. */
import type { FieldSpec } from '../config/field-spec.ts'
import { visitFields } from '../config/visit-fields.ts'
import { KustomizeError } from '../error.ts'
import type { Replica } from '../kustomization/fields.ts'
import { formatGvk, isSelected } from '../resource-id.ts'
import { expectNode } from './set-scalar.ts'
import type { Transform } from './transformer.ts'

/** Sets the number in all resources that have, or had, the name. Throws where there are none. */
export function setReplicas({ name = '', count = 0 }: Replica, specs: readonly FieldSpec[]): Transform {
  return (map) => {
    let found = false
    for (const spec of specs)
      for (const resource of map.matchingAnyId((id) => id.name === name && isSelected(id, spec))) {
        found = true
        visitFields(resource, spec, 'scalar', (slot) => {
          expectNode('ScalarNode', slot)
          slot.set(count)
        })
      }
    if (found) return
    const types = specs.map(formatGvk).join(' ')
    throw new KustomizeError(
      `resource with name ${name} does not match a config with the following GVK [${types}]`,
    )
  }
}
