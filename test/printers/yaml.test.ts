/** YAML against recorded output of kubectl, named rules, and reading back. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { toYaml, toYamlDocuments } from '../../src/printers/yaml.ts'

const recorded = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

describe('toYaml', () => {
  it('prints an object full of oddities byte for byte as kubectl 1.35 does', () => {
    expect(toYaml(JSON.parse(recorded('./recorded.json.txt')))).toBe(recorded('./recorded.yaml.txt'))
  })

  const scalars: [string, unknown, string][] = [
    ['a word', 'web', 'web'],
    ['an image', 'nginx:1.25', 'nginx:1.25'],
    ['a bool as text', 'true', '"true"'],
    ['a YAML 1.1 bool', 'yes', '"yes"'],
    ['the letter n', 'n', '"n"'],
    ['a number as text', '1', '"1"'],
    ['an octal number as text', '0644', '"0644"'],
    ['a base 60 number', '1:30', '"1:30"'],
    ['an IP address', '10.0.0.1', '10.0.0.1'],
    ['a time', '2026-11-22T02:57:35Z', '"2026-11-22T02:57:35Z"'],
    ['a date that does not exist', '2026-02-30', '2026-02-30'],
    ['an empty text', '', '""'],
    ['null as text', 'null', '"null"'],
    ['a colon and a space', 'status: [c0]', "'status: [c0]'"],
    ['a hash after a space', 'a #b', "'a #b'"],
    ['an apostrophe inside', "it's", "it's"],
    ['an apostrophe in quotes', "'a': b", "'''a'': b'"],
    ['a leading space', ' a', "' a'"],
    ['a lone dash', '-', "'-'"],
    ['a tab', 'a\tb', '"a\\tb"'],
    ['an emoji', '😀', '"\\U0001F600"'],
    ['an accent', 'é', 'é'],
    ['a lone surrogate', '\ud800', '\ufffd'],
    ['lines', 'a\nb\n', '|\n  a\n  b'],
    ['lines without the last break', 'a\nb', '|-\n  a\n  b'],
    ['lines with empty ones at the end', 'a\n\n', '|+\n  a\n'],
    ['an indented first line', ' a\nb\n', '|2\n   a\n  b'],
    ['a space at the end of a line', 'a \nb', '"a \\nb"'],
    ['a large float', 1234567.5, '1.2345675e+06'],
    ['a small float', 0.00001, '1e-05'],
    ['a large integer', 12345678901, '12345678901'],
    ['null', null, 'null'],
    ['an empty map', {}, '{}'],
    ['an empty list', [], '[]'],
  ]
  it.each(scalars)('writes %s', (_name, value, text) => {
    expect(toYaml({ k: value })).toBe(`k: ${text}\n`)
  })

  it('folds a long line at the first space behind column 80', () => {
    const message =
      "0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/control-plane: }, that the pod didn't tolerate, 2 node(s) didn't match Pod's node affinity."
    expect(toYaml({ status: { conditions: [{ message }] } })).toBe(
      [
        'status:',
        '  conditions:',
        "  - message: '0/3 nodes are available: 1 node(s) had taint {node-role.kubernetes.io/control-plane:",
        "      }, that the pod didn''t tolerate, 2 node(s) didn''t match Pod''s node affinity.'",
        '',
      ].join('\n'),
    )
  })

  it('does not indent a list below its key', () => {
    expect(toYaml({ b: [{ z: 1, a: [1, [2]] }] })).toBe('b:\n- a:\n  - 1\n  - - 2\n  z: 1\n')
  })

  it('leaves out what is undefined', () => {
    expect(toYaml({ a: undefined, b: 1 })).toBe('b: 1\n')
  })

  it('separates documents', () => {
    expect(toYamlDocuments([{ a: 1 }, { b: 2 }])).toBe('a: 1\n---\nb: 2\n')
  })

  it('writes keys such as __proto__ like any other', () => {
    expect(toYaml(JSON.parse('{"__proto__":{"constructor":1}}'))).toBe('__proto__:\n  constructor: 1\n')
  })

  it('is read back as what was written', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({
        unit: fc.constantFrom('a', ' ', '\n', ':', '#', '-', "'", '"', '1', '\t', 'é', '😀', '{'),
      }),
      fc
        .array(fc.constantFrom('word', 'a:', "it's", '#', 'x'), { minLength: 15, maxLength: 60 })
        .map((w) => w.join(' ')),
    )
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(text, tie('node'), { maxKeys: 4 }),
      ),
    })).node
    const options = { version: '1.2', schema: 'core', uniqueKeys: true, merge: false } as const
    fc.assert(
      fc.property(fc.dictionary(text, value, { maxKeys: 4 }), (object) => {
        expect(parse(toYaml(object), options)).toEqual(JSON.parse(JSON.stringify(object)))
      }),
      { numRuns: 500 },
    )
  })
})
