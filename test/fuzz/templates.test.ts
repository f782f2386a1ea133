/** Templates, paths and patches that mean harm: they end soon, print little, and reach nothing but the object. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PatchError } from '../../src/apimachinery/patch/patch-error.ts'
import { applyStrategicMergePatch } from '../../src/apimachinery/patch/strategic-merge-patch.ts'
import { deepFreeze, type JsonObject } from '../../src/base/json.ts'
import { parseCustomColumns, printCustomColumns } from '../../src/printers/custom-columns.ts'
import { goTemplatePrinter } from '../../src/printers/go-template/go-template.ts'
import { jsonPathPrinter } from '../../src/printers/jsonpath/jsonpath.ts'
import { isPrintError } from '../../src/printers/print-error.ts'
import { schema as deploymentSchema } from '../apimachinery/patch/deployment-schema.ts'

/** Far more than any of them needs, and far less than a user would wait. */
const TIME_LIMIT = 20_000
const OUTPUT_LIMIT = 256 * 1024 * 1024

const list = Array.from({ length: 100 }, (_, index) => ({ name: `n${index}`, tags: ['a', 'b', 'c'], index }))
const data = deepFreeze({ kind: 'List', items: list, spec: { list: [1, 2, 3], deep: nest(60) } })

function nest(depth: number): JsonObject {
  return depth === 0 ? { end: true } : { a: nest(depth - 1) }
}

/** What is printed; of what fails, the text of the failure. Anything but a PrintError is a crash. */
function outcomeOf(print: () => string): string {
  try {
    return print()
  } catch (error) {
    if (!isPrintError(error)) throw error
    return error.message
  }
}

const template = (text: string, allowMissingKeys = true) =>
  outcomeOf(() => goTemplatePrinter(text, { allowMissingKeys })(data))
const path = (text: string, allowMissingKeys = true) =>
  outcomeOf(() => jsonPathPrinter(text, { allowMissingKeys, asJson: false })(data))
const columns = (text: string) =>
  outcomeOf(() => printCustomColumns(parseCustomColumns(text), [data], { noHeaders: false }))

const nested = (open: string, body: string, close: string, depth: number) =>
  open.repeat(depth) + body + close.repeat(depth)

describe('what would never end', () => {
  it.each([
    ['ranges in ranges', template, nested('{{range $.items}}', 'x', '{{end}}', 6)],
    ['a range over numbers', template, '{{range 9223372036854775807}}x{{end}}'],
    [
      'a template that invokes itself',
      template,
      '{{define "t"}}x{{template "t" .}}{{end}}{{template "t" .}}',
    ],
    [
      'two that invoke each other twice',
      template,
      '{{define "a"}}{{template "b"}}{{template "b"}}{{end}}{{define "b"}}{{template "a"}}{{template "a"}}{{end}}{{template "a"}}',
    ],
    ['a huge width', template, '{{printf "%999999999d" 1}}'],
    ['a huge precision', template, '{{printf "%.999999999f" 1.5}}'],
    ['a width out of an argument', template, '{{printf "%*d" 999999999 1}}'],
    ['text that doubles', template, `{{$x := "ab"}}${'{{$x = print $x $x}}'.repeat(60)}{{$x}}`],
    [
      'text that doubles by quoting',
      template,
      `{{$x := "\\""}}${'{{$x = printf "%q" $x}}'.repeat(60)}{{len $x}}`,
    ],
    ['open parentheses', template, `{{${'('.repeat(100_000)}}}`],
    ['open blocks', template, '{{if true}}'.repeat(50_000)],
    ['ranges in paths', path, nested('{range $.items[*]}', 'x', '{end}', 6)],
    ['descent after descent', path, `{${'..a'.repeat(40)}}`],
    ['everything of everything', path, `{${'..*'.repeat(8)}}`],
    ['all of all', path, `{${'[*]'.repeat(50)}}`],
    ['unions of unions', path, `{.items${'[0,1,2,3,4,5,6,7,8,9]'.repeat(1)}${'..name'.repeat(10)}}`],
    ['a huge slice', path, '{.items[0:999999999999]}'],
    ['a huge index', path, '{.items[99999999999999999999]}'],
    ['filters in filters', path, '{.items[?(@.name=="n1")]..[?(@.a)]..[?(@.a)]..[?(@.a)]}'],
    ['open brackets', path, `{${'['.repeat(100_000)}`],
    ['a column of everything', columns, `A:${'..*'.repeat(8)}`],
    ['many columns', columns, Array.from({ length: 5000 }, (_, index) => `C${index}:.kind`).join(',')],
  ])(
    '%s: ends',
    (_, print, text) => {
      const start = process.cpuUsage()
      const output = print(text)
      const { user, system } = process.cpuUsage(start)
      expect((user + system) / 1000).toBeLessThan(TIME_LIMIT)
      expect(output.length).toBeLessThan(OUTPUT_LIMIT)
    },
    2 * TIME_LIMIT,
  )
})

