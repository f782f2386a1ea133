/** CEL as Kubernetes has it: what expressions are worth, what they refuse, and how that is told. */
import { describe, expect, it, test } from 'vitest'
import { EvaluationError } from '../../src/cel/errors.ts'
import { compile } from '../../src/cel/program.ts'
import { BOOL, DYN, INT, listOf, mapOf, type ObjectType, STRING, type Type } from '../../src/cel/type.ts'
import { fromJson } from '../../src/cel/values/from-json.ts'
import type { Value } from '../../src/cel/values/value.ts'

const item: ObjectType = { kind: 'object', name: 'Item', fields: new Map<string, Type>([['x', INT]]) }
const self: ObjectType = {
  kind: 'object',
  name: 'Self',
  fields: new Map<string, Type>([
    ['replicas', INT],
    ['name', STRING],
    ['list', listOf(item)],
    ['labels', mapOf(STRING, STRING)],
    ['missing', STRING],
  ]),
}
const variables = new Map<string, Type>([
  ['self', self],
  ['object', DYN],
])
const json = {
  replicas: 3,
  name: 'héllo😀',
  list: [{ x: 1 }, { x: 2 }],
  labels: { app: 'web' },
  half: 0.5,
  empty: [],
  none: null,
}
const values: Readonly<Record<string, Value>> = { self: fromJson(json), object: fromJson(json) }

function evaluate(expression: string): Value {
  return compile(expression, { variables }).evaluate((name) => values[name])
}

