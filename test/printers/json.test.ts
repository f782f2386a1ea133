/** JSON as kubectl prints it. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toCompactJson, toJson } from '../../src/printers/json.ts'

const recorded = readFileSync(new URL('./recorded.json.txt', import.meta.url), 'utf8')

describe('toJson', () => {
  it('prints an object full of oddities byte for byte as kubectl 1.35 does', () => {
    expect(toJson(JSON.parse(recorded))).toBe(recorded)
  })

  it('sorts keys, indents by four and ends in a newline', () => {
    expect(toJson({ b: [1, { c: null }], a: {}, d: [] })).toBe(
      '{\n    "a": {},\n    "b": [\n        1,\n        {\n            "c": null\n        }\n    ],\n    "d": []\n}\n',
    )
  })

  it.each([
    ['numbers as text', '{"data":{"10":"a","9":"b","a":"c"}}'],
    ['what objects take for something else', '{"__proto__":1,"a":2}'],
    ['capitals first', '{"A":[{"B":1,"a":2}],"a":null}'],
  ])('sorts %s', (_, text) => {
    expect(toCompactJson(JSON.parse(text))).toBe(text)
  })

  it('keeps the order of keys where asked to', () => {
    expect(toJson({ kind: 'Pod', apiVersion: 'v1', gone: undefined }, 'given')).toBe(
      '{\n    "kind": "Pod",\n    "apiVersion": "v1"\n}\n',
    )
  })

  it('escapes what HTML would read, as Go does', () => {
    expect(toCompactJson({ a: '<b> & "c" \u2028' })).toBe('{"a":"\\u003cb\\u003e \\u0026 \\"c\\" \\u2028"}')
  })

  it('replaces lone surrogates', () => {
    expect(toCompactJson('a\ud800b<')).toBe('"a\ufffdb\\u003c"')
  })

  it('is read back as what was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(toJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
        expect(JSON.parse(toCompactJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
