/** Failures of patches. */

/**
 * Whose fault a failed patch is: `bad-patch` it makes no sense in itself (HTTP 400), `not-applicable` it does not
 * fit the object (422), `too-large` (413), `conflict` somebody else changed the same fields, `precondition` it
 * changes what it must not, `internal` the object itself is at odds with its schema (500).
 */
export type PatchErrorCode =
  | 'bad-patch'
  | 'not-applicable'
  | 'too-large'
  | 'conflict'
  | 'precondition'
  | 'internal'

/** A patch that cannot be applied or made. The message is the API server's or kubectl's. */
export class PatchError extends Error {
  override name = 'PatchError'
  readonly code: PatchErrorCode

  constructor(code: PatchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
