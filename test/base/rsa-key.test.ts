/** RSA keys that follow from a seed. */
import { createPublicKey, sign, verify } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { rsaKeyOf } from '../../src/base/rsa-key.ts'

const pem = (seed: string) => rsaKeyOf(seed).export({ format: 'pem', type: 'pkcs8' })

describe('the key of a seed', () => {
  it.each(['', 'a', 'kube-system', 'ü'])('is a key of 2048 bits that signs, for %j', (seed) => {
    const key = rsaKeyOf(seed)
    expect(key.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048, publicExponent: 65537n })
    const text = Buffer.from('text')
    expect(verify('sha256', text, createPublicKey(key), sign('sha256', text, key))).toBe(true)
  })
  it('is the same for the same seed only', () => {
    expect(pem('a')).toBe(pem('a'))
    expect(pem('a')).not.toBe(pem('b'))
  })
})
