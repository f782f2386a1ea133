/** A small type with every kind of list and map. */
import type {
  ListMerge,
  MapMerge,
  MergeSchema,
  ScalarMerge,
} from '../../../src/apimachinery/managed-fields/merge-schema.ts'
import { ATOMIC, DEDUCED } from '../../../src/apimachinery/managed-fields/merge-schema.ts'

const string: ScalarMerge = { kind: 'scalar', accepts: 'string' }
const number: ScalarMerge = { kind: 'scalar', accepts: 'numeric' }

function struct(fields: Record<string, MergeSchema>, atomic = false): MapMerge {
  return {
    kind: 'map',
    atomic,
    field: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
    values: () => undefined,
  }
}

function mapOf(values: MergeSchema, atomic = false): MapMerge {
  return { kind: 'map', atomic, field: () => undefined, values: () => values }
}

function listOf(items: MergeSchema, more: Partial<ListMerge>): ListMerge {
  return { kind: 'list', atomic: false, keys: [], keyDefaults: {}, items: () => items, ...more }
}

const item = struct({ name: string, protocol: string, value: number, tags: listOf(string, {}) })

/** See the fields. */
export const schema = struct({
  name: string,
  count: number,
  labels: mapOf(string),
  selector: mapOf(string, true),
  args: listOf(string, { atomic: true }),
  finalizers: listOf(string, {}),
  items: listOf(item, { keys: ['name'] }),
  ports: listOf(item, { keys: ['name', 'protocol'], keyDefaults: { protocol: 'TCP' } }),
  nested: struct({ a: string, b: struct({ c: string, d: number }) }),
  whole: struct({ a: string }, true),
  anything: ATOMIC,
  free: DEDUCED,
})
