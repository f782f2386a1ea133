/** How a decision names the binding that it rests on. Source: pkg/registry/rbac/validation/rule.go. */
import type { Subject } from '../../api/kinds/rbac/subjects.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { ClusterRoleBinding, RbacSubject, RoleBinding } from '../../generated/types.ts'

/** `RoleBinding "read/shop" of Role "pod-reader" to User "jane"`. */
export function describeBinding(binding: ClusterRoleBinding | RoleBinding, user: Subject): string {
  const { metadata, roleRef, kind } = binding
  const { name = '', namespace = '' } = metadata
  const subject = (binding.subjects ?? []).find((each) => isAbout(each, user, namespace))
  const bound = namespace === '' ? name : `${name}/${namespace}`
  const who = subject ? ` to ${describeSubject(subject, namespace)}` : ''
  return `${kind} ${quote(bound)} of ${roleRef.kind} ${quote(roleRef.name)}${who}`
}

function isAbout(
  { kind, name, namespace: own = '' }: RbacSubject,
  user: Subject,
  namespace: string,
): boolean {
  if (kind === 'Group') return user.groups.includes(name)
  if (kind === 'User') return user.name === name
  return user.name === `system:serviceaccount:${own || namespace}:${name}`
}

function describeSubject({ kind, name, namespace: own = '' }: RbacSubject, namespace: string): string {
  return `${kind} ${quote(kind === 'ServiceAccount' ? `${name}/${own || namespace}` : name)}`
}
