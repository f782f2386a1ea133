/** Strategic merge patches: lists by key, directives, nonsense. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { applyStrategicMergePatch } from '../../../src/apimachinery/patch/strategic-merge-patch.ts'
import { deepFreeze, type JsonObject } from '../../../src/base/json.ts'
import { schema } from './deployment-schema.ts'

const apply = (original: string, patch: string) =>
  applyStrategicMergePatch(
    deepFreeze(parse(original) as JsonObject),
    deepFreeze(parse(patch) as JsonObject),
    schema,
  )

const TWO = 'spec: {containers: [{name: a, image: a:1}, {name: b, image: b:1}]}'

describe('a strategic merge patch', () => {
  const rows: [name: string, original: string, patch: string, result: string][] = [
    ['sets and deletes fields', '{a: 1, b: 2}', '{a: 3, b: null, c: 4}', '{a: 3, c: 4}'],
    ['merges objects without a schema', '{x: {a: 1}}', '{x: {b: 2}}', '{x: {a: 1, b: 2}}'],
    ['replaces lists without a schema', '{x: [1, 2]}', '{x: [3]}', '{x: [3]}'],
    ['replaces what has another type', '{x: [1]}', '{x: {a: 1}}', '{x: {a: 1}}'],
    [
      'merges list items by key',
      TWO,
      'spec: {containers: [{name: b, image: b:2}]}',
      TWO.replace('b:1', 'b:2'),
    ],
    [
      'adds list items at the end',
      'spec: {containers: [{name: a}]}',
      'spec: {containers: [{name: c}]}',
      'spec: {containers: [{name: c}, {name: a}]}',
    ],
    [
      'keeps the order of the server around the items it names',
      'spec: {containers: [{name: a}, {name: b}, {name: c}]}',
      'spec: {containers: [{name: b, image: x}]}',
      'spec: {containers: [{name: a}, {name: b, image: x}, {name: c}]}',
    ],
    [
      'puts named items in its own order',
      'spec: {containers: [{name: a}, {name: b}, {name: c}]}',
      'spec: {containers: [{name: c}, {name: a}]}',
      'spec: {containers: [{name: b}, {name: c}, {name: a}]}',
    ],
    [
      'deletes list items',
      TWO,
      'spec: {containers: [{name: a, $patch: delete}]}',
      'spec: {containers: [{name: b, image: b:1}]}',
    ],
    ['deletes what is not there', TWO, 'spec: {containers: [{name: x, $patch: delete}]}', TWO],
    [
      'replaces a merged list',
      TWO,
      'spec: {containers: [{$patch: replace}, {name: c}]}',
      'spec: {containers: [{name: c}]}',
    ],
    ['replaces an object', '{x: {a: 1, b: 2}}', '{x: {$patch: replace, c: 3}}', '{x: {c: 3}}'],
    ['empties an object', '{x: {a: 1}}', '{x: {$patch: delete}}', '{x: {}}'],
    [
      'replaces objects whose schema says so',
      'spec: {selector: {a: b}}',
      'spec: {selector: {c: d}}',
      'spec: {selector: {c: d}}',
    ],
    [
      'adds to a set',
      'metadata: {finalizers: [a, b]}',
      'metadata: {finalizers: [b, c]}',
      'metadata: {finalizers: [a, b, c]}',
    ],
    [
      'takes values out of a set',
      'metadata: {finalizers: [a, b, c]}',
      'metadata: {$deleteFromPrimitiveList/finalizers: [a, c]}',
      'metadata: {finalizers: [b]}',
    ],
    [
      'takes values out of a set that is not there',
      'metadata: {}',
      'metadata: {$deleteFromPrimitiveList/finalizers: [a]}',
      'metadata: {}',
    ],
    [
      'orders a set',
      'metadata: {finalizers: [a, b]}',
      'metadata: {finalizers: [c], $setElementOrder/finalizers: [c, a]}',
      'metadata: {finalizers: [c, a, b]}',
    ],
    [
      'orders a list of objects',
      TWO,
      'spec: {$setElementOrder/containers: [{name: b}, {name: a}]}',
      'spec: {containers: [{name: b, image: b:1}, {name: a, image: a:1}]}',
    ],
    [
      'orders and merges at once',
      'spec: {containers: [{name: a}, {name: s}]}',
      'spec: {$setElementOrder/containers: [{name: n}, {name: a}], containers: [{name: n}, {name: a, image: x}]}',
      'spec: {containers: [{name: n}, {name: a, image: x}, {name: s}]}',
    ],
    [
      'drops what a union does not retain',
      'spec: {strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1}}}',
      'spec: {strategy: {$retainKeys: [type], type: Recreate}}',
      'spec: {strategy: {type: Recreate}}',
    ],
    [
      'merges inside items',
      'spec: {containers: [{name: a, env: [{name: A, value: "1"}], ports: [{containerPort: 80, protocol: TCP}]}]}',
      'spec: {containers: [{name: a, env: [{name: B, value: "2"}], ports: [{containerPort: 80, name: http}]}]}',
      'spec: {containers: [{name: a, env: [{name: B, value: "2"}, {name: A, value: "1"}], ports: [{containerPort: 80, protocol: TCP, name: http}]}]}',
    ],
    [
      'leaves no directives or nulls in what it adds',
      '{}',
      'spec: {x: {a: null, b: 1}, $retainKeys: [x, containers], containers: [{name: a, $patch: delete}, {name: b, c: null}]}',
      'spec: {x: {b: 1}, containers: [{name: b}]}',
    ],
    ['does nothing where it is empty', TWO, '{}', TWO],
  ]
  test.each(rows)('%s', (_name, original, patch, result) => {
    expect(apply(original, patch)).toEqual(parse(result))
  })

  test('takes __proto__ and the names of inherited things as ordinary keys', () => {
    const original = JSON.parse('{"__proto__":{"a":1},"x":{}}') as JsonObject
    const patch = JSON.parse(
      '{"__proto__":{"b":2},"constructor":{"c":3},"x":{"__proto__":{"d":4}}}',
    ) as JsonObject
    const result = applyStrategicMergePatch(original, patch, schema)
    expect(JSON.stringify(result)).toBe(
      '{"__proto__":{"a":1,"b":2},"x":{"__proto__":{"d":4}},"constructor":{"c":3}}',
    )
    expect(({} as Record<string, unknown>).b).toBeUndefined()
  })

  test('shares nothing with the object or the patch', () => {
    const original = parse(TWO) as JsonObject
    const result = applyStrategicMergePatch(original, {}, schema) as { spec: { containers: JsonObject[] } }
    result.spec.containers[0]!.image = 'changed'
    expect(original).toEqual(parse(TWO))
  })
})

describe('a patch that makes no sense', () => {
  test.each([
    [TWO, 'spec: {containers: [{image: x}]}', 'map: map[image:x] does not contain declared merge key: name'],
    [
      TWO,
      'spec: {containers: [x]}',
      'list element types are not identical: [[map[image:a:1 name:a] map[image:b:1 name:b]] [x]]',
    ],
    ['metadata: {finalizers: [a]}', 'metadata: {finalizers: [[a]]}', 'lists of lists are not supported'],
    ['x: {a: 1}', 'x: {$patch: bogus}', 'unknown patch type: bogus in map: map[$patch:bogus]'],
    [
      TWO,
      'spec: {containers: [{name: a, $patch: merge}]}',
      'merging lists cannot yet be specified in the patch',
    ],
    [TWO, 'spec: {$setElementOrder: [{name: a}]}', 'invalid patch format of setElementOrder list'],
    [TWO, 'spec: {$setElementOrder/containers: x}', 'expected a []interface {}, but received a string'],
    ['{}', 'metadata: {a: 1}\n$deleteFromPrimitiveList: [a]', 'invalid patch format of primitive list'],
    [
      'spec: {strategy: {}}',
      'spec: {strategy: {$retainKeys: [type], other: 1}}',
      'invalid patch format of retainKeys',
    ],
    [
      TWO,
      'spec: {$setElementOrder/containers: [{name: a}, {name: b}], containers: [{name: b}, {name: a}]}',
      "The order in patch list:\n[map[name:b] map[name:a]]\n doesn't match $setElementOrder list:\n[map[name:a] map[name:b]]\n",
    ],
  ])('for %j, %j is refused', (original, patch, message) => {
    expect(() => apply(original, patch)).toThrow(expect.objectContaining({ name: 'PatchError', message }))
  })
})

test('any patch either applies or fails with a PatchError, and never changes what it is given', () => {
  const key = fc.constantFrom(
    ...[
      'name',
      'spec',
      'containers',
      'env',
      'metadata',
      'finalizers',
      'strategy',
      '__proto__',
      'constructor',
    ],
    ...['$patch', '$retainKeys', '$setElementOrder/containers', '$deleteFromPrimitiveList/finalizers'],
  )
  const scalar = fc.constantFrom<unknown>('a', 'b', 'delete', 'replace', 1, null)
  const { value, object } = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 5, depthSize: 'medium' },
      scalar,
      fc.array(tie('value'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc.dictionary(key, tie('value'), { maxKeys: 4 }) as fc.Arbitrary<JsonObject>,
  }))
  fc.assert(
    fc.property(object, object, fc.array(value), (original, patch, containers) => {
      const whole = deepFreeze({ ...original, spec: { containers } } as JsonObject)
      const before = JSON.stringify([whole, patch])
      try {
        applyStrategicMergePatch(whole, deepFreeze(patch), schema)
      } catch (error) {
        expect((error as Error).name).toBe('PatchError')
      }
      expect(JSON.stringify([whole, patch])).toBe(before)
      expect(({} as Record<string, unknown>).name).toBeUndefined()
    }),
    { numRuns: 2000 },
  )
})
