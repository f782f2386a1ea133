/** The text of descriptions: levels, alignment, what is kept from the terminal. */
import { describe, expect, it } from 'vitest'
import { createDescribeWriter } from '../../../src/api/describe/writer.ts'

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
