/** Affinity terms ready to match, and the terms of placed pods that may select others. */
import { affinityLookups, affinityTermKeys } from '../api/kinds/core/pod/affinity-terms.ts'
import {
  matchesLabels,
  type Selector,
  selectorFromLabelSelector,
  selectsEverything,
} from '../apimachinery/label-selector.ts'
import type { Client } from '../apiserver/client.ts'
import type { Pod, PodAffinityTerm } from '../generated/types.ts'
import type { NodeCache } from './node-cache.ts'
import { nodeTakenBy } from './pod-changes.ts'
import { createTally, type Tally } from './tally.ts'

/** What a term does: keeps others away, or wants them near (weight of preferences; negative for anti-affinity). */
export type TermRole = 'required affinity' | 'required anti-affinity' | 'preferred'

/** A term of a pod, compiled. */
export interface Term {
  readonly role: TermRole
  readonly weight: number
  readonly topologyKey: string
  readonly namespaces: readonly string[]
  readonly namespaceSelector: Selector | undefined
  readonly selector: Selector
  readonly source: PodAffinityTerm
}

/** All terms of a pod. */
export function termsOf({ spec, metadata }: Pod): Term[] {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {}
  const compile = (source: PodAffinityTerm, role: TermRole, weight: number): Term => ({
    role,
    weight,
    topologyKey: source.topologyKey,
    namespaces:
      source.namespaces?.length || source.namespaceSelector
        ? (source.namespaces ?? [])
        : [metadata.namespace ?? ''],
    namespaceSelector: source.namespaceSelector && selectorFromLabelSelector(source.namespaceSelector),
    selector: selectorFromLabelSelector(source.labelSelector),
    source,
  })
  const terms: Term[] = []
  for (const [affinity, role, sign] of [
    [podAffinity, 'required affinity', 1],
    [podAntiAffinity, 'required anti-affinity', -1],
  ] as const) {
    for (const term of affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
      terms.push(compile(term, role, 1))
    for (const { weight, podAffinityTerm } of affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
      terms.push(compile(podAffinityTerm, 'preferred', sign * weight))
  }
  return terms
}

/** Whether the term selects a pod; `namespaceLabels` are those of the pod's namespace. */
export function selectsPod(term: Term, { metadata }: Pod, namespaceLabels: Record<string, string>): boolean {
  const within =
    term.namespaces.includes(metadata.namespace ?? '') ||
    (term.namespaceSelector !== undefined &&
      (selectsEverything(term.namespaceSelector) || matchesLabels(term.namespaceSelector, namespaceLabels)))
  return within && matchesLabels(term.selector, metadata.labels)
}

/** Equal terms of placed pods, and on which nodes these are. */
export interface PlacedTerm {
  readonly term: Term
  readonly tally: Tally
}

/** The terms of placed pods that stand under one key of the index 'affinity'. */
export interface TermBucket {
  refresh(): Promise<void> | undefined
  terms(): Iterable<PlacedTerm>
  /** Changes when terms are added or read anew. */
  epoch(): number
}

/** The required and preferred affinity terms of pods that have a node. */
export interface PlacedTerms {
  /** The buckets in which terms can be that select the pod. */
  bucketsFor(pod: Pod): TermBucket[]
  add(pod: Pod, node: string): void
  changed(before: Pod | undefined, after: Pod | undefined): void
}

interface Bucket extends TermBucket {
  add(pod: Pod, node: string): void
  invalidate(): void
}

/** Terms that are read when they are first asked for, and follow the changes from then on. */
export function createPlacedTerms(client: () => Client, nodes: NodeCache): PlacedTerms {
  const buckets = new Map<string, Bucket>()
  const bucketOf = (key: string): Bucket => {
    let bucket = buckets.get(key)
    if (!bucket) {
      bucket = createBucket(key, client, nodes)
      buckets.set(key, bucket)
    }
    return bucket
  }
  const known = (pod: Pod): Bucket[] =>
    pod.spec?.affinity ? keysOf(pod).flatMap((key) => buckets.get(key) ?? []) : []
  return {
    bucketsFor: ({ metadata }) => affinityLookups(metadata.namespace ?? '', metadata.labels).map(bucketOf),
    add(pod, node) {
      for (const bucket of known(pod)) bucket.add(pod, node)
    },
    changed(before, after) {
      for (const pod of [before, after]) if (pod) for (const bucket of known(pod)) bucket.invalidate()
    },
  }
}

function keysOf(pod: Pod): string[] {
  const { namespace = '' } = pod.metadata
  return [...new Set(termsOf(pod).flatMap(({ source }) => affinityTermKeys(source, namespace)))]
}

function createBucket(key: string, client: () => Client, nodes: NodeCache): Bucket {
  let placed: Map<string, PlacedTerm> | undefined
  let epoch = 0

  function add(pod: Pod, node: string): void {
    if (!placed) return
    const { namespace = '' } = pod.metadata
    for (const term of termsOf(pod)) {
      if (!affinityTermKeys(term.source, namespace).includes(key)) continue
      const { role, weight, namespaces, source } = term
      const signature = JSON.stringify([role, weight, namespaces, source])
      let entry = placed.get(signature)
      if (!entry) {
        entry = { term, tally: createTally(nodes) }
        entry.tally.watchDomains(term.topologyKey)
        placed.set(signature, entry)
        epoch++
      }
      entry.tally.add(node)
    }
  }

  async function update(): Promise<void> {
    if (!placed) {
      epoch++
      placed = new Map()
      for (const pod of await client().lookup('Pod', 'affinity', key)) {
        const node = nodeTakenBy(pod)
        if (node !== undefined) add(pod, node)
      }
    }
    for (const { tally } of placed.values()) await tally.refresh()
  }

  return {
    refresh() {
      if (placed && placed.size === 0) return undefined
      return update()
    },
    terms: () => placed?.values() ?? [],
    epoch: () => epoch,
    add,
    invalidate() {
      placed = undefined
    },
  }
}
