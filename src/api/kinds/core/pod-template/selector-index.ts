/** The index by which the workloads that select a pod are found from its labels. */
import type { KubeObject, Labels } from '../../../../apimachinery/object.ts'
import type { IndexEntry } from '../../../../store/store.ts'

/**
 * `namespace/key=value` of the selector's first label by key, which every pod that it selects must have; or
 * `namespace/*` for a selector without labels, which any pod may match.
 */
export function selectorEntry({ metadata }: KubeObject, labels: Labels | undefined): IndexEntry {
  const key = Object.keys(labels ?? {}).sort()[0]
  const pair = key === undefined ? '*' : `${key}=${labels?.[key]}`
  return ['selector', `${metadata.namespace ?? ''}/${pair}`]
}

/** The terms under which whatever selects an object by its labels can stand in the index 'selector' of its kind. */
export function labelTerms({ metadata }: KubeObject): string[] {
  const pairs = Object.entries(metadata.labels ?? {})
  return pairs.map(([key, value]) => `${metadata.namespace ?? ''}/${key}=${value}`)
}

/** The same, and the term of selectors without an exact label. */
export function selectorTerms(object: KubeObject): string[] {
  return [...labelTerms(object), `${object.metadata.namespace ?? ''}/*`]
}
