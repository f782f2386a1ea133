/** Nobody hands out more than they have: roles and bindings may hold only what their writer may do. */
import { compactRules, formatRule, missingRules } from '../../api/kinds/rbac/policy-rule.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { forbidden, notFound } from '../../apimachinery/status-error.ts'
import { deepEqual } from '../../base/json.ts'
import type { ClusterRole, PolicyRule, RoleBinding } from '../../generated/types.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { authorize, rulesFor, rulesOfRole } from './authorizer.ts'

/** Throws Forbidden with the rules that are lacking. Source: pkg/registry/rbac, policybased and validation/rule.go. */
export async function checkEscalation(request: AdmissionRequest): Promise<void> {
  await (request.kind.name.endsWith('Binding') ? checkBinding(request) : checkRole(request))
}

const everything: PolicyRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
]

async function checkRole(request: AdmissionRequest): Promise<void> {
  const { rules = [], aggregationRule } = request.object as ClusterRole
  const old = request.old as ClusterRole | undefined
  if (old && deepEqual(old.rules, rules) && deepEqual(old.aggregationRule, aggregationRule)) return
  if (await mayAlso(request, 'escalate', request.kind.resource.plural, request.name)) return
  // Whoever aggregates will have what others write later.
  const isNew = old === undefined || !deepEqual(old.aggregationRule, aggregationRule)
  if (aggregationRule && isNew && (await missing(request, everything)).rules.length > 0)
    throw refused(request, 'must have cluster-admin privileges to use the aggregationRule')
  await demandRules(request, rules)
}

async function checkBinding(request: AdmissionRequest): Promise<void> {
  const { roleRef, subjects } = request.object as RoleBinding
  const old = request.old as RoleBinding | undefined
  if (old && deepEqual(old.roleRef, roleRef) && deepEqual(old.subjects, subjects)) return
  // What is wrong with the reference itself is told by validation.
  if (!roleRef || !['Role', 'ClusterRole'].includes(roleRef.kind)) return
  const plural = `${roleRef.kind.toLowerCase()}s`
  if (await mayAlso(request, 'bind', plural, roleRef.name)) return
  const rules = await rulesOfRole(request.client, roleRef, request.namespace)
  const resource = { group: 'rbac.authorization.k8s.io', resource: roleRef.kind.toLowerCase() }
  if (rules === undefined) throw notFound(resource, roleRef.name)
  await demandRules(request, rules)
}

/** A verb of its own allows what the rules do not. */
async function mayAlso(
  { client, identity, namespace }: AdmissionRequest,
  verb: 'bind' | 'escalate',
  resource: string,
  name: string,
): Promise<boolean> {
  const group = 'rbac.authorization.k8s.io'
  const action = { verb, group, resource, subresource: '', name, namespace }
  return (await authorize(client, identity, action)).allowed
}

async function demandRules(request: AdmissionRequest, wanted: readonly PolicyRule[]): Promise<void> {
  const lacking = await missing(request, wanted)
  if (lacking.rules.length === 0) return
  const { name, groups } = request.identity
  const told = [...new Set(compactRules(lacking.rules).map(formatRule))].sort()
  const unresolved =
    lacking.unresolved.length > 0 ? `; resolution errors: [${lacking.unresolved.join(', ')}]` : ''
  throw refused(
    request,
    `user ${quote(name)} (groups=[${groups.map(quote).join(' ')}]) is attempting to grant RBAC permissions not currently held:\n${told.join('\n')}${unresolved}`,
  )
}

async function missing({ client, identity, namespace }: AdmissionRequest, wanted: readonly PolicyRule[]) {
  const held = await rulesFor(client, identity, namespace)
  return { rules: missingRules(held.rules, wanted), unresolved: held.missing }
}

function refused({ kind, name }: AdmissionRequest, reason: string) {
  const { group, plural } = kind.resource
  return forbidden({ group, resource: plural }, name, reason)
}
