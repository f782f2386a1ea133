/** The terms under which a pod that is placed is found by those that its affinity or anti-affinity may select. */
import { requiredLabels, selectorFromLabelSelector } from '../../../../apimachinery/label-selector.ts'
import type { Pod, PodAffinityTerm } from '../../../../generated/types.ts'

/** All terms of a pod's affinity and anti-affinity, required and preferred. */
export function podAffinityTerms({ spec }: Pod): PodAffinityTerm[] {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {}
  return [podAffinity, podAntiAffinity].flatMap((each) => [
    ...(each?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(each?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
      (weighted) => weighted.podAffinityTerm,
    ),
  ])
}

/**
 * `namespace/key=value` of a label that every pod selected by the term has, once for each namespace that the term
 * names; `*` stands for any namespace, and for no such label. A term without a selector selects nothing.
 */
export function affinityTermKeys(term: PodAffinityTerm, ownNamespace: string): string[] {
  if (!term.labelSelector) return []
  const [label] = requiredLabels(selectorFromLabelSelector(term.labelSelector))
  const pair = label === undefined ? '*' : `${label[0]}=${label[1]}`
  if (term.namespaceSelector) return [`*/${pair}`]
  const namespaces = term.namespaces?.length ? term.namespaces : [ownNamespace]
  return [...new Set(namespaces)].map((namespace) => `${namespace}/${pair}`)
}

/** The terms of the index 'affinity' under which terms can stand that select a pod with these labels. */
export function affinityLookups(namespace: string, labels: Readonly<Record<string, string>> = {}): string[] {
  const pairs = [...Object.entries(labels).map(([key, value]) => `${key}=${value}`), '*']
  return pairs.flatMap((pair) => [`${namespace}/${pair}`, `*/${pair}`])
}
