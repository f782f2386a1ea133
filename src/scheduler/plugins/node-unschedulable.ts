/** NodeUnschedulable: cordoned nodes take no pods but those that tolerate it. */

import { findUntoleratedTaint } from '../../api/kinds/core/pod/tolerations.ts'
import type { Node } from '../../generated/types.ts'
import { type Plugin, unresolvable } from '../framework.ts'
import { changesTaints } from '../node-changes.ts'

const REJECTION = unresolvable('node(s) were unschedulable')
const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

/** Rejects nodes with spec.unschedulable. */
export const nodeUnschedulable: Plugin = {
  name: 'NodeUnschedulable',
  requeueOn: [
    {
      kind: 'Node',
      helps: (_pod, change) => changesTaints(change) && !(change.object as Node).spec?.unschedulable,
    },
  ],
  sign: ({ spec }) => JSON.stringify(spec.tolerations ?? []),
  preFilter({ spec }) {
    const tolerated = findUntoleratedTaint([TAINT], spec.tolerations) === undefined
    if (tolerated) return 'skip'
    return { filter: ({ node }) => (node.spec?.unschedulable ? REJECTION : undefined) }
  },
}
