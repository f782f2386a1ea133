/** JSON laid out anew. */
import { describe, expect, it } from 'vitest'
import { indentJson } from '../../src/printers/indent-json.ts'

describe('indentJson', () => {
  it.each([
    ['{}', '{}'],
    ['[]\n', '[]\n'],
    ['{"b":[],"a":{}}', '{\n  "b": [],\n  "a": {}\n}'],
    ['{"a":[1,{"x":null}]}\n', '{\n  "a": [\n    1,\n    {\n      "x": null\n    }\n  ]\n}\n'],
    ['{"a" : "x: {,}\\" \\u003c"}', '{\n  "a": "x: {,}\\" \\u003c"\n}'],
    ['', ''],
  ])('lays out %j', (text, expected) => {
    expect(indentJson(text)).toBe(expected)
  })
})
