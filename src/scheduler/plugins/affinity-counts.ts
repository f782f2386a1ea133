/** The terms of inter-pod affinity that concern a pod, and how many pods each of them selects. */
import { matchesLabels, type Selector, selectsEverything } from '../../apimachinery/label-selector.ts'
import type { Pod } from '../../generated/types.ts'
import { type PlacedTerm, selectsPod, type Term, type TermBucket, termsOf } from '../affinity-terms.ts'
import type { ClusterView } from '../cluster-view.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodDescription } from '../pod-counts.ts'
import type { PodInfo } from '../pod-info.ts'
import type { Tally } from '../tally.ts'

/** Whether other pods keep away that the term selects. */
export const isRequiredAnti = ({ role }: Term): boolean => role === 'required anti-affinity'

/** Those terms of placed pods that select the pod; kept up to date. */
export interface PlacedTermsOnPod {
  refresh(): Promise<void>
  terms(): readonly PlacedTerm[]
  /** How many required anti-affinity terms of another pod select the pod and have a domain on the node. */
  countAnti(other: Pod, node: NodeInfo): number
}

/** Reads them with the first refresh. */
export async function placedTermsOn(
  { pod, namespace }: PodInfo,
  cluster: ClusterView,
): Promise<PlacedTermsOnPod> {
  const buckets = cluster.terms.bucketsFor(pod)
  const labels = await namespaceLabels(namespace, cluster)
  let [found, epoch]: [PlacedTerm[], string] = [[], '']
  return {
    async refresh() {
      for (const bucket of buckets) await bucket.refresh()
      const now = buckets.map((bucket: TermBucket) => bucket.epoch()).join()
      if (now === epoch) return
      epoch = now
      found = buckets.flatMap((bucket) =>
        [...bucket.terms()].filter(({ term }) => selectsPod(term, pod, labels)),
      )
    },
    terms: () => found,
    countAnti: (other, { labels: domains }) =>
      other.spec?.affinity?.podAntiAffinity === undefined
        ? 0
        : termsOf(other).filter(
            (term) =>
              isRequiredAnti(term) &&
              domains[term.topologyKey] !== undefined &&
              selectsPod(term, pod, labels),
          ).length,
  }
}

async function namespaceLabels(name: string, { client }: ClusterView): Promise<Record<string, string>> {
  return (await client.find('Namespace', { namespace: '', name }))?.metadata.labels ?? {}
}

/** A term of the new pod with the count of the pods that it selects. */
export interface CountedTerm {
  term: Term
  tally: Tally
  selects(other: Pod): boolean
}

/** Counts the pods that each of the terms selects. */
export async function counted(
  terms: readonly Term[],
  pod: PodInfo,
  cluster: ClusterView,
): Promise<CountedTerm[]> {
  const result: CountedTerm[] = []
  for (const term of terms) {
    const part = await partOf(term, pod, cluster)
    const tally = cluster.counts.of({ parts: [part], terminating: true })
    tally.watchDomains(term.topologyKey)
    result.push({ term, tally, selects: (other) => isPartOf(part, other) })
  }
  return result
}

type Part = PodDescription['parts'][number]

function isPartOf({ namespaces, selector }: Part, { metadata }: Pod): boolean {
  return namespaces.includes(metadata.namespace ?? '') && matchesLabels(selector, metadata.labels)
}

async function partOf(term: Term, { pod }: PodInfo, cluster: ClusterView): Promise<Part> {
  return {
    namespaces: await namespacesOf(term, cluster),
    selector: withLabelKeys(term, pod.metadata.labels ?? {}),
  }
}

async function namespacesOf(
  { namespaces, namespaceSelector }: Term,
  { client }: ClusterView,
): Promise<string[]> {
  if (!namespaceSelector) return [...namespaces]
  const { items } = await client.list('Namespace')
  const selected = items.filter(
    ({ metadata }) =>
      selectsEverything(namespaceSelector) || matchesLabels(namespaceSelector, metadata.labels),
  )
  return [...new Set([...namespaces, ...selected.map(({ metadata }) => metadata.name ?? '')])].sort()
}

/** matchLabelKeys and mismatchLabelKeys ask for the pod's own values of these labels, or for others. */
function withLabelKeys({ selector, source }: Term, labels: Record<string, string>): Selector {
  const own = (keys: readonly string[] | undefined, operator: 'in' | 'notin') =>
    (keys ?? [])
      .filter((key) => Object.hasOwn(labels, key))
      .map((key) => ({ key, operator, values: [labels[key]!] }))
  const added = [...own(source.matchLabelKeys, 'in'), ...own(source.mismatchLabelKeys, 'notin')]
  return added.length === 0 ? selector : { ...selector, requirements: [...selector.requirements, ...added] }
}

/** The pod's required affinity: a placed pod counts if all terms select it. */
export interface RequiredAffinity {
  terms: readonly Term[]
  tally: Tally | undefined
  /** Whether the pod would satisfy its own terms, so that the first of a group can be placed. */
  selectsItself: boolean
  selects(other: Pod): boolean
}

/** The required affinity of these terms. */
export async function createAffinity(
  pod: PodInfo,
  terms: readonly Term[],
  cluster: ClusterView,
): Promise<RequiredAffinity> {
  if (terms.length === 0) return { terms, tally: undefined, selectsItself: false, selects: () => false }
  const parts: Part[] = []
  for (const term of terms) parts.push(await partOf(term, pod, cluster))
  const tally = cluster.counts.of({ parts, terminating: true })
  for (const { topologyKey } of terms) tally.watchDomains(topologyKey)
  const selects = (other: Pod) => parts.every((part) => isPartOf(part, other))
  return { terms, tally, selectsItself: selects(pod.pod), selects }
}
