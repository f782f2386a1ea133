/** IP addresses and CIDR blocks: what counts as one, and the API server's words where a value does not. */
import { isIPv6 } from 'node:net'
import { type FieldError, invalidValue } from './field-error.ts'

/** The families of IP addresses, as the API names them. */
export type IPFamily = 'IPv4' | 'IPv6'

const NOT_AN_IP = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
const NOT_A_CIDR = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`)

/** The family of an address; undefined for anything that is not an address. */
export function ipFamily(address: string): IPFamily | undefined {
  if (IPV4.test(address)) return 'IPv4'
  // Node's module takes more than a millisecond to load: only what may be of this family is worth it.
  return address.includes(':') && !address.includes('%') && isIPv6(address) ? 'IPv6' : undefined
}

/** The family of a block such as 10.0.0.0/8; undefined for anything that is not a block. */
export function cidrFamily(block: string): IPFamily | undefined {
  const [, address = '', bits = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(block) ?? []
  const family = ipFamily(address)
  if (family === undefined) return undefined
  return Number(bits) <= (family === 'IPv4' ? 32 : 128) ? family : undefined
}

/** A valid IPv4 address as a number, to reckon with. */
export function ipv4ToNumber(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0)
}

/** The IPv4 address of a number: the inverse of ipv4ToNumber. */
export function numberToIPv4(number: number): string {
  return [number >>> 24, (number >>> 16) & 255, (number >>> 8) & 255, number & 255].join('.')
}

/** The error of a value that is no address. */
export function validateIP(path: string, address: string): FieldError[] {
  return ipFamily(address) ? [] : [invalidValue(path, address, NOT_AN_IP)]
}

/** The error of a value that is no block. */
export function validateCIDR(path: string, block: string): FieldError[] {
  return cidrFamily(block) ? [] : [invalidValue(path, block, NOT_A_CIDR)]
}

/** The errors of an address that no endpoint may have: unspecified, loopback, link-local. */
export function validateNonSpecialIP(path: string, address: string): FieldError[] {
  if (!ipFamily(address)) return [invalidValue(path, address, 'must be a valid IP address')]
  const bytes = ipBytes(address)
  return specialRanges
    .filter(({ blocks }) => blocks.some((block) => inBlock(bytes, block)))
    .map(({ detail }) => invalidValue(path, address, detail))
}

type Block = readonly [address: string, bits: number]

const specialRanges: readonly { detail: string; blocks: readonly Block[] }[] = [
  {
    detail: 'may not be unspecified (0.0.0.0 or ::)',
    blocks: [
      ['0.0.0.0', 32],
      ['::', 128],
    ],
  },
  {
    detail: 'may not be in the loopback range (127.0.0.0/8, ::1/128)',
    blocks: [
      ['127.0.0.0', 8],
      ['::1', 128],
    ],
  },
  {
    detail: 'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
    blocks: [
      ['169.254.0.0', 16],
      ['fe80::', 10],
    ],
  },
  {
    detail: 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
    blocks: [
      ['224.0.0.0', 24],
      ['ff02::', 16],
    ],
  },
]

function inBlock(bytes: readonly number[], [address, bits]: Block): boolean {
  const other = ipBytes(address)
  if (other.length !== bytes.length) return false
  return other.every((byte, index) => {
    const kept = Math.min(Math.max(bits - index * 8, 0), 8)
    return byte >> (8 - kept) === (bytes[index] ?? 0) >> (8 - kept)
  })
}

/** Whether a valid block such as 10.0.0.0/8 holds a valid address. */
export function cidrContains(block: string, address: string): boolean {
  const slash = block.indexOf('/')
  return inBlock(ipBytes(address), [block.slice(0, slash), Number(block.slice(slash + 1))])
}

/** The bytes of a valid address: 4, or 16. An IPv4 address written as IPv6 counts as IPv4, as in Go. */
export function ipBytes(address: string): number[] {
  if (!address.includes(':')) return address.split('.').map(Number)
  const bytes = sixteenBytes(address)
  const mapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
  return mapped ? bytes.slice(12) : bytes
}

function sixteenBytes(address: string): number[] {
  const [head = '', tail] = address.split('::')
  const left = groupBytes(head)
  if (tail === undefined) return left
  const right = groupBytes(tail)
  return [...left, ...new Array<number>(16 - left.length - right.length).fill(0), ...right]
}

function groupBytes(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap((group) => {
    if (group.includes('.')) return group.split('.').map(Number)
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 255]
  })
}

/** The canonical text of an address: an IPv6 one as RFC 5952 has it, its longest run of zeros left out. */
export function formatIP(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.')
  const groups = Array.from({ length: 8 }, (_, index) => bytes[index * 2]! * 256 + bytes[index * 2 + 1]!)
  const { start, length } = longestZeros(groups)
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':')
  return length < 2 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`
}

function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < groups.length; start++) {
    let length = 0
    while (groups[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}
