/** The numbered /24 ranges of IPv4 addresses that nodes get. Pure arithmetic. */

export interface CidrRange {
  /** First address: '10.244.0.0'. */
  start: string
  /** How many /24 there are from it on. */
  count: number
}

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
        if (rest < count) return `${formatAddress(parseAddress(start) + rest * NODE_SIZE)}/24`
        rest -= count
      }
      throw new RangeError(`the pool has no range ${index}`)
    },
    indexOf(cidr) {
      const [address = '', bits] = cidr.split('/')
      if (bits !== '24') return undefined
      let before = 0
      for (const { start, count } of ranges) {
        const offset = (parseAddress(address) - parseAddress(start)) / NODE_SIZE
        if (Number.isInteger(offset) && offset >= 0 && offset < count) return before + offset
        before += count
      }
      return undefined
    },
  }
}

function parseAddress(address: string): number {
  return address.split('.').reduce((number, part) => number * 256 + Number(part), 0)
}

function formatAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.')
}
