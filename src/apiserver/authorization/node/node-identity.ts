/** Users that are kubelets (pkg/auth/nodeidentifier). */
import type { Subject } from '../../../api/kinds/rbac/subjects.ts'

const PREFIX = 'system:node:'
const GROUP = 'system:nodes'

/** The node that a user is; '' for a kubelet without a name, undefined for anybody else. */
export function nodeOf({ name, groups }: Subject): string | undefined {
  return name.startsWith(PREFIX) && groups.includes(GROUP) ? name.slice(PREFIX.length) : undefined
}
