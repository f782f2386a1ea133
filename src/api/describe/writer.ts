/** The text of `kubectl describe`: indented by levels, aligned as Go's tabwriter does. */
import { escapeTerminal } from '../../apimachinery/escape-terminal.ts'
import { alignColumns } from '../../apimachinery/tabwriter.ts'

const INDENT = '  '

/** Collects the text of one object. A tab ends a cell; the cells of neighbouring lines are aligned. */
export interface DescribeWriter {
  /** Text after two spaces per level. Ends no line by itself. */
  write(level: number, text: string): void
  /** The same, and the line ends. */
  line(level: number, text: string): void
  /** Ends the alignment of what stands so far: columns after it do not depend on columns before it. */
  flush(): void
  /** A writer into the same text, everything that many levels deeper. */
  nested(level: number): DescribeWriter
  /** All text so far, aligned. */
  toString(): string
}

/** A writer with nothing in it. `layout` turns lines with tabs into the text that is shown. */
export function createDescribeWriter(layout: (text: string) => string = alignColumns): DescribeWriter {
  let done = ''
  let pending = ''
  const add = (level: number, text: string) => {
    pending += escapeTerminal(INDENT.repeat(level) + text)
  }
  const at = (base: number): DescribeWriter => ({
    write: (level, text) => add(base + level, text),
    line: (level, text) => add(base + level, `${text}\n`),
    flush() {
      done += layout(pending)
      pending = ''
    },
    nested: (level) => at(base + level),
    toString: () => done + layout(pending),
  })
  return at(0)
}
