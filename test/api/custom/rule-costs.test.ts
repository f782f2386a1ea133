/** What the rules of schemas may cost: the figures and limits of the API server (apiextensions-apiserver). */
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { compiledRules } from '../../../src/api/custom/compile-rules.ts'
import { sizesWithin } from '../../../src/api/custom/declared-sizes.ts'
import { validateDefinitionSchema } from '../../../src/api/custom/definition-schema.ts'
import { mostCost } from '../../../src/api/custom/rule-costs.ts'
import { validateRules } from '../../../src/api/custom/validate-rules.ts'
import { formatFieldError } from '../../../src/apimachinery/field-error.ts'
import type { JSONSchemaProps } from '../../../src/generated/types.ts'

/** The most that a rule on a schema, as flow YAML, can cost once. */
function costOf(yaml: string, rule: string): number {
  const schema: JSONSchemaProps = { ...parse(yaml), 'x-kubernetes-validations': [{ rule }] }
  const [compiled] = compiledRules(schema, false)
  expect(compiled?.error).toBeUndefined()
  return mostCost(compiled!.program!, sizesWithin(schema, false))
}

const ALL = 'self.all(x, true)'
const PAIR =
  '{type: object, required: [required], properties: {required: {type: string}, optional: {type: string}}'
const nested = (inner: string) =>
  `{type: array, maxItems: 10, items: {type: object, maxProperties: 10, additionalProperties: ${PAIR}${inner}}}}`

