/** Fields of values by their types: what is owned, how states differ, how configurations are merged. */
import { describe, expect, it } from 'vitest'
import { compare } from '../../../src/apimachinery/managed-fields/compare.ts'
import {
  difference,
  type FieldSet,
  intersection,
  pathsOf,
  union,
  without,
} from '../../../src/apimachinery/managed-fields/field-set.ts'
import { fromFieldsV1, toFieldsV1 } from '../../../src/apimachinery/managed-fields/fields-v1.ts'
import { merge } from '../../../src/apimachinery/managed-fields/merge.ts'
import { formatPath } from '../../../src/apimachinery/managed-fields/path-element.ts'
import { removeItems } from '../../../src/apimachinery/managed-fields/remove-items.ts'
import { toFieldSet } from '../../../src/apimachinery/managed-fields/to-field-set.ts'
import { configProblem } from '../../../src/apimachinery/managed-fields/validate-config.ts'
import { schema } from './schemas.ts'

const texts = (set: FieldSet) => [...pathsOf(set)].map(formatPath)

describe('a configuration owns', () => {
  it.each<[string, object, string[]]>([
    ['scalars', { name: 'a', count: 1 }, ['.count', '.name']],
    ['null, too', { name: null }, ['.name']],
    ['the entries of a map, not the map', { labels: { x: 'y' } }, ['.labels.x']],
    ['an empty map', { labels: {} }, ['.labels']],
    ['a map as a whole', { selector: { x: 'y' } }, ['.selector']],
    ['a struct as a whole', { whole: { a: 'b' } }, ['.whole']],
    ['a list as a whole', { args: ['a', 'b'] }, ['.args']],
    ['the values of a set', { finalizers: ['b', 'a'] }, ['.finalizers[="a"]', '.finalizers[="b"]']],
    [
      'items by their key, with what is in them',
      { items: [{ name: 'x', value: 1 }] },
      ['.items[name="x"]', '.items[name="x"].name', '.items[name="x"].value'],
    ],
    [
      'items by keys that are left out',
      { ports: [{ name: 'x' }] },
      ['.ports[name="x",protocol="TCP"]', '.ports[name="x",protocol="TCP"].name'],
    ],
    ['what is deep in structs', { nested: { b: { d: 1 } } }, ['.nested.b.d']],
    ['anything as a whole', { anything: { a: [1] } }, ['.anything']],
    [
      'without a schema, maps by entries and lists as a whole',
      { free: { a: [1], b: { c: 1 } } },
      ['.free.a', '.free.b', '.free.b.c'],
    ],
  ])('%s', (_, config, owned) => {
    expect(texts(toFieldSet(schema, config))).toEqual(owned)
  })
})

