/** What expressions may cost at most, and at the least: the figures of Kubernetes' own estimator. */
import { describe, expect, test } from 'vitest'
import { estimateCost } from '../../src/cel/estimate/estimate-cost.ts'
import { compile } from '../../src/cel/program.ts'
import { parseType } from '../../src/cel/type.ts'

const variables = new Map([['authorizer', parseType('Authorizer')!]])

/** The estimate of an expression, of whose inputs nothing is declared. */
function estimate(expression: string): readonly [min: number, max: number] {
  const program = compile(expression, { variables })
  const { min, max } = estimateCost(program.tree, program.facts(), () => undefined)
  return [min, max]
}

const URL = "url('https:://kubernetes.io/')"
const V4 = "cidr('192.168.0.0/16')"
const TEXT = "'abc 123 def 123'"
const SELECTOR = "'spec.nodeName=example-node-name.fully.qualified.domain.name.example.com'"

describe('the estimate of', () => {
  test.each<[expression: string, min: number, max: number]>([
    ['[1, 2, 3, 4, 5].sum()', 15, 15],
    ["[duration('1s'), duration('2s')].max()", 14, 14],
    ['[1, 2, 3, 4, 5].indexOf(3)', 15, 15],
    ["'01234567890123456789012345678901234567890123456789'.indexOf('123')", 5, 5],
    [`${URL}.getScheme()`, 4, 4],
    [`${URL} == ${URL}`, 7, 9],
    [`${URL} == url('http://x.b')`, 5, 5],
    ["ip('192.168.0.1')", 2, 2],
    ["ip('2001:db8:3333:4444:5555:6666:7777:8888').family()", 5, 5],
    ["ip('192.168.0.1') == ip('192.168.0.1')", 5, 5],
    ["ip.isCanonical('2001:db8:3333:4444:5555:6666:7777:8888')", 8, 8],
    [`${V4}.masked()`, 3, 3],
    [`${V4}.ip()`, 3, 3],
    [`${V4}.containsCIDR(cidr('192.0.0.0/30'))`, 7, 11],
    [`${V4}.containsCIDR('192.0.0.0/30')`, 7, 11],
    [`${V4}.containsIP(ip('192.169.0.1'))`, 5, 8],
    [`${V4}.containsIP('192.169.0.1')`, 5, 8],
    ["'ABCDEFGHIJ abcdefghij'.lowerAscii()", 3, 3],
    ["'ABCDEFGHIJ abcdefghij'.lowerAscii() == 'abcdefghij ABCDEFGHIJ'.lowerAscii()", 7, 9],
    ["strings.quote('ABCDEFGHIJ abcdefghij')", 3, 3],
    ["strings.quote('ABCDEFGHIJ abcdefghij') == strings.quote('ABCDEFGHIJ abcdefghij')", 7, 11],
    [`${TEXT}.replace('', 'x')`, 3, 3],
    [`${TEXT}.split(' ', 1)`, 3, 3],
    [`${TEXT}.substring(5, 8)`, 2, 2],
    [`${TEXT}.findAll('123')`, 2, 2],
    ["jsonpatch.escapeKey('abc/def~ abc/def~')", 2, 2],
    ["authorizer.path('/healthz').check('get').allowed()", 350_003, 350_003],
    [`authorizer.group('').resource('pods').fieldSelector(${SELECTOR})`, 1821, 1821],
    ['quantity("12Mi")', 1, 1],
    ['quantity("200M") == quantity("0.2G") && quantity("0.2G") == quantity("200M")', 3, 6],
    ['quantity("50k").add(20).sub(quantity("100k")).sub(-50000).asInteger() > 0', 7, 7],
    ['format.named("dns1123Subdomain").value().validate("my-name")', 34, 34],
    ['format.named("dns1123Label").value() == format.named("dns1123Label").value()', 5, 11],
    ['!sets.intersects([1], [])', 22, 22],
    ['!sets.intersects([1], [1, 2])', 24, 24],
    ['semver("1234.56789012345.67890123456789")', 4, 4],
    ['semver("1.0.0").compareTo(semver("1.2.3"))', 3, 3],
    ["{'a': 1, 'b': 2}.all(k, v, v > 0)", 37, 41],
    ["{'a': 1, 'b': 2}.exists(k, v, v > 0)", 39, 43],
    ["{'a': 1, 'b': 2}.existsOne(k, v, v > 0)", 38, 40],
    ["{'a': 1, 'b': 2}.transformMap(k, v, v + 1)", 71, 71],
    ["{'a': 1, 'b': 2}.transformMap(k, v, v < 5, v + 1)", 67, 75],
    ["{'a': 1, 'b': 2}.transformMapEntry(k, v, {k: v + 1})", 131, 131],
    ["{'a': 1, 'b': 2}.transformMapEntry(k, v, v < 5, {k: v + 1})", 67, 135],
    ['[1, 2].all(i, v, v > 0)', 17, 21],
    ['[1, 2].exists(i, v, v > 0)', 19, 23],
    ['[1, 2].existsOne(i, v, v > 0)', 18, 20],
    ['[1, 2].transformList(i, v, v + 1)', 49, 49],
    ['[1, 2].transformList(i, v, v < 5, v + 1)', 27, 53],
  ])('%s', (expression, min, max) => {
    expect(estimate(expression)).toEqual([min, max])
  })
})
