/** JSONPath against recorded output of kubectl, and what no expression can do. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonPathPrinter } from '../../../src/printers/jsonpath/jsonpath.ts'
import { relaxedJsonPath } from '../../../src/printers/jsonpath/relaxed.ts'
import { isPrintError } from '../../../src/printers/print-error.ts'

/** The object that the recordings were made of. */
const foo = {
  apiVersion: 'x.io/v1',
  kind: 'Foo',
  metadata: { name: 'a', annotations: { a: 'b' }, labels: { 'a.b/c': 'v', x: 'y' } },
  spec: {
    f: 1.5,
    n: null,
    t: true,
    l: [1, 2, 3],
    e: [],
    m: {},
    s: 'str<&>',
    items: [
      { name: 'a', v: 1, tags: ['p', 'q'] },
      { name: 'b', v: 2, w: 1.5 },
      { name: 'c', v: 3, tags: [] },
    ],
  },
}

interface Recording {
  template: string
  allowMissingKeys: boolean
  output: string
}

const recordings: Recording[] = JSON.parse(readFileSync(new URL('./recorded.json', import.meta.url), 'utf8'))

/** Output, or the first line of the error, which the recordings hold too. */
function run(template: string, allowMissingKeys: boolean, data: unknown = foo): string {
  try {
    return jsonPathPrinter(template, { allowMissingKeys })(data)
  } catch (error) {
    if (isPrintError(error)) return `error: ${error.message.replace(/\n\ttemplate was:[\s\S]*/, '')}`
    throw error
  }
}

describe('jsonPathPrinter', () => {
  it.each(recordings)('prints $template as kubectl 1.35 does (missing keys: $allowMissingKeys)', (row) => {
    expect(run(row.template, row.allowMissingKeys)).toBe(row.output)
  })

  it('words an error with the template and the object', () => {
    const print = jsonPathPrinter('{.l[5]}')
    expect(() => print({ l: [1, null, 'a"b'], m: { k: true } })).toThrow(
      'error executing jsonpath "{.l[5]}": Error executing template: array index out of bounds: index 5, length 3. ' +
        'Printing more information for debugging the template:\n\ttemplate was:\n\t\t{.l[5]}\n' +
        '\tobject given to jsonpath engine was:\n\t\tmap[string]interface {}{"l":[]interface {}{1, interface {}(nil), ' +
        '"a\\"b"}, "m":map[string]interface {}{"k":true}}\n\n\n',
    )
  })

  it('can be used for many objects', () => {
    const print = jsonPathPrinter('{range .items[*]}{@}{end};')
    expect([print({ items: [1, 2] }), print({ items: [] }), print({ items: [3] })]).toEqual([
      '12;',
      ';',
      '3;',
    ])
  })

  it('prints the results as JSON where asked to', () => {
    const print = (template: string) => jsonPathPrinter(template, { asJson: true })(foo)
    expect(print('{.spec.items[*].name}')).toBe('[\n    "a",\n    "b",\n    "c"\n]\n')
    expect(print('{.nosuch}')).toBe('[]\n')
  })

  it('walks recursively, parents before what is in them', () => {
    expect(run('{..name}', true)).toBe('a a b c')
    expect(run('{.spec..tags}', true)).toBe('["p","q"] []')
  })

  it.each(['constructor', '__proto__', 'toString', 'length'])(
    'finds no %s that is not in the data',
    (key) => {
      expect(run(`{.${key}}{.spec.l.${key}}{.spec.s.${key}}{..${key}}`, true)).toBe('')
      expect(run(`{.${key}}`, true, JSON.parse(`{"${key}":1}`))).toBe('1')
    },
  )

  it('stops an expression that multiplies its results without end', () => {
    const wide = Array.from({ length: 30 }, () => Array.from({ length: 30 }, () => [1, 2, 3]))
    expect(run('{..*..*..*..*..*..*}', true, { wide: [wide, [wide, [wide]]] })).toMatch(/too many results|\d/)
  })

  it('gives output or a PrintError for any text', () => {
    const part = fc.constantFrom(
      ...'{ } [ ] ( ) ? @ $ . .. * , : \' " \\ - 1 2 == < ! range end items name .spec .l [*] [?( )] true {range {end} \n é'.split(
        ' ',
      ),
      ' ',
    )
    const template = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 20 }).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(template, fc.boolean(), (text, allow) => typeof run(text, allow) === 'string'),
      { numRuns: 2000 },
    )
  })
})

describe('relaxedJsonPath', () => {
  it.each(['a.b', '.a.b', '{a.b}', '{.a.b}'])('completes %s', (path) => {
    expect(relaxedJsonPath(path)).toBe('{.a.b}')
  })

  it.each(['{', '{a}{b}', 'a}'])('refuses %s', (path) => {
    expect(() => relaxedJsonPath(path)).toThrow(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    )
  })
})
