/** Fields that nobody owns (util/managedfields/internal/stripmeta.go). */
import { difference, type FieldSet, fieldSetOf } from './field-set.ts'

const META =
  'name namespace creationTimestamp selfLink uid clusterName generation managedFields resourceVersion'

const STRIPPED = fieldSetOf(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...META.split(' ').map((name) => ['f:metadata', `f:${name}`]),
)

/** The set without what only the server writes, and what every object has. */
export function stripped(fields: FieldSet): FieldSet {
  return difference(fields, STRIPPED)
}
