/** Columns as Go's tabwriter makes them. */
import { describe, expect, it } from 'vitest'
import { layoutColumns, layoutText } from '../../src/printers/tabwriter.ts'

describe('layoutColumns', () => {
  it('ends a column at a row that does not have it', () => {
    const rows = [['a', 'b', 'c'], ['one cell'], ['longer than before', 'b', 'c']]
    expect(layoutColumns(rows)).toEqual(['a     b     c', 'one cell', 'longer than before   b     c'])
  })

  it('begins the next block no narrower than the last', () => {
    expect(layoutColumns([['longer than this', 'x'], ['alone'], ['a', 'x']])).toEqual([
      'longer than this   x',
      'alone',
      'a                  x',
    ])
  })

  it('goes on with the widths that it is given', () => {
    const widths: number[] = []
    layoutColumns([['a long cell', 'x']], widths)
    expect(layoutColumns([['a', 'x']], widths)).toEqual(['a             x'])
  })

  it('makes no lines of no rows', () => {
    expect(layoutColumns([])).toEqual([])
  })
})

describe('layoutText', () => {
  it('takes tabs for the ends of cells', () => {
    expect(layoutText('NAME\tAGE\nweb\t5m\n')).toBe('NAME   AGE\nweb    5m\n')
  })
})
