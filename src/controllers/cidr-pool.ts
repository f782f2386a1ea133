/** The numbered /24 ranges of IPv4 addresses that nodes get. Pure arithmetic. */
import { ipv4ToNumber, numberToIPv4 } from '../apimachinery/ip.ts'

/** A run of /24 that follow each other. */
export interface CidrRange {
  /** First address: '10.244.0.0'. */
  start: string
  /** How many /24 there are from it on. */
  count: number
}

/** All /24 that nodes can get, by number. */
export interface CidrPool {
  /** How many /24 there are in all. */
  size: number
  /** The one with a number: '10.244.3.0/24'. */
  cidr(index: number): string
  /** The number of a range; undefined if it is not of this pool. */
  indexOf(cidr: string): number | undefined
}

const NODE_SIZE = 256

/** The /24 of the ranges, numbered one range after the other. */
export function createCidrPool(ranges: readonly CidrRange[]): CidrPool {
  return {
    size: ranges.reduce((sum, { count }) => sum + count, 0),
    cidr(index) {
      let rest = index
      for (const { start, count } of ranges) {
        if (rest < count) return `${numberToIPv4(ipv4ToNumber(start) + rest * NODE_SIZE)}/24`
        rest -= count
      }
      throw new RangeError(`the pool has no range ${index}`)
    },
    indexOf(cidr) {
      const [address = '', bits] = cidr.split('/')
      if (bits !== '24') return undefined
      let before = 0
      for (const { start, count } of ranges) {
        const offset = (ipv4ToNumber(address) - ipv4ToNumber(start)) / NODE_SIZE
        if (Number.isInteger(offset) && offset >= 0 && offset < count) return before + offset
        before += count
      }
      return undefined
    },
  }
}
