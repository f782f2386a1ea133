/** The failure of a function that a template calls. */

/** `message` is what the function says; the evaluator adds which call it was. */
export class FunctionError extends Error {
  override name = 'FunctionError'
}
