/** The cache of values stays within its bounds and drops what was not used for longest. */
import { expect, test } from 'vitest'
import { createValueCache } from '../../../src/store/lmdb/value-cache.ts'

test('the least recently used goes first when there are too many', () => {
  const cache = createValueCache(2, 1000)
  cache.set('a', 1, 1)
  cache.set('b', 2, 1)
  cache.get('a')
  cache.set('c', 3, 1)
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3])
})

test('sizes count, and what is larger than the whole cache is not kept', () => {
  const cache = createValueCache(100, 10)
  cache.set('a', 1, 6)
  cache.set('a', 1, 6)
  cache.set('b', 2, 4)
  expect([cache.get('a'), cache.get('b')]).toEqual([1, 2])
  cache.set('c', 3, 5)
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 2, 3])
  cache.set('d', 4, 11)
  expect([cache.get('b'), cache.get('d')]).toEqual([2, undefined])
})
