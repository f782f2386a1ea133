/** NodeAffinity: nodeSelector, required and preferred node affinity, and what the profile adds to them. */
import { matchesNodeSelection, matchesNodeSelectorTerm } from '../../api/kinds/core/pod/node-selection.ts'
import type { Node, NodeAffinity, NodeSelectorTerm, PreferredSchedulingTerm } from '../../generated/types.ts'
import { normalizeToMax, type Plugin, type Rejection, unresolvable } from '../framework.ts'
import { becomes } from '../node-changes.ts'
import type { PodInfo } from '../pod-info.ts'

const REJECTION = unresolvable("node(s) didn't match Pod's node affinity/selector")
const ENFORCED = unresolvable("node(s) didn't match scheduler-enforced node affinity")
const CONFLICT = unresolvable('pod affinity terms conflict')

/** NodeAffinityArgs. */
export interface NodeAffinityArgs {
  /** Holds for all pods of the profile besides their own. */
  addedAffinity?: NodeAffinity | undefined
}

/** Rejects nodes that the pod does not select; scores by the weights of the preferences that hold. */
export function createNodeAffinity({ addedAffinity }: NodeAffinityArgs = {}): Plugin {
  const enforced = { ...(addedAffinity && { affinity: { nodeAffinity: addedAffinity } }) }
  const isEnforced = addedAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined
  const added = addedAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []

  const reject = ({ spec }: Pick<PodInfo, 'spec'>, node: Node): Rejection | undefined => {
    if (isEnforced && !matchesNodeSelection(enforced, node)) return ENFORCED
    return matchesNodeSelection(spec, node) ? undefined : REJECTION
  }

  return {
    name: 'NodeAffinity',
    requeueOn: [
      {
        kind: 'Node',
        helps: ({ spec = { containers: [] } }, change) =>
          becomes(change, (node) => reject({ spec }, node) === undefined),
      },
    ],
    sign: ({ spec }) => JSON.stringify([spec.nodeSelector, spec.affinity?.nodeAffinity]),
    preFilter(pod) {
      const { spec } = pod
      const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      if (!required && !spec.nodeSelector && !isEnforced) return 'skip'
      const nodes = namedNodes(required?.nodeSelectorTerms)
      if (nodes?.size === 0) return CONFLICT
      return { ...(nodes && { nodes }), filter: ({ node }) => reject(pod, node) }
    },
    preScore({ spec }) {
      const own = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
      const preferred = [...added, ...own]
      if (preferred.length === 0) return 'skip'
      return {
        score: ({ node }) => sumOfWeights(preferred, node),
        normalize: (scores: number[]) => normalizeToMax(scores),
      }
    },
  }
}

function sumOfWeights(preferred: readonly PreferredSchedulingTerm[], node: Node): number {
  return preferred.reduce(
    (sum, { weight, preference }) => sum + (matchesNodeSelectorTerm(preference, node) ? weight : 0),
    0,
  )
}

/** The nodes named by matchFields, if every term names some: then no other node need be looked at. */
function namedNodes(terms: readonly NodeSelectorTerm[] | undefined): Set<string> | undefined {
  if (!terms || terms.length === 0) return undefined
  const all = new Set<string>()
  for (const { matchFields = [] } of terms) {
    const names = matchFields
      .filter(({ key, operator }) => key === 'metadata.name' && operator === 'In')
      .map(({ values = [] }) => new Set(values))
    const [first, ...others] = names
    if (!first) return undefined
    for (const name of first) if (others.every((set) => set.has(name))) all.add(name)
  }
  return all
}
