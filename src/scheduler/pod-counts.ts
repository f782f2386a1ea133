/** Counts of placed pods by their labels: one tally for each description that was asked for. */
import {
  formatSelector,
  matchesLabels,
  requiredLabels,
  type Selector,
} from '../apimachinery/label-selector.ts'
import type { Client } from '../apiserver/client.ts'
import type { Pod } from '../generated/types.ts'
import type { NodeCache } from './node-cache.ts'
import { nodeTakenBy } from './pod-changes.ts'
import { createTally, type Tally } from './tally.ts'

/** Which pods count: those that match all selectors, each within its namespaces. */
export interface PodDescription {
  parts: readonly { namespaces: readonly string[]; selector: Selector }[]
  /** Whether pods count that are being deleted. */
  terminating: boolean
}

/** How many placed pods there are of each description that was asked for. */
export interface PodCounts {
  of(description: PodDescription): Tally
  /** A pod was given to a node. */
  add(pod: Pod, node: string): void
  /** A pod was placed, changed or went away in some other way. */
  changed(before: Pod | undefined, after: Pod | undefined): void
}

interface Entry {
  description: PodDescription
  tally: Tally
}

/** So many tallies are kept; a tally that is let go is read anew each time. */
const KEPT_TALLIES = 4096

/** Counts that are made when they are first asked for, and follow the changes from then on. */
export function createPodCounts(client: () => Client, nodes: NodeCache): PodCounts {
  const known = new Map<string, Entry>()
  const byAnchor = new Map<string, Set<Entry>>()

  /** The descriptions that may match a pod are found by one label that they ask for. */
  function candidates({ metadata }: Pod): Entry[] {
    const found = [...(byAnchor.get('*') ?? [])]
    for (const key in metadata.labels)
      found.push(...(byAnchor.get(`${metadata.namespace}/${key}=${metadata.labels[key]}`) ?? []))
    return found
  }

  function keep(signature: string, entry: Entry): void {
    known.set(signature, entry)
    for (const anchor of anchorsOf(entry.description))
      byAnchor.set(anchor, (byAnchor.get(anchor) ?? new Set()).add(entry))
    if (known.size > KEPT_TALLIES) drop(known.keys().next().value!)
  }

  function drop(signature: string): void {
    const { description, tally } = known.get(signature)!
    known.delete(signature)
    for (const anchor of anchorsOf(description)) {
      const entries = byAnchor.get(anchor)
      for (const entry of entries ?? []) if (entry.tally === tally) entries?.delete(entry)
      if (entries?.size === 0) byAnchor.delete(anchor)
    }
    tally.retire()
  }

  return {
    of(description) {
      const signature = signatureOf(description)
      const entry = known.get(signature)
      if (entry) return entry.tally
      const tally = createTally(nodes, () => readNodes(client(), description))
      keep(signature, { description, tally })
      return tally
    },
    add(pod, node) {
      for (const { description, tally } of candidates(pod)) if (describes(description, pod)) tally.add(node)
    },
    changed(before, after) {
      for (const pod of [before, after])
        if (pod)
          for (const { description, tally } of candidates(pod))
            if (describes(description, pod)) tally.invalidate()
    },
  }
}

function signatureOf({ parts, terminating }: PodDescription): string {
  return JSON.stringify([terminating, ...parts.map((part) => [part.namespaces, part.selector])])
}

/** Where a description is filed: a label that its pods must have, in each of its namespaces; '*' without one. */
function anchorsOf({ parts }: PodDescription): string[] {
  const [part] = parts
  const [label] = part ? requiredLabels(part.selector) : []
  if (!part || !label) return ['*']
  return part.namespaces.map((namespace) => `${namespace}/${label[0]}=${label[1]}`)
}

function describes({ parts, terminating }: PodDescription, { metadata }: Pod): boolean {
  if (!terminating && metadata.deletionTimestamp !== undefined) return false
  return parts.every(
    ({ namespaces, selector }) =>
      namespaces.includes(metadata.namespace ?? '') && matchesLabels(selector, metadata.labels),
  )
}

async function readNodes(client: Client, description: PodDescription): Promise<string[]> {
  const [part] = description.parts
  if (!part?.selector.selectable) return []
  const nodes: string[] = []
  for (const namespace of part.namespaces) {
    const { items } = await client.list('Pod', { namespace, labelSelector: formatSelector(part.selector) })
    for (const pod of items) {
      const node = nodeTakenBy(pod)
      if (node !== undefined && describes(description, pod)) nodes.push(node)
    }
  }
  return nodes
}
