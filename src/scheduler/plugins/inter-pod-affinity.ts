/** InterPodAffinity: near these pods, away from those; and what placed pods say of the new one. */
import { matchesLabels, type Selector, selectsEverything } from '../../apimachinery/label-selector.ts'
import type { Pod } from '../../generated/types.ts'
import type { Change } from '../../runtime/reconciler.ts'
import { type PlacedTerm, selectsPod, type Term, type TermBucket, termsOf } from '../affinity-terms.ts'
import type { ClusterView } from '../cluster-view.ts'
import {
  type DomainFilter,
  MAX_NODE_SCORE,
  type NodeFilter,
  type NodeScorer,
  type Plugin,
  type Rejection,
  unresolvable,
  unschedulable,
} from '../framework.ts'
import { movesNode } from '../node-changes.ts'
import type { NodeInfo } from '../node-info.ts'
import { placementStates } from '../pod-changes.ts'
import type { PodDescription } from '../pod-counts.ts'
import type { PodInfo } from '../pod-info.ts'
import type { Tally } from '../tally.ts'

const NO_AFFINITY = unresolvable("node(s) didn't match pod affinity rules")
const ANTI_AFFINITY = unschedulable("node(s) didn't match pod anti-affinity rules")
const PLACED_ANTI_AFFINITY = unschedulable("node(s) didn't satisfy existing pods anti-affinity rules")

/** InterPodAffinityArgs. */
export interface InterPodAffinityArgs {
  /** How much it counts that a placed pod requires to be near the new one. */
  hardPodAffinityWeight: number
  /** Pods without preferences of their own are not scored by those of others. */
  ignorePreferredTermsOfExistingPods: boolean
}

/** What holds where no configuration says otherwise. */
export const interPodAffinityArgs: InterPodAffinityArgs = {
  hardPodAffinityWeight: 1,
  ignorePreferredTermsOfExistingPods: false,
}

/** Required rules filter, preferences of both sides score, and so does the required affinity of placed pods. */
export function createInterPodAffinity(args = interPodAffinityArgs): Plugin {
  return {
    name: 'InterPodAffinity',
    scope: 'cluster',
    dependsOn: ['Namespace'],
    requeueOn: [
      { kind: 'Pod', helps: concerns },
      { kind: 'Node', helps: (_pod, change) => movesNode(change) },
    ],
    sign: ({ pod, spec }) =>
      JSON.stringify([
        pod.metadata.namespace,
        pod.metadata.labels,
        spec.affinity?.podAffinity,
        spec.affinity?.podAntiAffinity,
      ]),
    async preFilter(pod, cluster) {
      const terms = termsOf(pod.pod)
      const placed = await placedTermsOn(pod, cluster)
      const affinity = await createAffinity(pod, terms.filter(isRequiredAffinity), cluster)
      const anti = await counted(terms.filter(isRequiredAnti), pod, cluster)
      return createFilter(affinity, anti, placed)
    },
    async preScore(pod, cluster) {
      const preferred = await counted(termsOf(pod.pod).filter(isPreferred), pod, cluster)
      if (preferred.length === 0 && args.ignorePreferredTermsOfExistingPods) return 'skip'
      return createScorer(preferred, await placedTermsOn(pod, cluster), args)
    },
  }
}

/** A pod comes or goes that one of the required terms of either side selects. Namespaces are not looked at. */
function concerns(pod: Pod, change: Change): boolean {
  const own = termsOf(pod).filter((term) => !isPreferred(term))
  return placementStates(change).some(
    (other) =>
      own.some(({ selector }) => matchesLabels(selector, other.metadata.labels)) ||
      termsOf(other).some(
        (term) => isRequiredAnti(term) && matchesLabels(term.selector, pod.metadata.labels),
      ),
  )
}

const isRequiredAffinity = ({ role }: Term) => role === 'required affinity'
const isRequiredAnti = ({ role }: Term) => role === 'required anti-affinity'
const isPreferred = ({ role }: Term) => role === 'preferred'

/** Those terms of placed pods that select the pod; kept up to date. */
interface PlacedTermsOnPod {
  refresh(): Promise<void>
  terms(): readonly PlacedTerm[]
  /** How many required anti-affinity terms of another pod select the pod and have a domain on the node. */
  countAnti(other: Pod, node: NodeInfo): number
}

