/** Stored custom objects as readers get them, after their definition has changed. */
import type { KubeObject } from '../../apimachinery/object.ts'
import { deepEqual } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'
import { applyDefaults } from '../schema/apply-defaults.ts'
import { prune } from '../schema/prune.ts'

const known = new WeakMap<JSONSchemaProps, WeakMap<KubeObject, KubeObject>>()

/** The object without what its schema does not specify (any more), and with the defaults that it states (by now). */
export function asSpecified(schema: JSONSchemaProps, object: KubeObject): KubeObject {
  const shown = known.get(schema) ?? new WeakMap<KubeObject, KubeObject>()
  known.set(schema, shown)
  const before = shown.get(object)
  if (before) return before
  const specified = prune(schema, object, []) as KubeObject
  applyDefaults(schema, specified)
  const result = deepEqual(specified, object) ? object : specified
  shown.set(object, result)
  return result
}
