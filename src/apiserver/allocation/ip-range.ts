/** Ranges of IPv4 addresses: which addresses are in it, and one of them by chance. */
import ipaddr from 'ipaddr.js'
import { ipv4ToNumber, numberToIPv4 } from '../../apimachinery/ip.ts'
import type { Random } from '../../base/random.ts'

/** A block of addresses that follow each other. */
export interface IpRange {
  /** How many addresses, the network's and the broadcast's included. */
  size: number
  /** The address at an offset from the first. */
  address(offset: number): string
  /** The first address as a number. */
  base: number
}

/** Reads '10.96.0.0/12'. Throws for anything else. */
export function parseCidr(cidr: string): IpRange {
  const [address, bits] = ipaddr.IPv4.parseCIDR(cidr)
  const base = ipv4ToNumber(address.toString())
  return { base, size: 2 ** (32 - bits), address: (offset) => numberToIPv4(base + offset) }
}

/** Whether a host address (neither the network's nor the broadcast's) lies in the range. */
export function containsAddress(range: IpRange, address: string): boolean {
  if (!ipaddr.IPv4.isValid(address)) return false
  const offset = ipv4ToNumber(ipaddr.IPv4.parse(address).toString()) - range.base
  return offset > 0 && offset < range.size - 1
}

/** The lower part is left for addresses that are asked for by name (KEP-3070); chance picks from the rest. */
export function randomAddress(range: IpRange, random: Random): string {
  const reserved = Math.min(Math.max(16, Math.floor(range.size / 16)), 256)
  const lowest = range.size > 2 * reserved ? reserved : 1
  return range.address(lowest + random.int(range.size - 1 - lowest))
}
