/** The failure of a template, at parsing or at execution. */

/** `message` is the text of Go's own error: `template: output:1:2: executing …`. */
export class TemplateError extends Error {
  override name = 'TemplateError'
}
