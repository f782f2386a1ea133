/** Quantities: reading, canonical form, arithmetic. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  milliQuantityOf,
  parseQuantity,
  quantityMilliValue,
  quantityOf,
  quantityToNumber,
  quantityValue,
  subtractQuantities,
  tryParseQuantity,
  ZERO,
} from '../../src/apimachinery/quantity.ts'

const FORMAT = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const SUFFIX = "unable to parse quantity's suffix"

describe('the canonical form', () => {
  test.each([
    ['0', '0'],
    ['0Mi', '0'],
    ['-0', '0'],
    ['100m', '100m'],
    ['0.1', '100m'],
    ['1.5', '1500m'],
    ['2', '2'],
    ['1000', '1k'],
    ['1000m', '1'],
    ['128Mi', '128Mi'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Gi', '512Mi'],
    ['1000Ki', '1000Ki'],
    ['1000Mi', '1000Mi'],
    ['0.1Ki', '102400m'],
    ['.5', '500m'],
    ['1.', '1.'],
    ['1e3', '1e3'],
    ['1000e3', '1e6'],
    ['1E', '1E'],
    ['1E2', '100'],
    ['1e-3', '1e-3'],
    ['1500000000', '1500M'],
    ['0.0000000001', '1n'],
    ['-0.0000000001', '-1n'],
    ['9223372036854775807', '9223372036854775807'],
    ['100Ei', '9223372036854775807'],
    ['-2Gi', '-2Gi'],
    ['0.001Ki', '1024m'],
    ['0.0001Ki', '102400u'],
    ['512', '512'],
    ['+7', '+7'],
    ['1.500', '1.500'],
    ['10000E', '10000E'],
  ])('of %s is %s', (text, canonical) => {
    expect(formatQuantity(parseQuantity(text))).toBe(canonical)
  })

  test('of a plain number is that of its text', () => {
    expect(formatQuantity(parseQuantity(0.25))).toBe('250m')
    expect(formatQuantity(parseQuantity(4))).toBe('4')
  })
})

describe('text that is not a quantity', () => {
  test.each([
    ['', FORMAT],
    ['abc', FORMAT],
    ['1 Gi', FORMAT],
    ['1.2.3', FORMAT],
    ['--1', SUFFIX],
    ['1,5', FORMAT],
    ['1g', FORMAT],
    ['1MiB', FORMAT],
    ['1mi', SUFFIX],
    ['1KI', FORMAT],
    ['1ki', SUFFIX],
    ['1K', SUFFIX],
    ['1e', SUFFIX],
    ['1Mi5', SUFFIX],
    ['1e1000000000', SUFFIX],
  ])('%j is refused', (text, message) => {
    expect(() => parseQuantity(text)).toThrow(new Error(message))
    expect(tryParseQuantity(text)).toBeUndefined()
  })
})

describe('values', () => {
  test.each([
    ['100m', 1, 100],
    ['1', 1, 1000],
    ['1.0001', 2, 1001],
    ['-1.5', -2, -1500],
    ['128Mi', 134217728, 134217728000],
    ['1n', 1, 1],
    ['0', 0, 0],
  ])('of %s are %d units, %d thousandths, both rounded away from zero', (text, whole, milli) => {
    const quantity = parseQuantity(text)
    expect([quantityValue(quantity), quantityMilliValue(quantity)]).toEqual([whole, milli])
    expect([quantityValue(quantity), quantityMilliValue(quantity)]).toEqual([whole, milli])
  })

  test('as a number keep the fraction', () => {
    expect(quantityToNumber(parseQuantity('1500m'))).toBe(1.5)
  })
})

describe('arithmetic', () => {
  const sum = (a: string, b: string) => formatQuantity(addQuantities(parseQuantity(a), parseQuantity(b)))

  test.each([
    ['64Mi', '64Mi', '128Mi'],
    ['1', '500m', '1500m'],
    ['0', '1Gi', '1Gi'],
    ['1Gi', '1', '1073741825'],
    ['900m', '100m', '1'],
  ])('%s + %s is %s', (a, b, total) => {
    expect(sum(a, b)).toBe(total)
  })

  test('subtracts below zero, in the notation of the minuend', () => {
    expect(formatQuantity(subtractQuantities(parseQuantity('1Gi'), parseQuantity('3Gi')))).toBe('-2Gi')
    expect(formatQuantity(subtractQuantities(ZERO, parseQuantity('1Gi')))).toBe('-1Gi')
  })

  test('makes quantities of numbers', () => {
    expect(formatQuantity(quantityOf(2048, 'BinarySI'))).toBe('2Ki')
    expect(formatQuantity(milliQuantityOf(2500))).toBe('2500m')
  })
})

const quantityText = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    fc.nat(10 ** 9).map(String),
    fc.option(fc.nat(10 ** 6).map(String), { nil: undefined }),
    fc.constantFrom(
      'n',
      'u',
      'm',
      '',
      'k',
      'M',
      'G',
      'T',
      'P',
      'E',
      'Ki',
      'Mi',
      'Gi',
      'Ti',
      'Pi',
      'Ei',
      'e3',
      'E-2',
    ),
  )
  .map(
    ([sign, whole, fraction, suffix]) =>
      `${sign}${whole}${fraction === undefined ? '' : `.${fraction}`}${suffix}`,
  )

describe('for any quantity', () => {
  test('the canonical form reads back as the same amount, and is its own canonical form', () => {
    fc.assert(
      fc.property(quantityText, (text) => {
        const quantity = parseQuantity(text)
        const again = parseQuantity(formatQuantity(quantity))
        expect(compareQuantities(again, quantity)).toBe(0)
        expect(formatQuantity(again)).toBe(formatQuantity(quantity))
      }),
    )
  })

  test('comparing agrees with subtracting', () => {
    fc.assert(
      fc.property(quantityText, quantityText, (left, right) => {
        const [a, b] = [parseQuantity(left), parseQuantity(right)]
        expect(compareQuantities(a, b)).toBe(compareQuantities(subtractQuantities(a, b), ZERO))
        expect(compareQuantities(b, a)).toBe(0 - compareQuantities(a, b) || 0)
        expect(compareQuantities(subtractQuantities(addQuantities(a, b), b), a)).toBe(0)
      }),
    )
  })

  test('no text makes parsing fail with anything but its two messages', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseQuantity(text)
        } catch (error) {
          expect([FORMAT, SUFFIX]).toContain((error as Error).message)
        }
      }),
    )
  })
})