async function placedTermsOn({ pod, namespace }: PodInfo, cluster: ClusterView): Promise<PlacedTermsOnPod> {
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
interface CountedTerm {
  term: Term
  tally: Tally
  selects(other: Pod): boolean
}

async function counted(terms: readonly Term[], pod: PodInfo, cluster: ClusterView): Promise<CountedTerm[]> {
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
interface RequiredAffinity {
  terms: readonly Term[]
  tally: Tally | undefined
  /** Whether the pod would satisfy its own terms, so that the first of a group can be placed. */
  selectsItself: boolean
  selects(other: Pod): boolean
}

async function createAffinity(
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

function createFilter(
  affinity: RequiredAffinity,
  anti: readonly CountedTerm[],
  placed: PlacedTermsOnPod,
): NodeFilter {
  let repelling: readonly PlacedTerm[] = []
  return {
    async refresh() {
      await affinity.tally?.refresh()
      for (const { tally } of anti) await tally.refresh()
      await placed.refresh()
      repelling = placed.terms().filter(({ term }) => isRequiredAnti(term))
    },
    isIdle: () => affinity.terms.length === 0 && anti.length === 0 && repelling.length === 0,
    filter: (node) => reject(node, { affinity: 0, anti: anti.map(() => 0), repelling: 0 }),
    domains: () => [
      ...affinityDomains(affinity),
      ...anti.map((each) => avoidedDomains(each, ANTI_AFFINITY)),
      ...repelling.map((each) => avoidedDomains(each, PLACED_ANTI_AFFINITY)),
    ],
    trial(node) {
      const others: Others = { affinity: 0, anti: anti.map(() => 0), repelling: 0 }
      const count = ({ pod }: PodInfo, by: 1 | -1) => {
        if (affinity.selects(pod)) others.affinity += by
        for (const [index, term] of anti.entries()) if (term.selects(pod)) others.anti[index]! += by
        others.repelling += by * placed.countAnti(pod, node)
      }
      return {
        add: (pod) => count(pod, 1),
        remove: (pod) => count(pod, -1),
        filter: () => reject(node, others),
      }
    },
  }

  function reject(node: NodeInfo, others: Others): Rejection | undefined {
    if (!satisfiesAffinity(affinity, node, others.affinity)) return NO_AFFINITY
    if (anti.some(({ term, tally }, index) => countNear(term, tally, node, others.anti[index]) > 0))
      return ANTI_AFFINITY
    let repelled = others.repelling
    for (const { term, tally } of repelling) repelled += countNear(term, tally, node)
    return repelled > 0 ? PLACED_ANTI_AFFINITY : undefined
  }
}

/** The pod must be near others; if there are none at all, and it is one of those itself, it may be the first. */
function affinityDomains({ terms, tally, selectsItself }: RequiredAffinity): DomainFilter[] {
  if (!tally) return []
  const mayBeFirst = selectsItself && terms.every(({ topologyKey }) => tally.domains(topologyKey).size === 0)
  return terms.map(({ topologyKey: key }) => {
    const counts = tally.byDomain(key)
    const isNear = (id: number) => id !== 0 && (mayBeFirst || (counts[id] ?? 0) > 0)
    return { key, filter: (id: number) => (isNear(id) ? undefined : NO_AFFINITY) }
  })
}

function avoidedDomains(
  { term: { topologyKey: key }, tally }: Pick<PlacedTerm, 'term' | 'tally'>,
  rejection: Rejection,
): DomainFilter {
  const counts = tally.byDomain(key)
  return { key, filter: (id) => (id !== 0 && (counts[id] ?? 0) > 0 ? rejection : undefined) }
}

/** How many more pods than are counted a node is thought to have: those that the terms select, and that repel. */
interface Others {
  affinity: number
  anti: number[]
  repelling: number
}

/** How many of the pods are in the node's domain. */
function countNear({ topologyKey }: Term, tally: Tally, node: NodeInfo, others = 0): number {
  const near = tally.near(topologyKey, node)
  return others === 0 || node.labels[topologyKey] === undefined ? near : near + others
}

function satisfiesAffinity(
  { terms, tally, selectsItself }: RequiredAffinity,
  node: NodeInfo,
  others: number,
): boolean {
  if (!tally) return true
  if (terms.some(({ topologyKey }) => node.labels[topologyKey] === undefined)) return false
  if (terms.every((term) => countNear(term, tally, node, others) > 0)) return true
  return selectsItself && terms.every((term) => isNowhere(term, tally, node, others))
}

/** Whether there is no such pod in any domain. */
function isNowhere(term: Term, tally: Tally, node: NodeInfo, others: number): boolean {
  const domains = tally.domains(term.topologyKey)
  if (domains.size === 0) return others <= 0
  return (
    domains.size === 1 &&
    domains.has(node.labels[term.topologyKey] ?? '') &&
    countNear(term, tally, node, others) <= 0
  )
}

function createScorer(
  preferred: readonly CountedTerm[],
  placed: PlacedTermsOnPod,
  { hardPodAffinityWeight }: InterPodAffinityArgs,
): NodeScorer {
  const weightOf = ({ role, weight }: Term) => (role === 'required affinity' ? hardPodAffinityWeight : weight)
  let contributions: readonly PlacedTerm[] = []
  return {
    async prepare() {
      for (const { tally } of preferred) await tally.refresh()
      await placed.refresh()
      const scoring = placed.terms().filter(({ term }) => !isRequiredAnti(term))
      contributions = [...preferred, ...scoring].filter(({ tally }) => tally.nodes().size > 0)
    },
    isIdle: () => contributions.length === 0,
    scoreAll(nodes, scores) {
      for (const { term, tally } of contributions) {
        const [weight, ids] = [weightOf(term), nodes.domains(term.topologyKey)]
        const counts = tally.byDomain(term.topologyKey)
        for (let index = 0; index < ids.length; index++)
          if (ids[index] !== 0) scores[index]! += weight * (counts[ids[index]!] ?? 0)
      }
    },
    normalize(scores) {
      let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
      for (const score of scores) [min, max] = [Math.min(min, score), Math.max(max, score)]
      const range = max - min
      for (let index = 0; index < scores.length; index++)
        scores[index] = range === 0 ? 0 : Math.trunc(MAX_NODE_SCORE * ((scores[index]! - min) / range))
    },
  }
}
