/** What is remembered within a bound. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRecent } from '../../src/base/recent.ts'

it('keeps what is asked for and forgets the rest', () => {
  const recent = createRecent<number>(4)
  recent.set('kept', 0)
  for (let n = 0; n < 100; n++) {
    recent.set(`passing ${n}`, n)
    expect(recent.get('kept')).toBe(0)
  }
  expect(recent.get('passing 0')).toBeUndefined()
  expect(recent.get('passing 99')).toBe(99)
})

it('does not keep what is too heavy', () => {
  const recent = createRecent<string>(10)
  recent.set('light', 'a', 5)
  recent.set('heavy', 'b', 6)
  expect([recent.get('light'), recent.get('heavy')]).toEqual(['a', undefined])
})

it('answers with the newest value or none, and holds no more than its limit', () => {
  const step = fc.tuple(
    fc.constantFrom('get', 'set'),
    fc.constantFrom(...'abcdefgh'),
    fc.integer({ min: 1, max: 6 }),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const recent = createRecent<number>(8)
      const newest = new Map<string, { value: number; weight: number }>()
      for (const [value, [operation, key, weight]] of steps.entries()) {
        if (operation === 'get') expect([undefined, newest.get(key)?.value]).toContain(recent.get(key))
        else {
          recent.set(key, value, weight)
          newest.set(key, { value, weight })
          expect(recent.get(key)).toBe(weight > 4 ? undefined : value)
        }
      }
    }),
  )
})

it('keeps at least the half of its limit that was used last', () => {
  const recent = createRecent<number>(100)
  for (let n = 0; n < 1000; n++) recent.set(`${n}`, n)
  for (let n = 950; n < 1000; n++) expect(recent.get(`${n}`)).toBe(n)
})
