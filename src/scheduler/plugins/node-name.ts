/** NodeName: a pod that names its node fits no other. */
import { type Plugin, unresolvable } from '../framework.ts'

const REJECTION = unresolvable("node(s) didn't match the requested node name")

/** Only matters to pods that are looked at although they have a node already, as in what-if questions. */
export const nodeName: Plugin = {
  name: 'NodeName',
  requeueOn: [{ kind: 'Node', helps: (_pod, { type }) => type === 'added' }],
  sign: ({ spec }) => spec.nodeName ?? '',
  preFilter({ spec }) {
    if (!spec.nodeName) return 'skip'
    return { filter: ({ name }) => (name === spec.nodeName ? undefined : REJECTION) }
  },
}
