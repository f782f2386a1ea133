/** The ranges that nodes get. */
import { describe, expect, it } from 'vitest'
import { createCidrPool } from '../../src/controllers/cidr-pool.ts'

const pool = createCidrPool([
  { start: '10.244.0.0', count: 256 },
  { start: '10.128.0.0', count: 29_696 },
])

describe('the pool of node ranges', () => {
  it.each([
    [0, '10.244.0.0/24'],
    [255, '10.244.255.0/24'],
    [256, '10.128.0.0/24'],
    [29_951, '10.243.255.0/24'],
  ])('numbers range %i as %s, and back', (index, cidr) => {
    expect(pool.cidr(index)).toBe(cidr)
    expect(pool.indexOf(cidr)).toBe(index)
  })

  it.each(['10.96.0.0/24', '10.244.0.0/16', '10.244.0.128/24', 'fd00::/64', ''])(
    'does not know %j',
    (cidr) => {
      expect(pool.indexOf(cidr)).toBeUndefined()
    },
  )

  it('has an end', () => {
    expect(pool.size).toBe(29_952)
    expect(() => pool.cidr(pool.size)).toThrow(RangeError)
  })
})
