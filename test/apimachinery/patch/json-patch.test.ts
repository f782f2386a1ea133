/** JSON patches: each operation, and what does not fit. */
import fc from 'fast-check'
import { applyPatch, createPatch } from 'rfc6902'
import { describe, expect, test } from 'vitest'
import { applyJsonPatch, parseJsonPatch } from '../../../src/apimachinery/patch/json-patch.ts'
import { deepCopy, deepFreeze, type JsonObject } from '../../../src/base/json.ts'

const patched = (document: string, patch: string) =>
  JSON.stringify(applyJsonPatch(deepFreeze(JSON.parse(document)), parseJsonPatch(JSON.parse(patch))))

describe('an operation', () => {
  test.each([
    ['adds a field', '{"a":1}', '[{"op":"add","path":"/b","value":2}]', '{"a":1,"b":2}'],
    ['replaces by adding', '{"a":1}', '[{"op":"add","path":"/a","value":2}]', '{"a":2}'],
    ['inserts into a list', '{"l":[1,3]}', '[{"op":"add","path":"/l/1","value":2}]', '{"l":[1,2,3]}'],
    ['appends to a list', '{"l":[1]}', '[{"op":"add","path":"/l/-","value":2}]', '{"l":[1,2]}'],
    ['adds null without a value', '{}', '[{"op":"add","path":"/a"}]', '{"a":null}'],
    [
      'removes',
      '{"a":1,"l":[1,2]}',
      '[{"op":"remove","path":"/a"},{"op":"remove","path":"/l/0"}]',
      '{"l":[2]}',
    ],
    [
      'replaces',
      '{"a":{"b":1},"l":[1]}',
      '[{"op":"replace","path":"/a/b","value":2}]',
      '{"a":{"b":2},"l":[1]}',
    ],
    ['replaces in a list', '{"l":[1]}', '[{"op":"replace","path":"/l/0","value":2}]', '{"l":[2]}'],
    ['moves', '{"a":1}', '[{"op":"move","from":"/a","path":"/b"}]', '{"b":1}'],
    ['copies', '{"a":{"x":1}}', '[{"op":"copy","from":"/a","path":"/b"}]', '{"a":{"x":1},"b":{"x":1}}'],
    ['tests', '{"a":{"x":[1]}}', '[{"op":"test","path":"/a","value":{"x":[1]}}]', '{"a":{"x":[1]}}'],
    ['finds a missing field null', '{}', '[{"op":"test","path":"/a","value":null}]', '{}'],
    ['unescapes names', '{"a/b":{"c~d":1}}', '[{"op":"remove","path":"/a~1b/c~0d"}]', '{"a/b":{}}'],
    ['counts from the end', '{"l":[1,2,3]}', '[{"op":"remove","path":"/l/-1"}]', '{"l":[1,2]}'],
    [
      'takes __proto__ as a name',
      '{}',
      '[{"op":"add","path":"/__proto__","value":{"x":1}}]',
      '{"__proto__":{"x":1}}',
    ],
  ])('%s', (_name, document, patch, result) => {
    expect(patched(document, patch)).toBe(result)
  })
})

