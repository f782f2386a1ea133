/** TaintToleration: hard taints keep pods away, PreferNoSchedule ones make a node less welcome. */

import { findUntoleratedTaint, isHardTaint, tolerates } from '../../api/kinds/core/pod/tolerations.ts'
import type { Node, Pod } from '../../generated/types.ts'
import { normalizeToMax, type Plugin, unresolvable } from '../framework.ts'
import { becomes } from '../node-changes.ts'

const REJECTION = unresolvable('node(s) had untolerated taint(s)')

/** Rejects nodes with untolerated hard taints; scores the others by the number of untolerated soft ones. */
export const taintToleration: Plugin = {
  name: 'TaintToleration',
  requeueOn: [{ kind: 'Node', helps: (pod, change) => becomes(change, (node) => isTolerated(node, pod)) }],
  sign: ({ spec }) => JSON.stringify(spec.tolerations ?? []),
  preFilter: ({ spec: { tolerations } }) => ({
    filter({ taints }) {
      if (taints.length === 0) return undefined
      return findUntoleratedTaint(taints.filter(isHardTaint), tolerations) && REJECTION
    },
  }),
  preScore({ spec }) {
    const soft = (spec.tolerations ?? []).filter(({ effect }) => !effect || effect === 'PreferNoSchedule')
    return {
      score: ({ taints }) =>
        taints.filter(
          (taint) => taint.effect === 'PreferNoSchedule' && !soft.some((each) => tolerates(each, taint)),
        ).length,
      normalize: (scores: number[]) => normalizeToMax(scores, true),
    }
  },
}

function isTolerated({ spec }: Node, pod: Pod): boolean {
  return findUntoleratedTaint((spec?.taints ?? []).filter(isHardTaint), pod.spec?.tolerations) === undefined
}
