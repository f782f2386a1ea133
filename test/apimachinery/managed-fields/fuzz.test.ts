/** Random objects and configurations: nothing breaks, what is applied is there, and time stays within bounds. */
import { describe, expect, it } from 'vitest'
import { applyConfig } from '../../../src/apimachinery/managed-fields/apply-config.ts'
import { compare } from '../../../src/apimachinery/managed-fields/compare.ts'
import { difference, isEmptySet, NO_FIELDS } from '../../../src/apimachinery/managed-fields/field-set.ts'
import { fromFieldsV1, toFieldsV1 } from '../../../src/apimachinery/managed-fields/fields-v1.ts'
import type { Owners, Writer } from '../../../src/apimachinery/managed-fields/owners.ts'
import { toFieldSet } from '../../../src/apimachinery/managed-fields/to-field-set.ts'
import { type OwnedWrite, updateOwners } from '../../../src/apimachinery/managed-fields/update-owners.ts'
import { configProblem } from '../../../src/apimachinery/managed-fields/validate-config.ts'
import { createRandom, type Random } from '../../../src/base/random.ts'
import { schema } from './schemas.ts'

const view = { schema, convert: (object: unknown) => object, restore: (object: unknown) => object, empty: {} }
const versions = new Map([['v1', view]])
const ROUNDS = 300

function write(manager: string, operation: Writer['operation']): OwnedWrite {
  return { writer: { manager, operation, apiVersion: 'v1' }, time: 'T', ignored: NO_FIELDS, versions }
}

const pick = <T>(random: Random, list: readonly T[]): T => list[random.int(list.length)]!
const NAMES = ['a', 'b', 'c', '__proto__', 'constructor', 'f:x', '.', '']

function some<T>(random: Random, make: () => T): T[] {
  return Array.from({ length: random.int(4) }, make)
}

/** Items that can be told apart. */
function items(random: Random): object[] {
  const names = [...new Set(some(random, () => pick(random, NAMES)))]
  return names.map((name) => ({
    name,
    ...(random.int(2) && {
      value: random.int(3),
      tags: [...new Set([pick(random, NAMES), ...some(random, () => pick(random, NAMES))])],
    }),
  }))
}

function map(random: Random): object {
  const entry = () => [pick(random, NAMES), pick(random, NAMES)]
  return Object.fromEntries([entry(), ...some(random, entry)])
}

function config(random: Random): Record<string, unknown> {
  const all: Record<string, () => unknown> = {
    name: () => pick(random, NAMES),
    count: () => random.int(5),
    labels: () => map(random),
    selector: () => map(random),
    args: () => some(random, () => pick(random, NAMES)),
    finalizers: () => [...new Set(some(random, () => pick(random, NAMES)))],
    items: () => items(random),
    ports: () => items(random),
    nested: () => ({ b: { d: random.int(3) } }),
    free: () => ({ a: map(random), b: some(random, () => 1) }),
  }
  const fields = Object.keys(all).filter(() => random.int(2) === 1)
  // What is empty may become null or go on the way, upstream, too: such configurations do not come to rest at once.
  const entries = fields.map((field) => [field, all[field]!()] as const)
  return Object.fromEntries(entries.filter(([, value]) => !Array.isArray(value) || value.length > 0))
}

/** Anything at all, of whatever type. */
function garbage(random: Random, depth = 0): unknown {
  const kinds = depth > 4 ? 4 : 6
  switch (random.int(kinds)) {
    case 0:
      return null
    case 1:
      return random.int(100)
    case 2:
      return pick(random, NAMES)
    case 3:
      return random.int(2) === 1
    case 4:
      return some(random, () => garbage(random, depth + 1))
    default: {
      const fields = ['items', 'labels', 'free', 'nested', 'finalizers', 'ports', ...NAMES]
      return Object.fromEntries(some(random, () => [pick(random, fields), garbage(random, depth + 1)]))
    }
  }
}

describe('applying at random', () => {
  it('makes the object have all that the configuration says, and gives its owner no more than that', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const random = createRandom(`apply/${round}`)
      let object: unknown = config(random)
      let owners: Owners = updateOwners(new Map(), {}, object, write('creator', 'Update'))
      for (let step = 0; step < 6; step++) {
        const wished = config(random)
        const manager = pick(random, ['x', 'y'])
        const applied = applyConfig(object, wished, owners, write(manager, 'Apply'))
        const said = toFieldSet(schema, wished)
        const differs = compare(
          schema,
          applied.object,
          applyConfig(applied.object, wished, applied.owners, write(manager, 'Apply')).object,
        )
        expect([differs.added, differs.modified, differs.removed].every(isEmptySet)).toBe(true)
        const mine =
          [...applied.owners.values()].find((owner) => owner.manager === manager)?.fields ?? NO_FIELDS
        expect(toFieldsV1(mine)).toEqual(toFieldsV1(difference(said, new Map())))
        object = applied.object
        owners = applied.owners
      }
    }
  })

  it('gives nobody what is not there', () => {
    for (let round = 0; round < ROUNDS; round++) {
      const random = createRandom(`update/${round}`)
      let object: unknown = {}
      let owners: Owners = new Map()
      for (let step = 0; step < 6; step++) {
        const next = config(random)
        owners = updateOwners(owners, object, next, write(pick(random, ['x', 'y', 'z']), 'Update'))
        object = next
        const { added, modified } = compare(schema, {}, object)
        for (const { fields } of owners.values())
          expect(isEmptySet(difference(difference(fields, added), modified))).toBe(true)
      }
    }
  })
})

describe('garbage', () => {
  it('breaks nothing', () => {
    for (let round = 0; round < ROUNDS * 5; round++) {
      const random = createRandom(`garbage/${round}`)
      const [live, applied] = [garbage(random), garbage(random)]
      configProblem(schema, applied)
      const set = toFieldSet(schema, applied)
      expect(toFieldsV1(fromFieldsV1(toFieldsV1(set)))).toEqual(toFieldsV1(set))
      compare(schema, live, applied)
      applyConfig(live, applied, new Map(), write('x', 'Apply'))
    }
  })

  it('is worked through in time that grows with its size', () => {
    const large = (count: number) => ({
      labels: Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'x'])),
      items: Array.from({ length: count }, (_, index) => ({ name: `i${index}`, value: index })),
    })
    const [live, wished] = [large(20_000), large(20_000)]
    wished.items.reverse()
    const started = performance.now()
    applyConfig(
      live,
      wished,
      updateOwners(new Map(), {}, live, write('creator', 'Update')),
      write('x', 'Apply'),
    )
    // Each of the 40,000 parts is looked at a few times; squares of that would take minutes.
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})
