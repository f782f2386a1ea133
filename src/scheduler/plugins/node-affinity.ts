/** NodeAffinity: nodeSelector, required and preferred node affinity. */

import { matchesNodeSelection, matchesNodeSelectorTerm } from '../../api/kinds/core/pod/node-selection.ts'
import type { NodeSelectorTerm } from '../../generated/types.ts'
import { normalizeToMax, type Plugin, type Rejection, unresolvable } from '../framework.ts'

const REJECTION = unresolvable("node(s) didn't match Pod's node affinity/selector")
const CONFLICT = unresolvable('pod affinity terms conflict')

/** Rejects nodes that the pod does not select; scores by the weights of the preferences that hold. */
export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  requeueOn: [{ kind: 'Node' }],
  sign: ({ spec }) => JSON.stringify([spec.nodeSelector, spec.affinity?.nodeAffinity]),
  preFilter({ spec }) {
    const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
    if (!required && !spec.nodeSelector) return 'skip'
    const nodes = namedNodes(required?.nodeSelectorTerms)
    if (nodes?.size === 0) return CONFLICT
    const filter = ({ node }: { node: Parameters<typeof matchesNodeSelection>[1] }): Rejection | undefined =>
      matchesNodeSelection(spec, node) ? undefined : REJECTION
    return { ...(nodes && { nodes }), filter }
  },
  preScore({ spec }) {
    const preferred = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    if (preferred.length === 0) return 'skip'
    return {
      score: ({ node }) =>
        preferred.reduce(
          (sum, { weight, preference }) => sum + (matchesNodeSelectorTerm(preference, node) ? weight : 0),
          0,
        ),
      normalize: (scores: number[]) => normalizeToMax(scores),
    }
  },
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