describe('what is true', () => {
  test.each([
    // literals and operators
    '1 + 2 * 3 == 7 && (1 + 2) * 3 == 9',
    '-9223372036854775808 < 0 && 0xff == 255',
    '7 / 2 == 3 && -7 / 2 == -3 && -7 % 3 == -1 && 7.0 / 2.0 == 3.5',
    '1 < 1.5 && 2u > 1 && dyn(1) == dyn(1.0) && dyn(1u) == dyn(1)',
    '"\\u00e9" == "é" && r"\\d" == "\\\\d" && """a"b""" == "a\\"b" && b"\\xff" != b"ÿ"',
    '{"b": 1, "a": 2} == {"a": 2, "b": 1} && {1: "a"}[1] == "a" && {"constructor": 1}["constructor"] == 1',
    'true || 1 / 0 > 0',
    '!(1 / 0 > 0 && false)',
    'object.replicas > 2 ? true : object.nothing',
    // fields
    'has(object.name) && !has(object.nothing) && has(object.list[0].x)',
    '"app" in self.labels && !("x" in object.labels) && 1 in [1, 2] && !(3 in [])',
    'self.labels["app"] == "web" && self.list[1].x == 2',
    'object.half == 0.5 && object.none == null && object.empty == []',
    // optionals
    'object.?nothing.orValue(5) == 5 && object.?list[0].?x.value() == 1 && self.labels[?"x"] == optional.none()',
    'object.?name.orValue(object.nothing.deeper) == object.name',
    'optional.of(2).optMap(x, x * 2) == optional.of(4) && !optional.ofNonZeroValue("").hasValue()',
    '[?optional.none(), 1] == [1] && {?"a": optional.of(1), ?"b": optional.none()} == {"a": 1}',
    // macros
    'self.list.all(i, i.x > 0) && self.list.exists(i, i.x == 2) && self.list.exists_one(i, i.x == 1)',
    'self.list.map(i, i.x) == [1, 2] && self.list.map(i, i.x > 1, i.x * 10) == [20] && self.list.filter(i, i.x > 1).size() == 1',
    'self.labels.all(key, self.labels[key] == "web") && self.labels.map(key, key) == ["app"]',
    '[3, 4].all(i, v, v == i + 3) && {"a": 1}.exists(k, v, k == "a" && v == 1)',
    '[3, 4].transformList(i, v, i * v) == [0, 4] && {"a": 1}.transformMap(k, v, v + 1) == {"a": 2}',
    '[1, 2].transformMapEntry(i, v, {v: i}) == {1: 0, 2: 1}',
    '[0, 2, 4].exists(x, 4 / x == 2)',
    'cel.bind(n, self.list.size(), n * n) == 4',
    // strings
    'self.name.size() == 6 && self.name.substring(5) == "😀" && self.name.indexOf("l") == 2 && self.name.charAt(1) == "é"',
    '"Hello".lowerAscii() == "hello" && " a ".trim() == "a" && "a,b,c".split(",", 2) == ["a", "b,c"] && ["a", "b"].join("-") == "a-b"',
    '"abab".replace("a", "x", 1) == "xbab" && "hello".lastIndexOf("l") == 3 && strings.quote("a\\"b") == "\\"a\\\\\\"b\\""',
    '"%s is %d, %.2f, %x".format(["a", dyn(5), dyn(1.0), dyn(255)]) == "a is 5, 1.00, ff"',
    '"ABC".matches("(?i)^abc$") && matches("a1", "[[:alpha:]]\\\\d") && !"x".matches("^y")',
    '"abc 123 45".find("[0-9]+") == "123" && "a1b22".findAll("[0-9]+") == ["1", "22"] && "a1b22".findAll("[0-9]+", 1) == ["1"]',
    // conversions and types
    'type(1) == int && type("") == string && type([]) == list && type(type(1)) == type && type(null) == null_type',
    'int("42") == 42 && int(3.9) == 3 && double("1e3") == 1000.0 && string(1.5) == "1.5" && string(1e25) == "1e+25"',
    'bool("true") && string(b"abc") == "abc" && bytes("é").size() == 2 && uint(3) == 3u',
    // time
    'timestamp("2024-03-01T12:30:45.5Z").getMonth() == 2 && timestamp("2024-03-01T12:30:45.5Z").getMilliseconds() == 500',
    'timestamp("2024-12-31T00:00:00Z").getDayOfYear() == 365 && timestamp("2024-12-31T00:00:00Z").getDayOfWeek() == 2',
    'timestamp("2024-07-01T00:00:00Z").getHours("Europe/Berlin") == 2 && timestamp("2024-07-01T00:00:00Z").getDate("-01:00") == 30',
    'timestamp("2024-01-02T00:00:00Z") - timestamp("2024-01-01T00:00:00Z") == duration("24h")',
    'timestamp("2024-01-01T00:00:00Z") + duration("90m") < timestamp("2024-01-01T01:30:00.000000001Z")',
    'string(duration("1.5h")) == "5400s" && duration("-90s").getMinutes() == -1 && duration("1m") > duration("59s")',
    'string(timestamp("2024-01-01T01:00:00+01:00")) == "2024-01-01T00:00:00Z" && int(timestamp("1970-01-01T00:00:01Z")) == 1',
    // libraries
    '[1, 2, 2].isSorted() && ![2, 1].isSorted() && [3, 1].min() == 1 && ["a", "c", "b"].max() == "c"',
    '[1, 2, 3].sum() == 6 && [1.5, 2.5].sum() == 4.0 && [duration("1s"), duration("2s")].sum() == duration("3s")',
    '[1, 2, 1].indexOf(1) == 0 && [1, 2, 1].lastIndexOf(1) == 2 && [1, 2, 1].distinct() == [1, 2] && [3, 1, 2].sort() == [1, 2, 3]',
    '[[1], [2, 3]].flatten() == [1, 2, 3] && [1, 2, 3].slice(1, 3) == [2, 3] && lists.range(3) == [0, 1, 2] && [1, 2].reverse() == [2, 1]',
    'sets.contains([1, 2, 3], [3, 1]) && sets.equivalent([1, 1], [1]) && sets.intersects([1], [1, 2]) && !sets.contains([1], [2])',
    'url("https://user@example.com:80/a b/?x=1&x=2").getHost() == "example.com:80" && isURL("/path") && !isURL("example.com")',
    'url("https://[::1]:80/p?x=1&x=2").getHostname() == "::1" && url("https://a/p?x=1&x=2").getQuery()["x"] == ["1", "2"] && url("https://a/b c").getEscapedPath() == "/b%20c"',
    'quantity("1.5Gi").isGreaterThan(quantity("1Gi")) && quantity("50k").add(20) == quantity("50020") && quantity("500m").asApproximateFloat() == 0.5',
    'isQuantity("1Mi") && !isQuantity("1Xi") && quantity("5").asInteger() == 5 && quantity("-1").sign() == -1 && !quantity("50m").isInteger()',
    'ip("127.0.0.1").isLoopback() && ip("2001:db8::abcd").family() == 6 && isIP("::1") && !isIP("::ffff:1.2.3.4") && !ip.isCanonical("2001:DB8::1")',
    'cidr("192.168.0.0/16").containsIP("192.168.10.1") && cidr("192.168.0.0/16").containsCIDR("192.168.10.0/24") && !cidr("10.0.0.0/8").containsIP(ip("::1"))',
    'string(cidr("192.168.1.5/24").masked()) == "192.168.1.0/24" && cidr("10.0.0.0/8").prefixLength() == 8 && string(ip("::ffff")) == "::ffff"',
    'format.dns1123Label().validate("my-label") == optional.none() && format.named("uuid").value().validate("x").hasValue()',
    'semver("1.2.3").isLessThan(semver("1.10.0")) && semver("1.0.0-alpha.1").isLessThan(semver("1.0.0")) && isSemver("v1.2", true) && !isSemver("1.2")',
  ])('%s', (expression) => {
    expect(evaluate(expression)).toBe(true)
  })
})