describe('an operation that does not fit', () => {
  test.each([
    [
      '{}',
      '[{"op":"add","path":"/a/b","value":1}]',
      'add operation does not apply: doc is missing path: "/a/b": missing value',
    ],
    [
      '{}',
      '[{"op":"replace","path":"/a","value":1}]',
      'replace operation does not apply: doc is missing key: /a: missing value',
    ],
    [
      '{}',
      '[{"op":"replace","path":"/a/b","value":1}]',
      'replace operation does not apply: doc is missing path: /a/b: missing value',
    ],
    [
      '{}',
      '[{"op":"remove","path":"/a"}]',
      "error in remove for path: '/a': Unable to remove nonexistent key: a: missing value",
    ],
    [
      '{}',
      '[{"op":"remove","path":"/constructor"}]',
      "error in remove for path: '/constructor': Unable to remove nonexistent key: constructor: missing value",
    ],
    [
      '{}',
      '[{"op":"add","path":"/__proto__/x","value":1}]',
      'add operation does not apply: doc is missing path: "/__proto__/x": missing value',
    ],
    ['{"a":1}', '[{"op":"test","path":"/a","value":2}]', 'testing value /a failed: test failed'],
    [
      '{"l":[]}',
      '[{"op":"add","path":"/l/1","value":2}]',
      "error for path: '/l/1': Unable to access invalid index: 1: invalid index referenced",
    ],
    ['{}', '[{"op":"bogus","path":"/a"}]', 'Unexpected kind: bogus'],
    ['{}', '[{"op":"move","from":"/a","path":"/b"}]', "error in move for path: '/a': missing value"],
    [
      '{}',
      '[{"op":"add","path":"","value":{}}]',
      'add operation does not apply: doc is missing path: "": missing value',
    ],
  ])('to %s: %s', (document, patch, message) => {
    expect(() => patched(document, patch)).toThrow(
      expect.objectContaining({ message, code: 'not-applicable' }),
    )
  })
})

describe('what is no JSON patch', () => {
  test.each([
    [{ a: 1 }, 'bad-patch', 'json: cannot unmarshal object into Go value of type jsonpatch.Patch'],
    ['x', 'bad-patch', 'json: cannot unmarshal string into Go value of type jsonpatch.Patch'],
    [[1], 'bad-patch', 'json: cannot unmarshal int64 into Go value of type jsonpatch.Operation'],
    [
      Array.from({ length: 10001 }, () => ({ op: 'test', path: '/a' })),
      'too-large',
      'The allowed maximum operations in a JSON patch is 10000, got 10001',
    ],
  ])('is refused (%#)', (patch, code, message) => {
    expect(() => parseJsonPatch(patch)).toThrow(expect.objectContaining({ code, message }))
  })

  test('cannot blow an object up by copying', () => {
    const bomb = Array.from({ length: 60 }, () => ({ op: 'copy', from: '/a', path: '/a/-' }))
    expect(() => applyJsonPatch({ a: ['x'] }, parseJsonPatch(bomb))).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    )
  })
})

describe('for any two objects', () => {
  const object = fc.dictionary(fc.constantFrom('a', 'b', 'c/d', '__proto__'), fc.jsonValue({ maxDepth: 2 }))

  test('a patch made by another implementation has the effect that it has there', () => {
    // The other implementation loses keys named __proto__.
    const value = fc.jsonValue({ maxDepth: 2 }).filter((json) => !JSON.stringify(json).includes('__proto__'))
    const plain = fc.dictionary(fc.constantFrom('a', 'b', 'c/d'), value)
    fc.assert(
      fc.property(plain, plain, (from, to) => {
        const patch = createPatch(from, to)
        const expected = deepCopy(from)
        applyPatch(expected, patch)
        expect(applyJsonPatch(from as JsonObject, parseJsonPatch(patch))).toEqual(expected)
      }),
    )
  })

  test('any patch either fails or applies, and never changes its input', () => {
    const path = fc.constantFrom(
      '',
      '/',
      '/a',
      '/a/0',
      '/a/-',
      '/b/x',
      '/c~1d',
      '/__proto__',
      '/__proto__/x',
      'a',
    )
    const operation = fc.record({
      op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'constructor'),
      path,
      from: path,
      value: fc.jsonValue({ maxDepth: 1 }),
    })
    fc.assert(
      fc.property(object, fc.array(operation), (document, operations) => {
        const before = JSON.stringify(document)
        try {
          applyJsonPatch(deepFreeze(document) as JsonObject, parseJsonPatch(deepFreeze(operations)))
        } catch (error) {
          expect((error as Error).name).toBe('PatchError')
        }
        expect(JSON.stringify(document)).toBe(before)
        expect(({} as Record<string, unknown>).x).toBeUndefined()
      }),
    )
  })
})
