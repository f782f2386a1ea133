/** Role-based access control: what a user may do. Source: plugin/pkg/auth/authorizer/rbac, pkg/registry/rbac/validation. */
import { type ResourceAction, ruleAllows, type UrlAction } from '../../api/kinds/rbac/policy-rule.ts'
import { type Subject, subjectTerms } from '../../api/kinds/rbac/subjects.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { ClusterRoleBinding, PolicyRule, RoleBinding, RoleRef } from '../../generated/types.ts'
import type { Client } from '../client.ts'
import { describeBinding } from './describe-binding.ts'
import { nodeOf } from './node/node-identity.ts'

/** What somebody wants to do, and in which namespace; '' is the whole cluster. Lists may be of some objects only. */
export type Action = (ResourceAction & { namespace: string; fieldSelector?: string }) | UrlAction

/** Whether it is allowed, and by what; a reason of a refusal tells of roles that are bound but missing. */
export interface Decision {
  allowed: boolean
  reason: string
}

/** Where rules are read: by somebody who may read them all. */
export type RoleReader = Pick<Client, 'find' | 'lookup'>

/** Asks about nodes, then about roles: `--authorization-mode=Node,RBAC`. What each says against it is told. */
export async function authorize(reader: RoleReader, user: Subject, action: Action): Promise<Decision> {
  // The group is the API server's own way in: no role can take it away (authorizer/privileged).
  if (user.groups.includes('system:masters')) return { allowed: true, reason: '' }
  if (nodeOf(user) === undefined) return authorizeByRoles(reader, user, action)
  const { authorizeNode } = await import('./node/node-authorizer.ts')
  const asNode = await authorizeNode(reader, user, action)
  if (asNode.allowed) return asNode
  const byRoles = await authorizeByRoles(reader, user, action)
  if (byRoles.allowed) return byRoles
  return { allowed: false, reason: [asNode, byRoles].flatMap(({ reason }) => reason || []).join('\n') }
}

/** Asks the bindings of the user, those of the cluster first, until a rule allows the action. */
async function authorizeByRoles(reader: RoleReader, user: Subject, action: Action): Promise<Decision> {
  const missing: string[] = []
  for await (const { binding, rules } of grantsOf(reader, user, namespaceOf(action))) {
    if (typeof rules === 'string') missing.push(rules)
    else if (rules.some((rule) => ruleAllows(rule, action)))
      return { allowed: true, reason: `RBAC: allowed by ${describeBinding(binding, user)}` }
  }
  return { allowed: false, reason: missing.length === 0 ? '' : `RBAC: ${aggregated(missing)}` }
}

/** All rules that apply to a user in a namespace; '' is the whole cluster. What is bound but missing is told beside them. */
export async function rulesFor(
  reader: RoleReader,
  user: Subject,
  namespace: string,
): Promise<{ rules: PolicyRule[]; missing: string[] }> {
  const found = { rules: [] as PolicyRule[], missing: [] as string[] }
  if (user.groups.includes('system:masters')) found.rules.push(...everything)
  for await (const { rules } of grantsOf(reader, user, namespace)) {
    if (typeof rules === 'string') found.missing.push(rules)
    else found.rules.push(...rules)
  }
  return found
}

const everything: readonly PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
]

/** The rules of a role that a binding names; undefined where there is no such role. */
export async function rulesOfRole(
  reader: RoleReader,
  { kind, name }: RoleRef,
  namespace: string,
): Promise<readonly PolicyRule[] | undefined> {
  const role =
    kind === 'Role'
      ? await reader.find('Role', { namespace, name })
      : await reader.find('ClusterRole', { namespace: '', name })
  return role && (role.rules ?? [])
}

/** What one binding gives: rules, or a word about the role that is not there. */
interface Grant {
  binding: ClusterRoleBinding | RoleBinding
  rules: readonly PolicyRule[] | string
}

async function* grantsOf(reader: RoleReader, user: Subject, namespace: string): AsyncGenerator<Grant> {
  for (const binding of await bindingsOf(reader, 'ClusterRoleBinding', subjectTerms(user)))
    yield grantOf(reader, binding, '')
  if (namespace === '') return
  for (const binding of await bindingsOf(reader, 'RoleBinding', subjectTerms(user, namespace)))
    yield grantOf(reader, binding, namespace)
}

async function grantOf(reader: RoleReader, binding: Grant['binding'], namespace: string): Promise<Grant> {
  const { roleRef } = binding
  const rules = await rulesOfRole(reader, roleRef, namespace)
  const missing = `${roleRef.kind.toLowerCase()}.rbac.authorization.k8s.io ${quote(roleRef.name)} not found`
  return { binding, rules: rules ?? missing }
}

async function bindingsOf<K extends 'ClusterRoleBinding' | 'RoleBinding'>(
  reader: RoleReader,
  kind: K,
  terms: readonly string[],
): Promise<(ClusterRoleBinding | RoleBinding)[]> {
  const byName = new Map<string, ClusterRoleBinding | RoleBinding>()
  for (const term of terms)
    for (const binding of await reader.lookup(kind, 'subject', term))
      byName.set(binding.metadata.name ?? '', binding)
  return [...byName.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, binding]) => binding)
}

function namespaceOf(action: Action): string {
  return 'path' in action ? '' : action.namespace
}

/** Go's text of several errors: each once. */
function aggregated(messages: readonly string[]): string {
  const distinct = [...new Set(messages)]
  return distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`
}
