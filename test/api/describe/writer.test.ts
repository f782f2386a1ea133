import { describe, expect, it } from 'vitest'
import { alignColumns } from '../../../src/api/describe/tabwriter.ts'
import { createDescribeWriter } from '../../../src/api/describe/writer.ts'

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

describe('a describe writer', () => {
  it('indents by levels and aligns them together', () => {
    const writer = createDescribeWriter()
    writer.line(0, 'IPs:')
    writer.line(1, 'IP:\t10.0.0.1')
    writer.nested(1).line(1, 'Deep:\tx')
    expect(writer.toString()).toBe('IPs:\n  IP:      10.0.0.1\n    Deep:  x\n')
  })

  it('aligns what follows a flush by itself', () => {
    const writer = createDescribeWriter()
    writer.line(0, 'A long title:\tx')
    writer.flush()
    writer.line(0, 'b:\ty')
    expect(writer.toString()).toBe('A long title:  x\nb:  y\n')
  })

  it('shows what could steer a terminal', () => {
    const writer = createDescribeWriter()
    writer.line(0, '\x1b[31mred\r')
    expect(writer.toString()).toBe('^[[31mred\\r\n')
  })
})
