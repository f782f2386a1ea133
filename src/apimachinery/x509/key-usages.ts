/** What a certificate may be used for: Kubernetes' words, and what they are in certificates. */
import { TAG, writeDer, writeOid } from '../../base/der.ts'

/** By their bit in the extension keyUsage. */
const BITS: Readonly<Record<string, number>> = {
  'digital signature': 0,
  signing: 0,
  'content commitment': 1,
  'key encipherment': 2,
  'data encipherment': 3,
  'key agreement': 4,
  'cert sign': 5,
  'crl sign': 6,
  'encipher only': 7,
  'decipher only': 8,
}

/** By their identifier in the extension extKeyUsage. */
const PURPOSES: Readonly<Record<string, string>> = {
  any: '2.5.29.37.0',
  'server auth': '1.3.6.1.5.5.7.3.1',
  'client auth': '1.3.6.1.5.5.7.3.2',
  'code signing': '1.3.6.1.5.5.7.3.3',
  'email protection': '1.3.6.1.5.5.7.3.4',
  's/mime': '1.3.6.1.5.5.7.3.4',
  'ipsec end system': '1.3.6.1.5.5.7.3.5',
  'ipsec tunnel': '1.3.6.1.5.5.7.3.6',
  'ipsec user': '1.3.6.1.5.5.7.3.7',
  timestamping: '1.3.6.1.5.5.7.3.8',
  'ocsp signing': '1.3.6.1.5.5.7.3.9',
  'microsoft sgc': '1.3.6.1.4.1.311.10.3.3',
  'netscape sgc': '2.16.840.1.113730.4.1',
}

/** All usages that can be asked for, sorted. */
export const KEY_USAGES: readonly string[] = [...Object.keys(BITS), ...Object.keys(PURPOSES)].sort()

/** The content of keyUsage; undefined where none of the usages belongs into it. */
export function keyUsageBits(usages: readonly string[]): Buffer | undefined {
  const bits = usages.flatMap((usage) => BITS[usage] ?? [])
  if (bits.length === 0) return undefined
  const bytes = Buffer.alloc(Math.max(...bits) > 7 ? 2 : 1)
  for (const bit of bits) bytes[bit >> 3]! |= 0x80 >> (bit & 7)
  const unused = 7 - (Math.max(...bits) & 7)
  return writeDer(TAG.bitString, Buffer.from([unused]), bytes)
}

/** The content of extKeyUsage; undefined where none of the usages belongs into it. */
export function keyPurposes(usages: readonly string[]): Buffer | undefined {
  const oids = [...new Set(usages.flatMap((usage) => PURPOSES[usage] ?? []))]
  return oids.length === 0 ? undefined : writeDer(TAG.sequence, ...oids.map(writeOid))
}