describe('between two states', () => {
  it.each<[string, object, object, Partial<Record<'added' | 'removed' | 'modified', string[]>>]>([
    ['nothing differs', { name: 'a', items: [{ name: 'x' }] }, { name: 'a', items: [{ name: 'x' }] }, {}],
    ['a scalar differs', { name: 'a' }, { name: 'b' }, { modified: ['.name'] }],
    ['a map is new, with its entries', {}, { labels: { a: 'b' } }, { added: ['.labels', '.labels.a'] }],
    ['an entry is new', { labels: { a: 'b' } }, { labels: { a: 'b', c: 'd' } }, { added: ['.labels.c'] }],
    ['an entry is gone', { labels: { a: 'b' } }, { labels: {} }, { removed: ['.labels.a'] }],
    ['a whole list differs', { args: ['a'] }, { args: ['b'] }, { modified: ['.args'] }],
    [
      'a set has another value',
      { finalizers: ['a'] },
      { finalizers: ['b'] },
      {
        added: ['.finalizers[="b"]'],
        removed: ['.finalizers[="a"]'],
      },
    ],
    [
      'an item differs within',
      { items: [{ name: 'x', value: 1 }] },
      { items: [{ name: 'x', value: 2 }] },
      {
        modified: ['.items[name="x"].value'],
      },
    ],
    [
      'items stand in another order',
      { items: [{ name: 'x' }, { name: 'y' }] },
      { items: [{ name: 'y' }, { name: 'x' }] },
      {},
    ],
    [
      'items that are alike have changed',
      { items: [{ name: 'x' }, { name: 'x' }] },
      { items: [{ name: 'x' }, { name: 'x', value: 1 }] },
      {
        modified: ['.items[name="x"]'],
      },
    ],
    [
      'a null list has items now',
      { items: null },
      { items: [{ name: 'x' }] },
      {
        added: ['.items[name="x"]', '.items[name="x"].name'],
      },
    ],
    ['an empty map has come', {}, { labels: {} }, { added: ['.labels'] }],
    [
      'a value without a schema takes another form',
      { free: { a: { b: 1 } } },
      { free: { a: 'x' } },
      {
        modified: ['.free.a'],
        removed: ['.free.a.b'],
      },
    ],
  ])('%s', (_, before, after, expected) => {
    const { added, removed, modified } = compare(schema, before, after)
    expect({ added: texts(added), removed: texts(removed), modified: texts(modified) }).toEqual({
      added: [],
      removed: [],
      modified: [],
      ...expected,
    })
  })
})

describe('merging', () => {
  const named = (...names: string[]) => ({ items: names.map((name) => ({ name })) })

  it.each<[string, object, object, object]>([
    ['takes scalars of the configuration', { name: 'a', count: 1 }, { name: 'b' }, { name: 'b', count: 1 }],
    ['takes null of the configuration', { name: 'a' }, { name: null }, { name: null }],
    ['merges maps', { labels: { a: '1' } }, { labels: { b: '2' } }, { labels: { a: '1', b: '2' } }],
    [
      'leaves a map that is null in the configuration',
      { labels: { a: '1' } },
      { labels: null },
      { labels: { a: '1' } },
    ],
    [
      'replaces whole maps and lists',
      { selector: { a: '1' }, args: ['x'] },
      { selector: { b: '2' }, args: ['y'] },
      { selector: { b: '2' }, args: ['y'] },
    ],
    [
      'merges items by their key',
      { items: [{ name: 'x', value: 1 }] },
      { items: [{ name: 'x', protocol: 'UDP' }] },
      { items: [{ name: 'x', value: 1, protocol: 'UDP' }] },
    ],
    ['adds items at the end', named('a', 'b'), named('c'), named('a', 'b', 'c')],
    [
      'puts items into the order of the configuration',
      named('a', 'b', 'c'),
      named('c', 'a'),
      named('b', 'c', 'a'),
    ],
    [
      'puts new items beside those that both have',
      named('a', 'b'),
      named('a', 'x', 'b'),
      named('a', 'x', 'b'),
    ],
    [
      'keeps what only the live list has where it was',
      named('a', 'l', 'b'),
      named('a', 'x', 'b'),
      named('a', 'l', 'x', 'b'),
    ],
    ['merges sets', { finalizers: ['a', 'b'] }, { finalizers: ['c', 'a'] }, { finalizers: ['c', 'a', 'b'] }],
    ['takes an item once that the live list has twice', named('a', 'a'), named('a'), named('a')],
  ])('%s', (_, live, config, merged) => {
    expect(merge(schema, live, config)).toEqual(merged)
  })
})

