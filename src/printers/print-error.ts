/** The one error that printing fails with. */

/**
 * Output that could not be made. `message` is kubectl's text, to be printed after `error: `; `output` is what
 * kubectl has written to standard output by then, to be printed first.
 */
export class PrintError extends Error {
  override name = 'PrintError'
  readonly output: string

  constructor(message: string, output = '') {
    super(message)
    this.output = output
  }
}

/** True for a failure of the user's expression or template, as opposed to a defect. */
export function isPrintError(error: unknown): error is PrintError {
  return error instanceof PrintError
}
