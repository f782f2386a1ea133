/** JSON merge patches: applying and making them. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyJsonMergePatch, diffJsonMerge } from '../../../src/apimachinery/patch/json-merge-patch.ts'
import { deepFreeze, type JsonObject } from '../../../src/base/json.ts'

const merged = (document: string, patch: string) =>
  JSON.stringify(applyJsonMergePatch(JSON.parse(document), JSON.parse(patch)))

// The examples of RFC 7386, appendix A, as far as they are about objects.
describe('a JSON merge patch', () => {
  test.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
    ['{}', '{"__proto__":{"x":1}}', '{"__proto__":{"x":1}}'],
    ['{"constructor":{"x":1}}', '{"constructor":{"y":2}}', '{"constructor":{"x":1,"y":2}}'],
  ])('on %s: %s', (document, patch, result) => {
    expect(merged(document, patch)).toBe(result)
  })
})

describe('for any two objects without nulls', () => {
  const leaf = fc.oneof(
    fc.integer({ min: 0, max: 2 }),
    fc.constantFrom('x', 'y'),
    fc.boolean(),
    fc.constant([1]),
  )
  const key = fc.constantFrom('a', 'b', '__proto__', 'constructor')
  const { object } = fc.letrec<{ object: JsonObject }>((tie) => ({
    object: fc.dictionary(key, fc.oneof({ maxDepth: 3 }, leaf, tie('object'))) as fc.Arbitrary<JsonObject>,
  }))

  test('the difference leads from one to the other, and applying it again changes nothing', () => {
    fc.assert(
      fc.property(object, object, (from, to) => {
        const patch = diffJsonMerge(deepFreeze(from), deepFreeze(to))
        const result = applyJsonMergePatch(from, patch)
        expect(result).toEqual(to)
        expect(applyJsonMergePatch(result, patch)).toEqual(to)
        expect(diffJsonMerge(to, to)).toEqual({})
      }),
    )
  })
})
