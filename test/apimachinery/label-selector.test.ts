/** Label selectors in both forms: reading, matching, what is none. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatFieldErrors } from '../../src/apimachinery/field-error.ts'
import {
  EVERYTHING,
  formatLabelSelector,
  formatLabels,
  formatSelector,
  type LabelSelector,
  matchesLabels,
  NOTHING,
  parseSelector,
  requiredLabel,
  requiredLabels,
  selectorFromLabelSelector,
  selectorFromLabels,
  selectsEverything,
  validateLabelSelector,
} from '../../src/apimachinery/label-selector.ts'
import { deepFreeze } from '../../src/base/json.ts'

const KEY_TEXT =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"

describe('the string form reads and prints', () => {
  test.each([
    ['', ''],
    [' a = b ', 'a=b'],
    ['a==b', 'a==b'],
    ['a!=b', 'a!=b'],
    ['b,a', 'a,b'],
    ['!a', '!a'],
    ['a in (y,x,x)', 'a in (x,y)'],
    ['a notin (x)', 'a notin (x)'],
    ['a in ()', 'a in ()'],
    ['a in (,x)', 'a in (,x)'],
    ['a in (x,)', 'a in (,x)'],
    ['a in (x,,y)', 'a in (,x,y)'],
    ['a>1,b<2', 'a>1,b<2'],
    ['a=', 'a='],
    ['a=,b', 'a=,b'],
    ['in in (in,notin)', 'in in (in,notin)'],
    ['x.io/a\t=\nb', 'x.io/a=b'],
  ])('%j as %j', (text, printed) => {
    expect(formatSelector(parseSelector(text))).toBe(printed)
  })
})

describe('a string that is no selector says why', () => {
  test.each([
    ['app in (', "unable to parse requirement: found '', expected: ',', ')' or identifier"],
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['app=bad value', "found 'value', expected: ',' or 'end of string'"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['a,', "found '', expected: identifier after ','"],
    [',a', "found ',', expected: !, identifier, or 'end of string'"],
    ['=a', "found '=', expected: !, identifier, or 'end of string'"],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['a in x', "unable to parse requirement: found 'x' expected: '('"],
    ['a in (x y)', "unable to parse requirement: found 'y', expected: ',' or ')'"],
    ['a=(', "unable to parse requirement: found '(', expected: identifier"],
    ['-bad-=x', `unable to parse requirement: <nil>: Invalid value: "-bad-": ${KEY_TEXT}`],
    [
      'a>x',
      "unable to parse requirement: values[0]: Invalid value: \"x\": for 'Gt', 'Lt' operators, the value must be an integer",
    ],
    ['a=-', 'unable to parse requirement: values[0][a]: Invalid value: "-": a valid label must be'],
  ])('%j', (text, message) => {
    expect(() => parseSelector(text)).toThrow(message)
  })
})

describe('matching', () => {
  const labels = { app: 'web', tier: '', n: '10', big: '9223372036854775806' }
  test.each([
    ['app=web', true],
    ['app==web', true],
    ['app=db', false],
    ['gone=', false],
    ['tier=', true],
    ['app!=db', true],
    ['gone!=x', true],
    ['app!=web', false],
    ['app in (db,web)', true],
    ['gone in (x)', false],
    ['app notin (db)', true],
    ['gone notin (x)', true],
    ['app notin (web)', false],
    ['app', true],
    ['gone', false],
    ['!gone', true],
    ['!app', false],
    ['n>9', true],
    ['n>10', false],
    ['n<11', true],
    ['app>1', false],
    ['gone<1', false],
    ['big<9223372036854775807', true],
    ['constructor', false],
    ['!constructor', true],
    ['toString!=x', true],
    ['app=web,tier=x', false],
    ['', true],
  ])('%j is %s', (text, expected) => {
    expect(matchesLabels(parseSelector(text), labels)).toBe(expected)
  })

  test('everything, nothing and objects without labels', () => {
    expect(matchesLabels(EVERYTHING, undefined)).toBe(true)
    expect(matchesLabels(NOTHING, labels)).toBe(false)
    expect(matchesLabels(parseSelector('!a'), undefined)).toBe(true)
    expect([EVERYTHING, NOTHING, parseSelector('a')].map(selectsEverything)).toEqual([true, false, false])
  })

  test('by plain labels needs all of them', () => {
    const selector = selectorFromLabels({ app: 'web', n: '10' })
    expect(matchesLabels(selector, labels)).toBe(true)
    expect(matchesLabels(selector, { app: 'web' })).toBe(false)
    expect(selectorFromLabels(undefined)).toBe(EVERYTHING)
  })
})

describe('a LabelSelector', () => {
  const selector: LabelSelector = {
    matchLabels: { b: '1' },
    matchExpressions: [
      { key: 'a', operator: 'NotIn', values: ['y', 'x'] },
      { key: 'c', operator: 'Exists' },
      { key: 'd', operator: 'DoesNotExist' },
    ],
  }

  test('prints as kubectl describes it', () => {
    expect(formatLabelSelector(selector)).toBe('a notin (x,y),b=1,c,!d')
    expect(formatLabelSelector({})).toBe('<none>')
    expect(formatLabelSelector(undefined)).toBe('<none>')
    expect(formatLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Is' }] })).toBe('<error>')
  })

  test('that is missing matches nothing, an empty one everything', () => {
    expect(selectorFromLabelSelector(undefined)).toBe(NOTHING)
    expect(selectorFromLabelSelector({})).toBe(EVERYTHING)
  })

  test('that is frozen is compiled once, a changeable one each time', () => {
    const frozen = deepFreeze(structuredClone(selector))
    expect(selectorFromLabelSelector(frozen)).toBe(selectorFromLabelSelector(frozen))
    const open: LabelSelector = { matchLabels: { a: '1' } }
    const before = selectorFromLabelSelector(open)
    open.matchLabels = { a: '2' }
    expect(formatSelector(selectorFromLabelSelector(open))).toBe('a=2')
    expect(formatSelector(before)).toBe('a=1')
  })

  test('with an unknown operator cannot be used', () => {
    expect(() => selectorFromLabelSelector({ matchExpressions: [{ key: 'a', operator: 'Is' }] })).toThrow(
      '"Is" is not a valid label selector operator',
    )
  })

  test('is validated field by field', () => {
    const bad: LabelSelector = {
      matchLabels: { 'a b': 'c' },
      matchExpressions: [
        { key: 'a', operator: 'In' },
        { key: 'b', operator: 'Exists', values: ['x'] },
        { key: 'c', operator: 'Is' },
      ],
    }
    expect(validateLabelSelector(bad, 'spec.selector').map((error) => formatFieldErrors([error]))).toEqual([
      `spec.selector.matchLabels: Invalid value: "a b": ${KEY_TEXT}`,
      "spec.selector.matchExpressions[0].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      "spec.selector.matchExpressions[1].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
      'spec.selector.matchExpressions[2].operator: Invalid value: "Is": not a valid selector operator',
    ])
    expect(validateLabelSelector(undefined, 'x')).toEqual([])
    expect(validateLabelSelector(selector, 'x')).toEqual([])
  })
})

test('an index can use the labels that must have one value', () => {
  const selector = parseSelector('a=1,b in (2),c in (3,4),d,e!=5')
  expect(requiredLabels(selector)).toEqual([
    ['a', '1'],
    ['b', '2'],
  ])
  expect([requiredLabel(selector, 'b'), requiredLabel(selector, 'c'), requiredLabel(selector, 'x')]).toEqual([
    '2',
    undefined,
    undefined,
  ])
})

test('labels print sorted', () => {
  expect(formatLabels({ b: '2', a: '1' })).toBe('a=1,b=2')
  expect(formatLabels({})).toBe('<none>')
  expect(formatLabels(undefined)).toBe('<none>')
})

describe('for any selector', () => {
  const word = fc.constantFrom('a', 'b', 'in', 'notin', 'x.io/k', 'c-1')
  const value = fc.constantFrom('', 'a', 'b', 'in', '1', '2')
  const requirement = fc.oneof(
    fc.tuple(word, fc.constantFrom('=', '==', '!='), value).map((parts) => parts.join('')),
    fc
      .tuple(word, fc.constantFrom('in', 'notin'), fc.uniqueArray(value, { minLength: 1 }))
      .map(([key, operator, values]) => `${key} ${operator} (${values.join(',')})`),
    word,
    word.map((key) => `!${key}`),
    fc.tuple(word, fc.constantFrom('>', '<'), fc.nat()).map((parts) => parts.join('')),
  )
  const text = fc.array(requirement).map((parts) => parts.join(','))
  const labels = fc.dictionary(word, value)

  test('its printed form reads back as itself', () => {
    fc.assert(
      fc.property(text, (selector) => {
        const printed = formatSelector(parseSelector(selector))
        expect(formatSelector(parseSelector(printed))).toBe(printed)
      }),
    )
  })

  test('the requirement and its opposite never agree', () => {
    const opposite = fc.tuple(word, value, labels)
    fc.assert(
      fc.property(opposite, ([key, wanted, given]) => {
        const matches = (selector: string) => matchesLabels(parseSelector(selector), given)
        expect(matches(`${key}=${wanted}`)).toBe(!matches(`${key}!=${wanted}`))
        expect(matches(key)).toBe(!matches(`!${key}`))
        expect(matches(`${key} in (${wanted},z)`)).toBe(!matches(`${key} notin (${wanted},z)`))
      }),
    )
  })

  test('no text does anything but parse or throw an Error', () => {
    const noise = fc.string({
      unit: fc.constantFrom('a', '=', '!', '(', ')', ',', ' ', '<', '>', 'in', '\0', 'ä'),
    })
    fc.assert(
      fc.property(noise, (selector) => {
        try {
          parseSelector(selector)
        } catch (error) {
          expect((error as Error).message).toMatch(/^(unable to parse requirement: |found ')/)
        }
      }),
    )
  })
})