describe('the most that a rule can cost', () => {
  test.each<[schema: string, rule: string, cost: number]>([
    ['{type: array, items: {type: number}}', ALL, 4_718_591],
    ['{type: array, maxItems: 10, items: {type: number}}', ALL, 32],
    ['{type: array, items: {type: string}}', ALL, 3_145_727],
    ['{type: array, items: {type: boolean}}', ALL, 1_887_437],
    ['{type: array, items: {type: array, items: {type: number}}}', ALL, 3_145_727],
    ['{type: array, items: {x-kubernetes-int-or-string: true}}', ALL, 4_718_591],
    ['{type: array, items: {type: string, format: duration}}', ALL, 2_359_295],
    ['{type: array, items: {type: string, format: date}}', ALL, 725_936],
    ['{type: array, items: {type: string, format: date-time}}', ALL, 428_963],
    ['{type: object, additionalProperties: {type: number}}', ALL, 1_348_169],
    ['{type: object, maxProperties: 3, additionalProperties: {type: string}}', ALL, 11],
    ['{type: object, additionalProperties: {type: boolean}}', ALL, 943_718],
    [`{type: object, additionalProperties: ${PAIR}}}`, ALL, 428_963],
    ['{type: object, additionalProperties: {type: string, format: date-time}}', ALL, 349_526],
    ['{type: string}', "self.contains('test')", 314_574],
    ['{type: string, maxLength: 10}', "self.contains('test')", 5],
    ['{type: string}', "self.startsWith('test')", 2],
    ['{type: string}', 'size(self + "hello") > size("hello")', 314_578],
    ['{type: string, maxLength: 4}', 'size(self + "hello") > size("hello")', 7],
    ['{type: array, items: {type: number}}', 'self[1] == 0.0', 2],
    ['{type: array, maxItems: 8, items: {type: string}}', 'self[1] == self[1]', 314_577],
    ['{type: array, maxItems: 10, items: {type: number}}', 'self.all(x, self.all(y, true))', 352],
    [
      '{type: array, maxItems: 10, items: {type: number}}',
      'self.all(x, self.all(y, self.all(z, true)))',
      3552,
    ],
    ['{type: string}', 'self.matches("x")', 314_574],
    ['{type: string, maxLength: 50}', 'self.matches("x")', 22],
    ['{type: string}', '"".matches("(((((((((())))))))))[0-9]")', 7],
    ['{type: string}', 'self.matches("")', 1],
    ['{type: object, additionalProperties: {type: string}}', 'self.all(x, x.contains(self[x]))', 2_752_507],
    ['{type: string, maxLength: 0}', 'self == "x"', 1],
    ['{type: string, format: byte}', 'self == b"x"', 2],
    ['{type: array, maxItems: 6291456, items: {type: number}}', 'self.all(x, x == 0.0)', 25_165_826],
    [nested(', maxProperties: 10'), 'self.all(x, x["y"].required == "z")', 72],
    ['{type: array, maxItems: 10, items: {x-kubernetes-int-or-string: true}}', 'self[0] == 5', 3],
    ['{type: array, items: {type: array, items: {type: number}}}', 'self[0][0] == -1.0', 3],
    [
      '{type: array, items: {type: object, additionalProperties: {type: number}}}',
      'self.all(x, x.y == 25.2)',
      6_291_452,
    ],
    ['{type: array, items: {type: string, format: duration}}', 'self[0].getHours() == 2', 4],
    ['{type: string}', "self.find('[0-9]+') == ''", 629_147],
    ['{type: string, maxLength: 10}', "self.find('[0-9]+') == ''", 11],
    ['{type: array, items: {type: string}}', "self.join(' ') == 'aa bb'", 329_853_068_905],
    ['{type: array, maxItems: 10, items: {type: string, maxLength: 10}}', "self.join(' ') == 'aa bb'", 43],
    ['{type: array, items: {type: string}}', 'self.isSorted() == true', 329_854_432_052],
    ['{type: array, maxItems: 10, items: {type: string, maxLength: 10}}', 'self.isSorted() == true', 52],
    [
      '{type: object, properties: {str: {type: string}, before: {type: string, maxLength: 2}, after: {type: string, maxLength: 4}}}',
      "self.str.replace(self.before, self.after) == 'does not matter'",
      629_154,
    ],
    ['{type: object, properties: {str: {type: string}}}', 'self.str.split(self.str) == []', 629_160],
    ['{type: string, maxLength: 10}', "self.lowerAscii() == 'lower!'", 6],
    ['{type: object, additionalProperties: {type: integer}}', 'oldSelf.size() == self.size()', 5],
    ['{type: object, additionalProperties: {type: string, format: duration}}', 'self["c"] == self["d"]', 8],
    ['{type: string, enum: [A, B, LongValue]}', "self.contains('A')", 2],
    ['{type: string, maxLength: 1000, enum: [A, B]}', "self.contains('A')", 401],
  ])('%s: %s', (schema, rule, cost) => {
    expect(costOf(schema, rule)).toBe(cost)
  })
})

/** What is wrong with a schema whose property `p` is the given one. */
function refusals(yaml: string, isUnchanged = false): string[] {
  const schema = { type: 'object', properties: { p: parse(yaml) } }
  return validateDefinitionSchema(schema, '$', { isUnchanged }).map(formatFieldError)
}

const HINT =
  '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)'
const RULE = '$.properties[p].x-kubernetes-validations[0]'
const CONTRIBUTED =
  'Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema'
const TOTAL =
  '$: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of'

const tags = (maxItems: number, maxLength: number) =>
  `{type: array, maxItems: ${maxItems}, items: {type: string, maxLength: ${maxLength}}, x-kubernetes-validations: [{rule: "self.all(x, x.contains('gpu'))"}]}`

