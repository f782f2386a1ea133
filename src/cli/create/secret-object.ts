/** The secret that the generators of secrets make. */
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { setOwn } from '../../base/json.ts'
import { bool } from '../flags/flag.ts'
import { hashSuffix } from './hash-suffix.ts'
import type { KeyStore } from './key-sources.ts'

/** --append-hash. */
export const secretHashFlag = {
  appendHash: bool(false, 'Let the name end with a hash of what the secret holds.'),
}

/** Values of a secret, in base64. */
export type SecretData = Record<string, string>

/** Where the values of a secret are put. */
export function secretStore(data: SecretData): KeyStore {
  return {
    what: 'secret',
    refusal(key, faults) {
      if (faults.length > 0) return `${quote(key)} is not valid key name for a Secret ${faults.join(';')}`
      if (!Object.hasOwn(data, key)) return undefined
      return `cannot add key ${key}, another key by that name already exists`
    },
    add: (key, value) => setOwn(data, key, Buffer.from(value).toString('base64')),
  }
}

/** The secret. The hash that its name may end with is of its type, name and data. */
export async function secretOf(
  name: string,
  type: string,
  data: SecretData,
  appendHash: boolean,
): Promise<Unstructured> {
  const hash = appendHash ? await hashSuffix({ kind: 'Secret', type, name, data }) : ''
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: name + hash }, type, data } as Unstructured
}
