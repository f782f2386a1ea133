/** The terms under which whatever selects an object can stand in the index 'selector' of its kind. */
import type { KubeObject } from '../apimachinery/object.ts'

/**
 * Each owner is indexed under the first pair of its selector, so the object's own pairs are all the terms there are.
 * `withoutLabels` adds the term of selectors that name no exact label.
 */
export function lookupTerms(object: KubeObject, options: { withoutLabels?: boolean } = {}): string[] {
  const { namespace = '', labels = {} } = object.metadata
  const terms = Object.entries(labels).map(([key, value]) => `${namespace}/${key}=${value}`)
  if (options.withoutLabels !== false) terms.push(`${namespace}/*`)
  return terms
}
