/** The roles of a node: nothing but labels. */
import type { Node } from '../../../../generated/types.ts'

const ROLE_PREFIX = 'node-role.kubernetes.io/'
const ROLE_LABEL = 'kubernetes.io/role'

/** The roles that a node's labels give it, sorted. */
export function nodeRoles({ metadata }: Node): string[] {
  const roles = new Set<string>()
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length)
      roles.add(key.slice(ROLE_PREFIX.length))
    if (key === ROLE_LABEL && value !== '') roles.add(value)
  }
  return [...roles].sort()
}
