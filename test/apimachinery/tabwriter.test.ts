/** Columns as Go's tabwriter makes them. */
import { describe, expect, it } from 'vitest'
import { alignColumns, layoutColumns, layoutText } from '../../src/apimachinery/tabwriter.ts'

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

describe('alignColumns', () => {
  const rows: Record<string, [text: string, aligned: string]> = {
    'gives neighbouring cells the width of the widest and two spaces': [
      'a:\tx\nlonger:\ty\n',
      'a:       x\nlonger:  y\n',
    ],
    'leaves what follows the last tab alone': ['a\tlong text\nb\tc\n', 'a  long text\nb  c\n'],
    'begins anew after a line without cells': [
      'wide cell\tx\nno cells\na\ty\n',
      'wide cell  x\nno cells\na  y\n',
    ],
    'counts an empty cell as two spaces': ['\tx\n', '  x\n'],
    'nests columns within the block of the column before': [
      'a\tb\tc\nlonger\td\n',
      'a       b  c\nlonger  d\n',
    ],
    'counts characters, not bytes': ['ä\tx\nbb\ty\n', 'ä   x\nbb  y\n'],
    'pads a cell that ends the line': ['a\tb\t\nc\tdd\t\n', 'a  b   \nc  dd  \n'],
  }
  it.each(Object.entries(rows))('%s', (_name, [text, aligned]) => {
    expect(alignColumns(text)).toBe(aligned)
  })
})
