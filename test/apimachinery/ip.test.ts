/** Addresses and blocks: what counts as one, and reckoning with them. */
import { describe, expect, it } from 'vitest'
import { formatFieldError } from '../../src/apimachinery/field-error.ts'
import {
  cidrFamily,
  ipBytes,
  ipFamily,
  ipv4ToNumber,
  numberToIPv4,
  validateNonSpecialIP,
} from '../../src/apimachinery/ip.ts'

describe('an address', () => {
  it.each([
    ['10.9.8.7', 'IPv4'],
    ['2001:db8::ffff', 'IPv6'],
    ['::ffff:10.0.0.1', 'IPv6'],
    ['010.0.0.1', undefined],
    ['10.0.0', undefined],
    ['fe80::1%eth0', undefined],
    ['', undefined],
  ])('%j is of family %s', (address, family) => {
    expect(ipFamily(address)).toBe(family)
  })

  it.each([
    ['0.0.0.0', 'may not be unspecified (0.0.0.0 or ::)'],
    ['::1', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ['127.9.9.9', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
    ['fe80::5', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
    ['224.0.0.7', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
  ])('%s is special', (address, detail) => {
    expect(validateNonSpecialIP('ip', address).map(formatFieldError)).toEqual([
      `ip: Invalid value: "${address}": ${detail}`,
    ])
  })

  it.each(['10.0.0.1', '2001:db8::1', '224.0.1.0', '169.255.0.1'])('%s is not special', (address) => {
    expect(validateNonSpecialIP('ip', address)).toEqual([])
  })

  it('has 4 or 16 bytes', () => {
    expect(ipBytes('10.0.255.1')).toEqual([10, 0, 255, 1])
    expect(ipBytes('::ffff:10.0.0.1')).toEqual([10, 0, 0, 1])
    expect(ipBytes('2001:db8::1')).toEqual([32, 1, 13, 184, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
  })
})

it.each([
  ['10.0.0.0/8', 'IPv4'],
  ['2001:db8::/64', 'IPv6'],
  ['10.0.0.0/33', undefined],
  ['10.0.0.0', undefined],
  ['10.0.0.0/08', undefined],
  ['::/129', undefined],
])('the block %s is of family %s', (block, family) => {
  expect(cidrFamily(block)).toBe(family)
})

it.each([
  ['0.0.0.0', 0],
  ['10.96.0.1', 174063617],
  ['192.168.1.255', 3232236031],
  ['255.255.255.255', 2 ** 32 - 1],
])('%s is the number %i', (address, number) => {
  expect(ipv4ToNumber(address)).toBe(number)
  expect(numberToIPv4(number)).toBe(address)
})
