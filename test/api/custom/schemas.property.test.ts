/** Pruning and defaulting under whatever schema: done twice they do no more than done once. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asSpecified } from '../../../src/api/custom/as-specified.ts'
import { applyDefaults } from '../../../src/api/schema/apply-defaults.ts'
import { validateBySchema } from '../../../src/api/schema/custom-validator.ts'
import { prune, pruneBySchema } from '../../../src/api/schema/prune.ts'
import { validateStructuralSchema } from '../../../src/api/schema/structural-schema.ts'
import type { KubeObject } from '../../../src/apimachinery/object.ts'
import { compareStrings } from '../../../src/base/compare-strings.ts'
import { isJsonObject } from '../../../src/base/json.ts'
import type { JSONSchemaProps } from '../../../src/generated/types.ts'

const NAMES = ['a', 'b', 'c', '__proto__', 'constructor', 'length']
const name = fc.constantFrom(...NAMES)

const scalar: fc.Arbitrary<JSONSchemaProps> = fc.oneof(
  fc.record({ type: fc.constant('string') }),
  fc.record({ type: fc.constant('string'), default: fc.constantFrom('', 'x') }),
  fc.record({ type: fc.constant('integer'), default: fc.constantFrom(0, 3) }),
  fc.record({ type: fc.constant('boolean'), nullable: fc.constant(true), default: fc.boolean() }),
  fc.constant({ 'x-kubernetes-int-or-string': true }),
)

/** A structural schema, with the defaults of a part never contradicting those inside. */
const { schema } = fc.letrec<{ schema: JSONSchemaProps; object: JSONSchemaProps }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    tie('object'),
    fc.record({ type: fc.constant('array'), items: tie('schema') }),
    fc.record({ type: fc.constant('object'), additionalProperties: tie('schema') }),
  ),
  object: fc
    .record({
      entries: fc.dictionary(name, tie('schema'), { maxKeys: 4 }),
      extra: fc.constantFrom(
        {},
        { default: {} },
        { nullable: true },
        { 'x-kubernetes-preserve-unknown-fields': true },
      ),
    })
    .map(({ entries, extra }) => ({ type: 'object', properties: entries, ...extra })),
}))

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, 0, 7, '', 'x'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4 }),
  ),
}))

/** An object whose parts are often of the schema's form, and else of any. */
const root = fc.tuple(
  fc.dictionary(name, schema, { maxKeys: 4 }),
  fc.dictionary(name, value, { maxKeys: 4 }),
  value,
)

function spec(properties: Record<string, JSONSchemaProps>): JSONSchemaProps {
  return { type: 'object', properties: { spec: { type: 'object', properties } } }
}

function object(fields: object, more: unknown): KubeObject {
  const metadata = { name: 'a', namespace: 'default' }
  return { apiVersion: 'e.com/v1', kind: 'E', metadata, spec: fields, more } as unknown as KubeObject
}

/** As JSON, with keys in order: pruning sorts them. */
const text = (any: unknown) => JSON.stringify(sorted(any))

function sorted(any: unknown): unknown {
  if (Array.isArray(any)) return any.map(sorted)
  if (!isJsonObject(any)) return any
  return Object.entries(any)
    .sort(([a], [b]) => compareStrings(a, b))
    .map(([key, inner]) => [key, sorted(inner)])
}

describe('under any schema', () => {
  it('are the schemas structural', () => {
    fc.assert(
      fc.property(root, ([properties]) => {
        expect(validateStructuralSchema(spec(properties), 'schema')).toEqual([])
      }),
    )
  })

  it('pruning twice is pruning once, and leaves the object as it was', () => {
    fc.assert(
      fc.property(root, ([properties, fields, more]) => {
        const given = object(fields, more)
        const before = text(given)
        const once = prune(spec(properties), given, [])
        const unknown: string[] = []
        expect(text(prune(spec(properties), once, unknown))).toBe(text(once))
        expect(unknown).toEqual([])
        expect(text(given)).toBe(before)
      }),
    )
  })

  it('defaulting twice is defaulting once', () => {
    fc.assert(
      fc.property(root, ([properties, fields, more]) => {
        const once = object(fields, more)
        applyDefaults(spec(properties), once)
        const twice = structuredClone(once)
        applyDefaults(spec(properties), twice)
        expect(text(twice)).toBe(text(once))
      }),
    )
  })

  it('has nothing to prune in what defaults have added', () => {
    fc.assert(
      fc.property(root, ([properties, fields]) => {
        const given = pruneBySchema(spec(properties), { spec: fields })
        applyDefaults(spec(properties), given)
        expect(text(pruneBySchema(spec(properties), given))).toBe(text(given))
      }),
    )
  })

  it('is what readers get what they would get again', () => {
    fc.assert(
      fc.property(root, ([properties, fields, more]) => {
        const schema = spec(properties)
        const once = asSpecified(schema, object(fields, more))
        expect(asSpecified(schema, once)).toBe(once)
      }),
    )
  })

  it('validates without harm, and no differently after pruning', () => {
    fc.assert(
      fc.property(root, ([properties, fields, more]) => {
        const schema = spec(properties)
        const given = object(fields, more)
        const before = text(given)
        const paths = (value: unknown) => validateBySchema(schema, value).map(({ at }) => text(at))
        const faults = paths(given)
        expect(text(given)).toBe(before)
        expect(paths(prune(schema, given, []))).toEqual(faults)
      }),
    )
  })
})