describe('the limit of one expression', () => {
  test.each([
    [16, 909_090],
    [63, 333_333],
    [253, 94_339],
    [1024, 24_154],
  ])('lets texts of %i characters be looked through %i times', (length, items) => {
    expect(refusals(tags(items, length))).toEqual([])
    expect(refusals(tags(items + 1, length))).toEqual([
      expect.stringContaining(
        `${RULE}.rule: Forbidden: estimated rule cost exceeds budget by factor of 1.0000`,
      ),
    ])
  })

  it('counts how often a rule can be asked', () => {
    const item =
      '{type: object, properties: {text: {type: string, maxLength: 4096}, part: {type: string, maxLength: 4096}}, x-kubernetes-validations: [{rule: "!self.text.contains(self.part)"}]}'
    expect(refusals(`{type: array, maxItems: 20, items: ${item}}`)).toEqual([
      `$.properties[p].items.x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of 5.4x ${HINT}`,
    ])
  })

  it('takes as many items as fit into a request where nothing limits them', () => {
    const rules = 'x-kubernetes-validations: [{rule: "self.x == \'a\'"}]'
    const item = `{type: object, properties: {x: {type: string, maxLength: 9}}, ${rules}}`
    expect(refusals(`{type: array, items: ${item}}`)).toEqual([])
    expect(
      refusals(
        `{type: array, items: {type: array, items: {type: string, maxLength: 9, ${rules.replace('.x', '+self+self+self')}}}}`,
      ),
    ).toEqual([
      `$.properties[p].items.items.x-kubernetes-validations[0].rule: Forbidden: estimated rule cost exceeds budget by factor of 4.1x ${HINT}`,
    ])
  })

  it('holds for messages too', () => {
    const rule = `{rule: "true", messageExpression: "'min ' + string(self)"}`
    expect(refusals(`{type: integer, x-kubernetes-validations: [${rule}]}`)).toEqual([
      `${RULE}.messageExpression: Forbidden: estimated messageExpression cost exceeds budget by factor of more than 100x ${HINT}`,
      `${RULE}.messageExpression: ${CONTRIBUTED}`,
      `${TOTAL} more than 100x ${HINT}`,
    ])
  })

  it('does not hold for a schema that was accepted before', () => {
    expect(refusals(tags(400_000, 63), true)).toEqual([])
  })
})

describe('the limit of a schema', () => {
  it('blames the dearest four', () => {
    const properties = [30, 10, 20, 28, 25, 24].map((tenThousands, index) => {
      const one = tags(tenThousands * 10_000, 63).replace(/\[(.*)\]/, '[$1, $1, $1]')
      return `p${index}: ${one}`
    })
    const path = (property: number, rule: number) =>
      `$.properties[p].properties[p${property}].x-kubernetes-validations[${rule}].rule`
    expect(refusals(`{type: object, properties: {${properties.join(', ')}}}`)).toEqual([
      `${path(0, 0)}: ${CONTRIBUTED}`,
      `${path(0, 1)}: ${CONTRIBUTED}`,
      `${path(0, 2)}: ${CONTRIBUTED}`,
      `${path(3, 0)}: ${CONTRIBUTED}`,
      `${TOTAL} 1.233000x ${HINT}`,
    ])
  })
})

describe('rules that turn out to cost too much', () => {
  const pairs = 'self.all(x, self.all(y, x + y >= 0))'
  const failures = (count: number, rules: readonly string[]) => {
    const validations = rules.map((rule) => ({ rule }))
    const list = { type: 'array', items: { type: 'integer' }, 'x-kubernetes-validations': validations }
    const schema = { type: 'object', properties: { p: list } } as JSONSchemaProps
    const numbers = Array.from({ length: count }, (_, index) => index)
    return validateRules(schema, { p: numbers }).map(formatFieldError)
  }

  it('end with the expression that takes too long', () => {
    expect(failures(700, [pairs, 'false'])).toEqual([
      `p: Invalid value: "array": 'operation cancelled: actual cost limit exceeded': no further validation rules will be run due to call cost exceeds limit for rule: ${pairs}`,
    ])
  })

  it('end when all together have taken too long', () => {
    expect(failures(350, [...Array.from({ length: 15 }, () => pairs), 'false'])).toEqual([
      'p: Invalid value: "array": validation failed due to running out of cost budget, no further validation rules will be run',
    ])
  })
})