describe('what fails while it is evaluated', () => {
  test.each([
    ['object.nothing', 'no such key: nothing'],
    ['self.missing == ""', 'no such key: missing'],
    ['self.labels["x"]', 'no such key: x'],
    ['self.list[2].x', 'index out of bounds: 2'],
    ['1 / (self.replicas - 3)', 'division by zero'],
    ['9223372036854775807 + self.replicas', 'integer overflow'],
    ['object.name + 1', 'no such overload'],
    ['object.replicas && true', 'no such overload'],
    ['self.list.all(i, 1 / (i.x - 1) > 0)', 'division by zero'],
    ['optional.none().value()', 'optional.none() dereference'],
    ['[object.nothing].min()', 'no such key: nothing'],
    ['object.empty.min()', 'min called on empty list'],
    ['{object.name: 1, object.name: 2}', 'Failed with repeated key'],
  ])('%s: %s', (expression, message) => {
    expect(() => evaluate(expression)).toThrow(EvaluationError)
    expect(() => evaluate(expression)).toThrow(message)
  })
})

const issue = (column: number, message: string, source: string) =>
  `ERROR: <input>:1:${column}: ${message}\n | ${source}\n | ${'.'.repeat(column - 1)}^`

describe('what is refused before it is evaluated, and where', () => {
  test.each([
    ['self.foo == 1', 5, "undefined field 'foo'"],
    ['has(self.foo)', 4, "undefined field 'foo'"],
    ['self.list.all(i, i.y > 1)', 19, "undefined field 'y'"],
    ['self.name.x', 10, "type 'string' does not support field selection"],
    ['self.replicas + self.name', 15, "found no matching overload for '_+_' applied to '(int, string)'"],
    ['self.name == 1', 11, "found no matching overload for '_==_' applied to '(string, int)'"],
    ['self.name.startsWith(1)', 21, "found no matching overload for 'startsWith' applied to 'string.(int)'"],
    ['self.list.sum()', 14, "found no matching overload for 'sum' applied to 'list(Item).()'"],
    ['other', 1, "undeclared reference to 'other' (in container '')"],
    ['wrong(1)', 6, "undeclared reference to 'wrong' (in container '')"],
    [
      'self.replicas.all(x, true)',
      5,
      "expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)",
    ],
    ['[1, "a"]', 5, "expected type 'int' but found 'string'"],
    ['true ? 1 : "a"', 6, "found no matching overload for '_?_:_' applied to '(bool, int, string)'"],
    ['has(self)', 4, 'invalid argument to has() macro'],
    ['self.replicas = 1', 15, "Syntax error: token recognition error at: '= '"],
    ['self.name) ', 10, "Syntax error: mismatched input ')' expecting <EOF>"],
    ['9223372036854775808', 1, 'invalid int literal'],
    ['for', 1, 'reserved identifier: for'],
  ])('%s', (source, column, message) => {
    expect(() => compile(source, { variables })).toThrow(issue(column, message, source))
  })

  it('tells all that is wrong at once', () => {
    const source = 'self.foo == 1 && self.bar == 2'
    expect(() => compile(source, { variables })).toThrow(
      `${issue(5, "undefined field 'foo'", source)}\n${issue(22, "undefined field 'bar'", source)}`,
    )
  })

  it('asks for the type that is wanted', () => {
    expect(() => compile('1', { variables, results: [BOOL] })).toThrow('must evaluate to bool')
    expect(() => compile('object.name', { variables, results: [BOOL] })).toThrow('must evaluate to bool')
    expect(compile('object.name', { variables }).type).toEqual(DYN)
  })
})

describe('what an expression may cost', () => {
  it('ends what would take for ever', () => {
    const list = 'lists.range(1000)'
    const endless = `${list}.all(a, ${list}.all(b, ${list}.all(c, a + b + c >= 0)))`
    expect(() => evaluate(endless)).toThrow('operation cancelled: actual cost limit exceeded')
  })

  it('refuses what is nested too deeply', () => {
    expect(() => evaluate(`${'('.repeat(300)}1${')'.repeat(300)}`)).toThrow('recursion limit')
    expect(() => evaluate(`${'-'.repeat(10_000)}self.replicas`)).toThrow('recursion limit')
  })
})
