/** Kubernetes' IP and CIDR libraries (k8s.io/apiserver, pkg/cel/library/ip.go and cidr.go). */
import {
  cidrContains,
  cidrFamily,
  formatIP,
  type IPFamily,
  ipBytes,
  ipFamily,
} from '../../apimachinery/ip.ts'
import { EvaluationError } from '../errors.ts'
import type { FunctionTable } from '../functions/overload.ts'
import { Opaque } from '../values/value.ts'

class IPValue extends Opaque {
  override readonly typeName = 'net.IP'
  readonly family: IPFamily
  readonly bytes: readonly number[]

  constructor(family: IPFamily, bytes: readonly number[]) {
    super()
    this.family = family
    this.bytes = bytes
  }

  override equals(other: IPValue): boolean {
    return this.toString() === other.toString()
  }

  override toString(): string {
    return formatIP(this.bytes)
  }
}

class CIDRValue extends Opaque {
  override readonly typeName = 'net.CIDR'
  readonly address: IPValue
  readonly bits: number

  constructor(address: IPValue, bits: number) {
    super()
    this.address = address
    this.bits = bits
  }

  override equals(other: CIDRValue): boolean {
    return this.toString() === other.toString()
  }

  override toString(): string {
    return `${this.address}/${this.bits}`
  }

  /** The first address of the block. */
  get network(): IPValue {
    const { family, bytes } = this.address
    return new IPValue(
      family,
      bytes.map((byte, index) => byte & (0xff << (8 - Math.min(Math.max(this.bits - index * 8, 0), 8)))),
    )
  }

  contains(address: IPValue): boolean {
    return address.family === this.address.family && cidrContains(this.toString(), address.toString())
  }
}

export const addresses: FunctionTable = {
  'isIP(string): bool': (text: string) => tryIP(text) !== undefined,
  'ip(string): IP': parseIP,
  'ip.isCanonical(string): bool': (text: string) => parseIP(text).toString() === text,
  'string(IP): string': String,
  'IP.family(): int': ({ family }: IPValue) => (family === 'IPv4' ? 4n : 6n),
  'IP.isUnspecified(): bool': ({ bytes }: IPValue) => bytes.every((byte) => byte === 0),
  'IP.isLoopback(): bool': ({ family, bytes }: IPValue) =>
    family === 'IPv4' ? bytes[0] === 127 : bytes.every((byte, index) => byte === (index === 15 ? 1 : 0)),
  'IP.isLinkLocalMulticast(): bool': ({ family, bytes: [a, b, c] }: IPValue) =>
    family === 'IPv4' ? a === 224 && b === 0 && c === 0 : a === 0xff && (b! & 0x0f) === 2,
  'IP.isLinkLocalUnicast(): bool': ({ family, bytes: [a, b] }: IPValue) =>
    family === 'IPv4' ? a === 169 && b === 254 : a === 0xfe && (b! & 0xc0) === 0x80,
  'IP.isGlobalUnicast(): bool': isGlobalUnicast,
  'isCIDR(string): bool': (text: string) => tryCIDR(text) !== undefined,
  'cidr(string): CIDR': parseCIDR,
  'string(CIDR): string': String,
  'CIDR.ip(): IP': ({ address }: CIDRValue) => address,
  'CIDR.prefixLength(): int': ({ bits }: CIDRValue) => BigInt(bits),
  'CIDR.masked(): CIDR': (block: CIDRValue) => new CIDRValue(block.network, block.bits),
  'CIDR.containsIP(IP): bool': (block: CIDRValue, address: IPValue) => block.contains(address),
  'CIDR.containsIP(string): bool': (block: CIDRValue, text: string) => block.contains(parseIP(text)),
  'CIDR.containsCIDR(CIDR): bool': containsBlock,
  'CIDR.containsCIDR(string): bool': (block: CIDRValue, text: string) =>
    containsBlock(block, parseCIDR(text)),
}

function containsBlock(block: CIDRValue, other: CIDRValue): boolean {
  return other.bits >= block.bits && block.contains(other.network)
}

/** Neither IPv4 in the clothes of IPv6 nor zones: those are no addresses to Kubernetes' CEL. */
function tryIP(text: string): IPValue | undefined {
  const family = ipFamily(text)
  if (family === undefined) return undefined
  const bytes = ipBytes(text)
  return bytes.length === (family === 'IPv4' ? 4 : 16) ? new IPValue(family, bytes) : undefined
}

function parseIP(text: string): IPValue {
  const address = tryIP(text)
  if (address) return address
  throw new EvaluationError(
    `IP Address "${text}" parse error during conversion from string: unable to parse IP`,
  )
}

function tryCIDR(text: string): CIDRValue | undefined {
  const address = cidrFamily(text) && tryIP(text.slice(0, text.indexOf('/')))
  return address && new CIDRValue(address, Number(text.slice(text.indexOf('/') + 1)))
}

function parseCIDR(text: string): CIDRValue {
  const block = tryCIDR(text)
  if (block) return block
  throw new EvaluationError(
    `network address parse error during conversion from string: netip.ParsePrefix(${JSON.stringify(text)}): no '/'`,
  )
}

function isGlobalUnicast({ family, bytes }: IPValue): boolean {
  const [a = 0, b = 0] = bytes
  if (bytes.every((byte) => byte === 0)) return false
  if (family === 'IPv4')
    return a !== 127 && a < 224 && !(a === 169 && b === 254) && !bytes.every((byte) => byte === 255)
  const loopback = bytes.every((byte, index) => byte === (index === 15 ? 1 : 0))
  return !loopback && a !== 0xff && !(a === 0xfe && (b & 0xc0) === 0x80)
}
