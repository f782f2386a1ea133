/** Go templates against recorded output of kubectl and against the real engine. */
import { readFileSync } from 'node:fs'
import { parse } from '@evertdespiegeleer/go-template'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { goTemplatePrinter } from '../../../src/printers/go-template/go-template.ts'
import { isPrintError } from '../../../src/printers/print-error.ts'

/** The object that the recordings were made of. */
const foo = {
  apiVersion: 'x.io/v1',
  kind: 'Foo',
  metadata: {
    name: 'a',
    annotations: { a: 'b' },
    labels: { app: 'web', tier: 'front', 'a.b/c': 'v' },
  },
  spec: {
    f: 1.5,
    g: 1234567.5,
    n: null,
    t: true,
    z: 0,
    l: [1, 2, 3],
    e: [],
    m: {},
    s: 'str<&>\'"',
    u: 'é',
    b64: 'czNjcjN0',
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

/** Output and, where it fails, the first line of what kubectl prints then. */
function run(template: string, allowMissingKeys: boolean, data: unknown = foo): string {
  try {
    return goTemplatePrinter(template, { allowMissingKeys })(data)
  } catch (error) {
    if (!isPrintError(error)) throw error
    const details = error.output.indexOf('. Printing more information')
    return details < 0 ? `error: ${error.message}` : error.output.slice(0, details)
  }
}

describe('goTemplatePrinter', () => {
  it.each(recordings)('prints $template as kubectl 1.35 does (missing keys: $allowMissingKeys)', (row) => {
    expect(run(row.template, row.allowMissingKeys)).toBe(row.output)
  })

  it('hands over what kubectl prints before the error', () => {
    const print = goTemplatePrinter('a{{.nosuch}}', { allowMissingKeys: false })
    const cause = 'template: output:1:3: executing "output" at <.nosuch>: map has no entry for key "nosuch"'
    let caught: unknown
    try {
      print({ kind: 'Foo', n: [1, '<'] })
    } catch (error) {
      caught = error
    }
    expect(caught).toMatchObject({
      message: `error executing template "a{{.nosuch}}": ${cause}`,
      output:
        `aError executing template: ${cause}. Printing more information for debugging the template:\n` +
        '\ttemplate was:\n\t\ta{{.nosuch}}\n\traw data was:\n\t\t{"kind":"Foo","n":[1,"\\u003c"]}\n' +
        '\tobject given to template engine was:\n\t\tmap[kind:Foo n:[1 <]]\n\n',
    })
  })

  const endless: [string, string, RegExp][] = [
    [
      'recursion',
      '{{define "r"}}{{template "r"}}{{end}}{{template "r"}}',
      /exceeded maximum template depth \(100000\)/,
    ],
    ['loops', '{{range 100000}}{{range 100000}}{{end}}{{end}}', /exceeded maximum number of steps/],
    ['output', '{{range 1000}}{{printf "%1000000d" 1}}{{end}}', /exceeded maximum size of output/],
    ['nesting', '{{if true}}'.repeat(20_000), /max expression depth exceeded/],
    ['parentheses', `{{${'('.repeat(20_000)}}}`, /max expression depth exceeded|unclosed left paren/],
  ]
  it.each(endless)('puts an end to endless %s', (_name, template, message) => {
    expect(() => goTemplatePrinter(template)({})).toThrow(message)
  })

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'reaches no %s outside the data',
    (key) => {
      expect(run(`{{.${key}}} {{index . "${key}"}} {{exists . "${key}"}}`, true)).toBe(
        '<no value> <no value> false',
      )
      expect(run(`{{.${key}}}`, true, JSON.parse(`{"${key}":1}`))).toBe('1')
    },
  )

  it('gives output or a PrintError for any text', () => {
    const word = fc.constantFrom(
      ...'. $ .a .b .spec.l "s" 1 1.5 nil true print printf len index eq and or not | ( ) $x := = , if range with else end break define template - /* */ `r` \'c\' é'.split(
        ' ',
      ),
    )
    const action = fc.array(word, { maxLength: 6 }).map((words) => `{{${words.join(' ')}}}`)
    const open = fc.constantFrom(
      '{{range .spec.l}}',
      '{{if .a}}',
      '{{with .b}}',
      '{{end}}',
      '{{else}}',
      'text',
      '\n',
    )
    const template = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(action, open), { maxLength: 8 }).map((p) => p.join('')),
    )
    fc.assert(
      fc.property(template, fc.boolean(), (text, allow) => typeof run(text, allow) === 'string'),
      { numRuns: 2000 },
    )
  })
})

describe('goTemplatePrinter beside the real engine', () => {
  const data = { a: 'x', b: [1, 2, 3], c: { d: 'y', e: 'z' }, n: null, t: true, f: 2.5, i: 7 }

  /** The engine decodes all numbers as float64, so numbers stay out of comparisons and integer verbs. */
  const atoms = fc.constantFrom(
    ...[
      '.a',
      '.b',
      '.c',
      '.c.d',
      '.n',
      '.t',
      '.f',
      '.i',
      '$',
      '.',
      '"s"',
      '1',
      '2.5',
      'true',
      '(len .b)',
      '(print .a 1 2)',
    ],
  )
  const calls = fc.oneof(
    fc
      .tuple(fc.constantFrom('print', 'html', 'js', 'urlquery', 'len', 'not', 'printf "%v|%q|%5v"'), atoms)
      .map((p) => p.join(' ')),
    fc
      .tuple(fc.constantFrom('and', 'or', 'print', 'println', 'eq', 'lt', 'index', 'slice'), atoms, atoms)
      .map((p) => p.join(' ')),
    atoms,
  )
  const statements = fc.oneof(
    calls.map((call) => `{{${call}}}`),
    fc
      .tuple(fc.constantFrom('if', 'with', 'range'), calls, calls)
      .map(([k, c, d]) => `{{${k} ${c}}}[{{${d}}}]{{else}}-{{end}}`),
    fc
      .tuple(calls, calls)
      .map(
        ([c, d]) =>
          `{{$x := ${c}}}{{- $x -}} {{$x | print ${d.split(' ').at(-1)?.startsWith('.') ? '.a' : '1'}}}`,
      ),
  )

  it('agrees on what templates print', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(statements, { minLength: 1, maxLength: 4 }), async (parts) => {
        const template = parts.join(' ')
        const expected = await parse(template, data).catch(() => undefined)
        if (expected === undefined) return
        const actual = run(template, false, data)
        // Whole numbers are ints for kubectl and for us, but floats for the oracle: there they compare with 2.5.
        if (actual.includes('incompatible types for comparison: float64 and int64')) return
        if (actual.includes('incompatible types for comparison: int64 and float64')) return
        expect(actual).toBe(expected)
      }),
      { numRuns: 150 },
    )
  })
})
