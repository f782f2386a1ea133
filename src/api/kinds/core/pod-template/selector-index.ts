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

/** All terms under which a workload that selects a pod with these labels can stand. */
export function selectorTerms(namespace: string, labels: Labels | undefined): string[] {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${namespace}/${key}=${value}`)
  return [...pairs, `${namespace}/*`]
}
