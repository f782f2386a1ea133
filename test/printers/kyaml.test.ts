/** KYAML against what kubectl 1.35 printed, and reading back. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { toKyaml } from '../../src/printers/kyaml.ts'

const recorded = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

describe('toKyaml', () => {
  it('prints an object full of oddities byte for byte as kubectl 1.35 does', () => {
    expect(toKyaml(JSON.parse(recorded('./recorded-kyaml.json.txt')))).toBe(recorded('./recorded.kyaml.txt'))
  })

  it('keeps the order of keys where it is asked to', () => {
    expect(toKyaml({ b: 1, a: 2 }, 'given')).toBe('---\n{\n  b: 1,\n  a: 2,\n}\n')
  })

  it('can be read back as what it was', () => {
    const value = fc.jsonValue({ maxDepth: 4, noUnicodeString: false })
    fc.assert(
      fc.property(value, (json) => {
        const text = toKyaml(json)
        expect(parse(text)).toEqual(JSON.parse(JSON.stringify(json)))
      }),
      { seed: 5295, numRuns: 300 },
    )
  })
})
