/** Pods must not share the namespaces of their node. */
import type { PodCheck, SecurityCheck } from '../check.ts'

const FIELDS = ['hostIPC', 'hostNetwork', 'hostPID'] as const

const check: PodCheck = ({ spec }) => {
  const shared = FIELDS.filter((field) => spec[field]).map((field) => `${field}=true`)
  return shared.length === 0 ? undefined : { reason: 'host namespaces', detail: shared.join(', ') }
}

export const hostNamespaces: SecurityCheck = {
  id: 'hostNamespaces',
  level: 'baseline',
  versions: [[0, check]],
}
