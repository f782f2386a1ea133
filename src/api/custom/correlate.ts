/** Which part of an object as it was belongs to which part of it as it is (k8s.io/apiserver, cel/common/equality.go). */
import { deepEqual, isJsonObject } from '../../base/json.ts'
import type { JSONSchemaProps } from '../../generated/types.ts'

/** The parts of an old value. Undefined stands for a part that there was not, or that cannot be told. */
export interface OldParts {
  entry(key: string): unknown
  item(value: unknown): unknown
  /** Is the part there, and the same as the new one? */
  isSame(old: unknown, value: unknown): boolean
}

/** The parts of an old value by its schema: entries go by their keys, items only in lists that have keys. */
export function correlated(schema: JSONSchemaProps, old: unknown): OldParts {
  const keys = schema['x-kubernetes-list-type'] === 'map' ? schema['x-kubernetes-list-map-keys'] : undefined
  return {
    entry: (key) => (isJsonObject(old) && Object.hasOwn(old, key) ? old[key] : undefined),
    item(value) {
      if (keys === undefined || !Array.isArray(old) || !isJsonObject(value)) return undefined
      return old.find(
        (other) => isJsonObject(other) && keys.every((key) => deepEqual(other[key], value[key])),
      )
    },
    isSame: (before, value) => before !== undefined && deepEqual(before, value),
  }
}
