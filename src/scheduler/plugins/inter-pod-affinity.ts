/** InterPodAffinity: near these pods, away from those; and what placed pods say of the new one. */
import { matchesLabels } from '../../apimachinery/label-selector.ts'
import type { Pod } from '../../generated/types.ts'
import type { Change } from '../../runtime/reconciler.ts'
import { type PlacedTerm, type Term, termsOf } from '../affinity-terms.ts'
import { MAX_NODE_SCORE, type NodeScorer, type Plugin } from '../framework.ts'
import { movesNode } from '../node-changes.ts'
import { placementStates } from '../pod-changes.ts'
import {
  type CountedTerm,
  counted,
  createAffinity,
  isRequiredAnti,
  type PlacedTermsOnPod,
  placedTermsOn,
} from './affinity-counts.ts'
import { createAffinityFilter } from './affinity-filter.ts'

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
      return createAffinityFilter(affinity, anti, placed)
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
const isPreferred = ({ role }: Term) => role === 'preferred'

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
