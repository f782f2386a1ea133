/** What a parsed JSONPath template consists of. */

/** One bound of a slice. `derived`: the end of an index such as `[2]`, which stands for `[2:3]`. */
export interface Bound {
  known: boolean
  value: number
  derived?: boolean
}

/** One step of a path, or text. */
export type Node =
  | { type: 'text'; text: string }
  | { type: 'literal'; value: number | boolean }
  | { type: 'field'; name: string }
  | { type: 'array'; start: Bound; end: Bound; step: Bound }
  | { type: 'filter'; left: Node[]; operator: string; right: Node[] }
  | { type: 'wildcard' }
  | { type: 'recursive' }
  | { type: 'union'; members: Node[][] }
  | { type: 'identifier'; name: string }

/** A template: text between braces, and for each pair of braces the list of its nodes. */
export type Template = (Extract<Node, { type: 'text' }> | Node[])[]

/** A failure inside a template, in client-go's words; the printers wrap it into a PrintError. */
export class JsonPathError extends Error {
  override name = 'JsonPathError'
  /** Whether values came with the failure, as client-go's functions give them: a test for existence asks no more. */
  readonly hasFound: boolean

  constructor(message: string, hasFound = true) {
    super(message)
    this.hasFound = hasFound
  }
}