describe('removing', () => {
  it.each<[string, object, object, object]>([
    ['a scalar', { name: 'a', count: 1 }, { 'f:name': {} }, { count: 1 }],
    [
      'all entries of a map leaves null',
      { labels: { a: '1' } },
      { 'f:labels': { 'f:a': {} } },
      { labels: null },
    ],
    [
      'an item',
      { items: [{ name: 'x' }, { name: 'y' }] },
      { 'f:items': { 'k:{"name":"x"}': {} } },
      { items: [{ name: 'y' }] },
    ],
    [
      'a field of an item',
      { items: [{ name: 'x', value: 1 }] },
      { 'f:items': { 'k:{"name":"x"}': { 'f:value': {} } } },
      { items: [{ name: 'x' }] },
    ],
    [
      'a value of a set',
      { finalizers: ['a', 'b'] },
      { 'f:finalizers': { 'v:"a"': {} } },
      { finalizers: ['b'] },
    ],
    ['what is not there', { name: 'a' }, { 'f:nested': { 'f:a': {} } }, { name: 'a' }],
  ])('%s', (_, value, fields, rest) => {
    expect(removeItems(schema, value, fromFieldsV1(fields))).toEqual(rest)
  })
})

describe('a configuration is refused for', () => {
  it.each<[string, object, string]>([
    ['a field that is not declared', { nested: { x: 1 } }, '.nested.x: field not declared in schema'],
    ['a number for a string', { name: 1 }, '.name: expected string, got &value.valueUnstructured{Value:1}'],
    ['a string for a number', { count: 'x' }, '.count: expected numeric (int or float), got string'],
    ['a scalar for a list', { args: 'x' }, '.args: expected list, got &{x}'],
    ['a list for a map', { labels: [] }, '.labels: expected map, got &{[]}'],
    [
      'items that are alike',
      { items: [{ name: 'x' }, { name: 'x' }] },
      '.items: duplicate entries for key [name="x"]',
    ],
    [
      'values of a set that are alike',
      { finalizers: ['x', 'x'] },
      '.finalizers: duplicate entries for key [="x"]',
    ],
    [
      'an item without its key',
      { items: [{ value: 1 }] },
      '.items[0]: element 0: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
    ],
    [
      'an item that is no object',
      { items: ['x'] },
      '.items[0]: element 0: associative list with keys may not have non-map elements',
    ],
    [
      'several faults',
      { name: 1, x: 1 },
      'errors:\n  .name: expected string, got &value.valueUnstructured{Value:1}\n  .x: field not declared in schema',
    ],
  ])('%s', (_, config, text) => {
    expect(configProblem(schema, config)).toBe(text)
  })
})

describe('sets of fields', () => {
  const fields = { 'f:a': { '.': {}, 'f:b': {}, 'k:{"name":"x"}': { 'f:c': {} } }, 'f:d': {}, 'v:1': {} }

  it('read as they are written, sorted', () => {
    expect(toFieldsV1(fromFieldsV1(fields))).toEqual(fields)
    const shuffled = { 'v:1': {}, 'k:{"z":1,"a":2}': {}, 'f:b': {}, 'f:a': {} }
    expect(Object.keys(toFieldsV1(fromFieldsV1(shuffled)))).toEqual(['f:a', 'f:b', 'k:{"a":2,"z":1}', 'v:1'])
  })

  it.each([
    ['no object', []],
    ['a name without a kind', { x: {} }],
    ['keys that are no JSON', { 'k:{': {} }],
    ['a value below that is no object', { 'f:a': 1 }],
  ])('refuse %s', (_, bad) => {
    expect(() => fromFieldsV1(bad)).toThrow()
  })

  it.each<[string, (a: FieldSet, b: FieldSet) => FieldSet, object]>([
    ['union', union, { 'f:a': { '.': {}, 'f:x': {}, 'f:y': {} }, 'f:b': {} }],
    ['intersection', intersection, { 'f:a': { 'f:x': {} } }],
    ['difference', difference, { 'f:a': {} }],
    ['all that is not below', without, { 'f:a': {} }],
  ])('have a %s', (_, operation, expected) => {
    const a = fromFieldsV1({ 'f:a': { '.': {}, 'f:x': {} } })
    const b = fromFieldsV1({ 'f:a': { 'f:x': {}, 'f:y': {} }, 'f:b': {} })
    expect(toFieldsV1(operation(a, b))).toEqual(expected)
  })
})
