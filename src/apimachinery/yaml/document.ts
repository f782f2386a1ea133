/** What reading a file gives, and how it fails. */
import type { Json } from '../../base/json.ts'

/** One document of a file. Those that hold nothing are left out. */
export interface ReadDocument {
  value: Json
  /** Where it begins in the file, counted from 1. */
  line: number
  /** What a strict YAML reader would refuse: `line 5: key "data" already set in map`. The last value counts. */
  duplicates: readonly string[]
}

/**
 * A file that cannot be read on. `message` is kubectl's, without `error parsing FILE: ` before it. The line is
 * where the document begins that it is in.
 */
export class DocumentError extends Error {
  override name = 'DocumentError'
  readonly line: number

  constructor(message: string, line: number, options?: ErrorOptions) {
    super(message, options)
    this.line = line
  }
}
