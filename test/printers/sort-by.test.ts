/** The order of `--sort-by`. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Table } from '../../src/apimachinery/table.ts'
import { naturalLess } from '../../src/printers/natural-less.ts'
import { sortObjects, sortTableRows } from '../../src/printers/sort-by.ts'

const sorted = (values: unknown[]) =>
  sortObjects(
    values.map((value) => ({ value })),
    '.value',
  ).map(({ value }) => value)

describe('sortObjects', () => {
  const rows: [string, unknown[], unknown[]][] = [
    ['integers by value', [10, 9, -1], [-1, 9, 10]],
    ['floats by value', [1.5, 0.25], [0.25, 1.5]],
    ['names naturally', ['pod-10', 'pod-9', 'a'], ['a', 'pod-9', 'pod-10']],
    ['quantities by amount', ['1Gi', '500Mi', '2', '100m'], ['100m', '2', '500Mi', '1Gi']],
    [
      'times',
      ['2026-11-22T02:57:35Z', '2025-01-01T00:00:00Z'],
      ['2025-01-01T00:00:00Z', '2026-11-22T02:57:35Z'],
    ],
    ['null first', ['b', null, 'a'], [null, 'a', 'b']],
  ]
  it.each(rows)('puts %s', (_name, values, order) => {
    expect(sorted(values)).toEqual(order)
  })

  it.each(['.a.b', 'a.b', '{.a.b}', '{a.b}'])('takes the path %s', (path) => {
    expect(sortObjects([{ a: { b: 2 } }, { a: { b: 1 } }], path)).toEqual([{ a: { b: 1 } }, { a: { b: 2 } }])
  })

  it('puts objects without the field first, the later one before the earlier, as kubectl does', () => {
    const pods = [
      { name: 'agent-2886v', restarts: 0 },
      { name: 'agent-9stls' },
      { name: 'db-0', restarts: 0 },
      { name: 'migrate-vb8rd' },
    ]
    expect(sortObjects(pods, '.restarts').map(({ name }) => name)).toEqual([
      'migrate-vb8rd',
      'agent-9stls',
      'agent-2886v',
      'db-0',
    ])
  })

  const errors: [string, unknown[], string, string][] = [
    [
      'no such field',
      [{ a: 1 }],
      '.nosuch',
      `couldn't find any field with path "{.nosuch}" in the list of objects`,
    ],
    ['a bad path', [{ a: 1 }], '{', "unexpected path string, expected a 'name1.name2' or"],
    ['a path that does not parse', [{ a: 1 }], '.a[', 'unterminated array'],
    [
      'lists',
      [{ a: [1] }, { a: [2] }],
      '.a',
      'Field {.a} in *unstructured.Unstructured is an unsortable type: interface, err: unsortable type: []interface {}',
    ],
    [
      'mixed types',
      [{ a: 1 }, { a: 'x' }],
      '.a',
      'Field {.a} in *unstructured.Unstructured is an unsortable type: interface, err: unsortable interface: interface',
    ],
  ]
  it.each(errors)('refuses %s', (_name, objects, path, message) => {
    expect(() => sortObjects(objects, path)).toThrow(message)
  })

  it('sorts nothing into nothing', () => {
    expect(sortObjects([], '.a')).toEqual([])
  })

  it('orders any number of integers and loses none', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (values) => {
        expect(sorted(values)).toEqual([...values].sort((a, b) => a - b))
      }),
    )
  })
})

describe('sortTableRows', () => {
  const table = (values: unknown[]): Table => ({
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: [],
    rows: values.map((value, index) => ({ cells: [index], object: { value } as never })),
  })

  it('orders the rows by their objects', () => {
    expect(sortTableRows(table([3, 1, 2]), '.value')?.rows.map(({ cells }) => cells[0])).toEqual([1, 2, 0])
  })

  it('leaves a single row alone, whatever the path', () => {
    expect(sortTableRows(table([1]), '{')?.rows).toHaveLength(1)
  })

  it.each(['{', '.nosuch'])('gives up on %s, silently as kubectl does', (path) => {
    expect(sortTableRows(table([1, 2]), path)).toBeUndefined()
  })

  it('refuses lists as kubectl does', () => {
    expect(() => sortTableRows(table([[1], [2]]), '.value')).toThrow(
      'Field {.value} in [][][]reflect.Value is an unsortable type: interface, err: unsortable type: []interface {}',
    )
  })
})

describe('naturalLess', () => {
  const rows: [string, string][] = [
    ['a1', 'a2'],
    ['a2', 'a10'],
    ['a', 'aa'],
    ['1', 'a'],
    ['a1', 'a01'],
    ['a01', 'a2'],
    ['a1b', 'a1c'],
    ['Z', 'a'],
  ]
  it.each(rows)('puts %s before %s', (a, b) => {
    expect([naturalLess(a, b), naturalLess(b, a)]).toEqual([true, false])
  })

  it('is a strict order', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '0', '1', '9', '-') })
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(naturalLess(a, b) !== naturalLess(b, a)).toBe(a !== b)
      }),
    )
  })
})
