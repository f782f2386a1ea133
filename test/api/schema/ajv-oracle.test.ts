/** The walker accepts and refuses what ajv does, over the same structure. */
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeStructured } from '../../../src/api/schema/decode.ts'
import { type Schema, type StructSchema, structSchema } from '../../../src/api/schema/schema.ts'
import { servedResources } from '../../../src/generated/resources.ts'
import { toJsonSchema } from './json-schema.ts'

const kinds = servedResources.map(({ definition }) => structSchema(definition))
const STRANGE = [
  null,
  true,
  0,
  -1,
  1.5,
  3e9,
  1e30,
  '',
  'x',
  '5',
  '100m',
  'AAAA',
  '2026-01-01T00:00:00Z',
  [],
  [1],
  ['a'],
  {},
  { a: 'b' },
  { a: 1 },
]

/** A valid value of a schema, out of a source of numbers from 0 to 1. */
function sample(schema: Schema, random: () => number, depth = 0): unknown {
  switch (schema.type) {
    case 'struct':
      return sampleStruct(schema, random, depth)
    case 'list':
      return depth > 7 ? [] : [sample(schema.items, random, depth + 1)]
    case 'map':
      return depth > 7 ? {} : { key: sample(schema.values, random, depth + 1) }
    case 'boolean':
      return random() < 0.5
    case 'int32':
    case 'int64':
    case 'double':
      return Math.floor(random() * 100)
    case 'time':
    case 'microTime':
      return '2026-01-01T00:00:00Z'
    case 'bytes':
      return 'YWJj'
    case 'quantity':
      return '100m'
    default:
      return 'text'
  }
}

function sampleStruct(schema: StructSchema, random: () => number, depth: number): Record<string, unknown> {
  const share = depth > 6 ? 0 : 6 / (schema.fieldNames.length + 1)
  const names = schema.fieldNames.filter(() => random() < share)
  return Object.fromEntries(
    names.map((name) => [name, sample(schema.field(name) as Schema, random, depth + 1)]),
  )
}

/** Replaces, renames or adds something at a random place. */
function mutate(value: unknown, random: () => number): unknown {
  const strange = () => STRANGE[Math.floor(random() * STRANGE.length)]
  if (typeof value !== 'object' || value === null || random() < 0.1) return strange()
  const keys = Object.keys(value)
  if (Array.isArray(value)) return value.map((item) => mutate(item, random))
  if (keys.length === 0 || random() < 0.15) return { ...value, bogus: strange() }
  const chosen = keys[Math.floor(random() * keys.length)] as string
  return { ...value, [chosen]: mutate((value as Record<string, unknown>)[chosen], random) }
}

/** A small generator, so that a failing case is told by its seed. */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

function accepts(schema: StructSchema, value: unknown): boolean {
  try {
    decodeStructured(schema, value)
    return true
  } catch {
    return false
  }
}

describe('the walker and ajv agree', () => {
  const ajv = new Ajv({ strict: false, allowUnionTypes: true })
  const validators = new Map<StructSchema, ReturnType<Ajv['compile']>>()
  const validator = (schema: StructSchema) => {
    const known = validators.get(schema) ?? ajv.compile(toJsonSchema(schema))
    validators.set(schema, known)
    return known
  }
  const somewhere = [
    'Pod',
    'Deployment',
    'Service',
    'ConfigMap',
    'Secret',
    'Ingress',
    'Job',
    'PersistentVolumeClaim',
    'HorizontalPodAutoscaler',
    'Role',
    'NetworkPolicy',
    'Node',
  ]
  const tested = kinds.filter(({ name }) => somewhere.includes(name))

  test('on valid objects of every kind, which the walker leaves as they are', () => {
    for (const [index, schema] of kinds.entries()) {
      const value = sample(schema, randomFrom(index + 1))
      expect(accepts(schema, value), schema.name).toBe(true)
    }
  })

  test('on objects with something changed', () => {
    let refused = 0
    fc.assert(
      fc.property(fc.constantFrom(...tested), fc.nat(), (schema, seed) => {
        const random = randomFrom(seed)
        const value = mutate(sample(schema, random), random)
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return
        const accepted = validator(schema)(value)
        if (!accepted) refused++
        expect(accepts(schema, value)).toBe(accepted)
      }),
      { numRuns: 3000 },
    )
    expect(refused).toBeGreaterThan(500)
  })
})
