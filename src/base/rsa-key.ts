/** RSA keys that follow from a seed, so that the same seed signs alike everywhere. They protect nothing of worth. */
import { checkPrimeSync, createHash, createPrivateKey, type KeyObject } from 'node:crypto'

const EXPONENT = 65537n
/** Bytes of each of the two primes: a key of 2048 bits. */
const PRIME_BYTES = 128

/** The private key of the seed. It takes some dozens of ms to find. */
export function rsaKeyOf(seed: string): KeyObject {
  const p = primeOf(`${seed} p`)
  const q = primeOf(`${seed} q`)
  const d = inverse(EXPONENT, (p - 1n) * (q - 1n))
  const numbers = { n: p * q, e: EXPONENT, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi: inverse(q, p) }
  const encoded = Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, encode(value)]))
  return createPrivateKey({ format: 'jwk', key: { kty: 'RSA', ...encoded } })
}

/** The first prime from a number on that the seed gives. Its two highest bits are set, so that products have all 2048. */
function primeOf(seed: string): bigint {
  const bytes = Buffer.concat([0, 1].map((part) => createHash('sha512').update(`${seed}${part}`).digest()))
  bytes[0]! |= 0xc0
  bytes[PRIME_BYTES - 1]! |= 1
  const start = BigInt(`0x${bytes.toString('hex')}`)
  const remainders = SIEVE.map((prime) => Number(start % BigInt(prime)))
  for (let step = 0; ; step += 2) {
    const isMultiple = SIEVE.some((prime, index) => (remainders[index]! + step) % prime === 0)
    const candidate = start + BigInt(step)
    if (!isMultiple && candidate % EXPONENT !== 1n && checkPrimeSync(candidate)) return candidate
  }
}

/** Small primes by which most candidates are passed over without a costly test. */
const SIEVE = [...Array(1000).keys()].filter(
  (number) => number > 2 && ![...Array(31).keys()].some((by) => by > 1 && by < number && number % by === 0),
)

/** The number that gives 1 with the value, modulo the modulus (Euclid's extended algorithm). */
function inverse(value: bigint, modulus: bigint): bigint {
  let [remainder, next] = [modulus, value]
  let [factor, nextFactor] = [0n, 1n]
  while (next !== 0n) {
    const quotient = remainder / next
    ;[remainder, next] = [next, remainder - quotient * next]
    ;[factor, nextFactor] = [nextFactor, factor - quotient * nextFactor]
  }
  return factor < 0n ? factor + modulus : factor
}

function encode(number: bigint): string {
  const digits = number.toString(16)
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex').toString('base64url')
}
