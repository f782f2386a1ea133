/** The patches of an apply: what was applied last, what is wished, what is live. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { applyJsonMergePatch } from '../../../src/apimachinery/patch/json-merge-patch.ts'
import { applyStrategicMergePatch } from '../../../src/apimachinery/patch/strategic-merge-patch.ts'
import { threeWayJsonMergePatch, threeWayStrategicPatch } from '../../../src/apimachinery/patch/three-way.ts'
import { deepFreeze, type JsonObject } from '../../../src/base/json.ts'
import { schema } from './deployment-schema.ts'

const read = (text: string) => deepFreeze(parse(text) as JsonObject)
const input = (original: string, modified: string, current: string) => ({
  original: read(original),
  modified: read(modified),
  current: read(current),
})

describe('the strategic patch of an apply', () => {
  const rows: [
    name: string,
    original: string,
    modified: string,
    current: string,
    patch: string,
    result: string,
  ][] = [
    ['is empty where nothing changed', '{a: 1}', '{a: 1}', '{a: 1, status: x}', '{}', '{a: 1, status: x}'],
    [
      'deletes what the manifest dropped',
      '{a: 1, b: 2}',
      '{a: 1}',
      '{a: 1, b: 2, c: 3}',
      '{b: null}',
      '{a: 1, c: 3}',
    ],
    ['puts back what others changed', '{a: 1}', '{a: 1}', '{a: 2}', '{a: 1}', '{a: 1}'],
    ['keeps what others added', '{}', '{x: {a: 1}}', '{x: {b: 2}}', '{x: {a: 1}}', '{x: {a: 1, b: 2}}'],
    ['deletes again what others deleted', '{a: 1}', '{}', '{}', '{a: null}', '{}'],
    [
      'names a changed item and the order of all',
      'spec: {containers: [{name: a, image: a:1}, {name: b, image: b:1}]}',
      'spec: {containers: [{name: a, image: a:2}, {name: b, image: b:1}]}',
      'spec: {containers: [{name: a, image: a:1, pull: x}, {name: b, image: b:1, pull: x}]}',
      'spec: {$setElementOrder/containers: [{name: a}, {name: b}], containers: [{name: a, image: a:2}]}',
      'spec: {containers: [{name: a, image: a:2, pull: x}, {name: b, image: b:1, pull: x}]}',
    ],
    [
      'deletes an item that the manifest dropped, and leaves those of others',
      'spec: {containers: [{name: a}, {name: b}]}',
      'spec: {containers: [{name: a}]}',
      'spec: {containers: [{name: a}, {name: b}, {name: injected}]}',
      'spec: {$setElementOrder/containers: [{name: a}], containers: [{name: b, $patch: delete}]}',
      'spec: {containers: [{name: a}, {name: injected}]}',
    ],
    [
      'deletes within an item',
      'spec: {containers: [{name: a, env: [{name: A}, {name: B}]}]}',
      'spec: {containers: [{name: a, env: [{name: A}]}]}',
      'spec: {containers: [{name: a, env: [{name: A}, {name: B}], x: 1}]}',
      'spec: {$setElementOrder/containers: [{name: a}], containers: [{name: a, $setElementOrder/env: [{name: A}], env: [{name: B, $patch: delete}]}]}',
      'spec: {containers: [{name: a, env: [{name: A}], x: 1}]}',
    ],
    [
      'changes and deletes items of one list at once',
      'spec: {containers: [{name: a, image: x}, {name: b}]}',
      'spec: {containers: [{name: c}, {name: a, image: y}]}',
      'spec: {containers: [{name: a, image: x}, {name: b}]}',
      'spec: {$setElementOrder/containers: [{name: c}, {name: a}], containers: [{name: c}, {name: a, image: y}, {name: b, $patch: delete}]}',
      'spec: {containers: [{name: c}, {name: a, image: y}]}',
    ],
    [
      'only reorders',
      'spec: {containers: [{name: a}, {name: b}]}',
      'spec: {containers: [{name: b}, {name: a}]}',
      'spec: {containers: [{name: a}, {name: b}]}',
      'spec: {$setElementOrder/containers: [{name: b}, {name: a}]}',
      'spec: {containers: [{name: b}, {name: a}]}',
    ],
    [
      'changes a set',
      'metadata: {finalizers: [a, b]}',
      'metadata: {finalizers: [b, c]}',
      'metadata: {finalizers: [a, b, other]}',
      'metadata: {$deleteFromPrimitiveList/finalizers: [a], $setElementOrder/finalizers: [b, c], finalizers: [c]}',
      'metadata: {finalizers: [b, c, other]}',
    ],
    [
      'names the fields of a union to keep',
      'spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}',
      'spec: {strategy: {type: Recreate}}',
      'spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}}',
      'spec: {strategy: {$retainKeys: [type], type: Recreate, rollingUpdate: null}}',
      'spec: {strategy: {type: Recreate}}',
    ],
    [
      'drops a union field that the server defaulted',
      'spec: {strategy: {type: Recreate}}',
      'spec: {strategy: {type: Recreate}}',
      'spec: {strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}}',
      'spec: {strategy: {$retainKeys: [type]}}',
      'spec: {strategy: {type: Recreate}}',
    ],
    [
      'replaces plain lists',
      'spec: {tolerations: [{key: a}]}',
      'spec: {tolerations: []}',
      'spec: {tolerations: [{key: a}]}',
      'spec: {tolerations: []}',
      'spec: {tolerations: []}',
    ],
    [
      'tells ports of one number apart by their place',
      'spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: TCP}]}]}',
      'spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: TCP}]}]}',
      'spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: TCP}]}]}',
      '{}',
      'spec: {containers: [{name: a, ports: [{containerPort: 53, protocol: UDP}, {containerPort: 53, protocol: TCP}]}]}',
    ],
    ['keeps explicit nulls', '{}', '{m: {t: null}}', '{}', '{m: {t: null}}', '{m: {}}'],
  ]
  test.each(rows)('%s', (_name, original, modified, current, patch, result) => {
    const states = input(original, modified, current)
    const made = threeWayStrategicPatch(states, schema)
    expect(made).toEqual(parse(patch))
    const applied = applyStrategicMergePatch(states.current, made, schema)
    expect(applied).toEqual(parse(result))
    expect(applyStrategicMergePatch(applied, made, schema)).toEqual(applied)
  })

  test('is refused without overwrite where others changed the same field otherwise', () => {
    const conflicting = input('{a: 1}', '{a: 2}', '{a: 3}')
    expect(() => threeWayStrategicPatch(conflicting, schema, { overwrite: false })).toThrow(
      expect.objectContaining({
        code: 'conflict',
        message: expect.stringContaining('conflicts with changes made'),
      }),
    )
    const apart = input('{a: 1, b: 1}', '{a: 2, b: 1}', '{a: 1, b: 1, c: 1}')
    expect(threeWayStrategicPatch(apart, schema, { overwrite: false })).toEqual({ a: 2 })
  })
})

describe('the JSON merge patch of an apply', () => {
  test.each([
    ['sets, deletes and keeps', '{a: 1, b: 2}', '{a: 2}', '{a: 1, b: 2, c: 3}', '{b: null, a: 2}'],
    ['deletes deep down', '{x: {a: 1, b: 2}}', '{x: {a: 1}}', '{x: {a: 1, b: 2}}', '{x: {b: null}}'],
    ['keeps empty objects', '{}', '{x: {}}', '{}', '{x: {}}'],
    ['replaces lists', '{l: [1]}', '{l: [1, 2]}', '{l: [1, 3]}', '{l: [1, 2]}'],
    ['is empty where nothing changed', '{a: 1}', '{a: 1}', '{a: 1, b: 2}', '{}'],
  ])('%s', (_name, original, modified, current, patch) => {
    expect(threeWayJsonMergePatch(input(original, modified, current))).toEqual(parse(patch))
  })

  test.each(['{kind: B, metadata: {name: x}}', '{kind: A, metadata: {name: y}}'])(
    'refuses another identity: %s',
    (modified) => {
      const states = input('{}', modified, '{kind: A, metadata: {name: x}}')
      expect(() => threeWayJsonMergePatch(states)).toThrow(
        'At least one of apiVersion, kind and name was changed',
      )
    },
  )
})

describe('for any manifests', () => {
  const scalar = fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constantFrom('x', 'y'), fc.boolean())
  const named = (fields: fc.Arbitrary<object>) =>
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fields), {
        selector: ([name]) => name,
        maxLength: 4,
      })
      .map((items) => items.map(([name, rest]) => ({ name, ...rest })))
  const labels = fc.dictionary(
    fc.constantFrom('l1', 'l2', '__proto__', 'constructor'),
    fc.constantFrom('1', '2'),
  )
  const containers = named(
    fc.record(
      { image: scalar, env: named(fc.record({ value: scalar })), args: fc.array(scalar) },
      { requiredKeys: [] },
    ),
  )
  const finalizers = fc.uniqueArray(fc.constantFrom('f1', 'f2', 'f3'))
  const manifest = fc
    .record(
      {
        metadata: fc.record({ labels, finalizers }, { requiredKeys: [] }),
        spec: fc.record(
          {
            replicas: scalar,
            containers,
            strategy: fc.record(
              { type: scalar, rollingUpdate: fc.record({ maxSurge: scalar }) },
              { requiredKeys: [] },
            ),
            tolerations: fc.array(fc.record({ key: scalar })),
            selector: labels,
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    )
    .map((value) => value as JsonObject)

  test('a second apply turns the first manifest into the second', () => {
    fc.assert(
      fc.property(manifest, manifest, (first, second) => {
        const states = deepFreeze({ original: first, modified: second, current: first })
        const patch = threeWayStrategicPatch(states, schema)
        const result = applyStrategicMergePatch(first, deepFreeze(patch), schema)
        expect(withoutEmpty(result)).toEqual(withoutEmpty(second))
        expect(applyStrategicMergePatch(result, patch, schema)).toEqual(result)
      }),
      { numRuns: 500 },
    )
  })

  // The patch itself need not be empty: like kubectl's it gives the order again where others added list items.
  test('after an apply, the same apply changes nothing', () => {
    fc.assert(
      fc.property(manifest, manifest, manifest, (original, modified, current) => {
        const patch = threeWayStrategicPatch({ original, modified, current }, schema)
        const result = applyStrategicMergePatch(current, patch, schema)
        const again = threeWayStrategicPatch({ original: modified, modified, current: result }, schema)
        expect(applyStrategicMergePatch(result, again, schema)).toEqual(result)
      }),
      { numRuns: 500 },
    )
  })

  test('the JSON form does the same where lists are replaced', () => {
    fc.assert(
      fc.property(manifest, manifest, (first, second) => {
        const patch = threeWayJsonMergePatch(
          deepFreeze({ original: first, modified: second, current: first }),
        )
        expect(withoutEmpty(applyJsonMergePatch(first, patch))).toEqual(withoutEmpty(second))
      }),
    )
  })
})

/** Emptied objects and lists may stay where the manifest has none any more. */
function withoutEmpty(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), function (this: Record<string, unknown>, key, item) {
    const empty = typeof item === 'object' && item !== null && Object.keys(item).length === 0
    return empty && key !== '' && !Array.isArray(this) ? undefined : item
  })
}