const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', 'valueOf']

describe('what is no part of the object', () => {
  it.each(names)('%s cannot be reached', (name) => {
    expect(path(`{.${name}}`)).toBe('')
    expect(path(`{['${name}']}`)).toBe('')
    expect(path(`{.items.${name}}`)).not.toContain('function')
    expect(path(`{..${name}}`)).toBe('')
    expect(path(`{.${name}}`, false)).toContain(`${name} is not found`)
    expect(template(`{{.${name}}}`)).toBe('<no value>')
    expect(template(`{{index . "${name}"}}`)).toBe('<no value>')
    expect(template(`{{with .${name}}}reached{{end}}`)).toBe('')
    expect(template(`{{.${name}}}`, false)).toContain('map has no entry for key')
    expect(template(`{{.kind.${name}}}`)).toContain('evaluate')
    expect(template(`{{template "${name}"}}`)).toContain('not defined')
    expect(template(`{{${name} .}}`)).toContain('not defined')
    expect(columns(`A:.${name}`)).toBe('A\n<none>\n')
  })

  it.each(names)('%s is seen where the object has it', (name) => {
    const own = JSON.parse(`{"${name}":"own"}`)
    expect(jsonPathPrinter(`{.${name}}`, { allowMissingKeys: false, asJson: false })(own)).toBe('own')
    expect(goTemplatePrinter(`{{.${name}}}`, { allowMissingKeys: false })(own)).toBe('own')
  })
})

describe('strategic merge patches', () => {
  const base = deepFreeze({
    metadata: { labels: { a: 'b' } },
    spec: { containers: [{ name: 'c', image: 'i', env: [{ name: 'A', value: 'b' }] }] },
  } as JsonObject)

  it.each([
    ['a patch of many elements', { spec: { containers: many(2000) } }],
    ['an order of many elements', { spec: { '$setElementOrder/containers': many(2000) } }],
    ['a deep patch', { spec: nest(500) }],
    ['many deletions', { spec: { containers: many(2000).map((each) => ({ ...each, $patch: 'delete' })) } }],
  ])(
    '%s: ends',
    (_, patch) => {
      const start = process.cpuUsage()
      try {
        applyStrategicMergePatch(base, deepFreeze(patch as JsonObject), deploymentSchema)
      } catch (error) {
        expect(error).toBeInstanceOf(PatchError)
      }
      const { user, system } = process.cpuUsage(start)
      expect((user + system) / 1000).toBeLessThan(TIME_LIMIT)
    },
    2 * TIME_LIMIT,
  )

  it('change nothing but the object', () => {
    const key = fc.constantFrom('__proto__', 'constructor', 'prototype', 'metadata', 'labels', 'spec', 'x')
    const { object } = fc.letrec<{ object: JsonObject; value: unknown }>((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.constantFrom('a', 1, null), tie('object')),
      object: fc
        .array(fc.tuple(key, tie('value')), { maxLength: 4 })
        // As JSON.parse makes it: a key of its own, whatever it is called.
        .map((entries) =>
          JSON.parse(`{${entries.map(([k, v]) => `"${k}":${JSON.stringify(v)}`).join(',')}}`),
        ),
    }))
    fc.assert(
      fc.property(object, (patch) => {
        const before = Object.getOwnPropertyNames(Object.prototype).length
        try {
          const merged = applyStrategicMergePatch(base, patch, deploymentSchema)
          expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
        } catch (error) {
          expect(error).toBeInstanceOf(PatchError)
        }
        expect(Object.getOwnPropertyNames(Object.prototype).length).toBe(before)
        expect(({} as Record<string, unknown>).x).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })
})

function many(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, index) => ({ name: `c${index}` }))
}
