/** What a role or binding lacks, or has too much of. Source: k8s.io/component-helpers, auth/rbac/reconciliation. */
import { missingRules } from '../../../api/kinds/rbac/policy-rule.ts'
import { deepCopy, deepEqual } from '../../../base/json.ts'
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  RbacSubject,
  Role,
  RoleBinding,
} from '../../../generated/types.ts'

/** Roles of a namespace and of the cluster are reconciled alike. */
export type AnyRole = Role | ClusterRole
/** So are their bindings. */
export type AnyBinding = RoleBinding | ClusterRoleBinding

/** What is to be done with one object. */
export interface Plan<T> {
  operation: 'create' | 'update' | 'recreate' | undefined
  object: T
  /** The object says that it is not to be changed (rbac.authorization.kubernetes.io/autoupdate: false). */
  isProtected: boolean
  missingRules: readonly PolicyRule[]
  extraRules: readonly PolicyRule[]
  missingSubjects: readonly RbacSubject[]
  extraSubjects: readonly RbacSubject[]
}

const nothing = { missingRules: [], extraRules: [], missingSubjects: [], extraSubjects: [] }

/** What makes the role that is there allow what is expected, and with `removeExtra` no more. */
export function planRole(
  expected: AnyRole,
  existing: AnyRole | undefined,
  removeExtra: boolean,
): Plan<AnyRole> {
  const wished = expected.rules ?? []
  if (existing === undefined)
    return { ...nothing, operation: 'create', object: expected, isProtected: false, missingRules: wished }
  const object = withMetadata(existing, expected)
  const rules = object.rules ?? []
  const missing = missingRules(rules, wished)
  const extra = missingRules(wished, rules)
  if (removeExtra && missing.length + extra.length > 0) object.rules = deepCopy(wished) as PolicyRule[]
  else if (missing.length > 0) object.rules = [...rules, ...missing]
  addSelectors(object, expected, removeExtra)
  return { ...nothing, ...outcome(existing, object), missingRules: missing, extraRules: extra }
}

/** What makes the binding that is there bind whom is expected, and with `removeExtra` nobody else. */
export function planBinding(
  expected: AnyBinding,
  existing: AnyBinding | undefined,
  removeExtra: boolean,
): Plan<AnyBinding> {
  const wished = expected.subjects ?? []
  if (existing === undefined)
    return { ...nothing, operation: 'create', object: expected, isProtected: false, missingSubjects: wished }
  const object = withMetadata(existing, expected)
  const subjects = object.subjects ?? []
  const missing = without(wished, subjects)
  const extra = without(subjects, wished)
  const kept = removeExtra ? without(subjects, extra) : subjects
  if (missing.length > 0 || kept.length < subjects.length) object.subjects = [...kept, ...missing]
  const plan = { ...nothing, ...outcome(existing, object), missingSubjects: missing, extraSubjects: extra }
  // The role of a binding cannot change, so it is made anew.
  if (deepEqual(expected.roleRef, existing.roleRef)) return plan
  object.roleRef = { ...expected.roleRef }
  return { ...plan, operation: 'recreate' }
}

/** A copy of what is there, with the expected labels and annotations that it lacks. */
function withMetadata<T extends AnyRole | AnyBinding>(existing: T, expected: T): T {
  const object = deepCopy(existing)
  for (const field of ['labels', 'annotations'] as const) {
    const merged = { ...expected.metadata[field], ...existing.metadata[field] }
    if (Object.keys(merged).length > 0) object.metadata[field] = merged
  }
  return object
}

function addSelectors(object: ClusterRole, expected: ClusterRole, removeExtra: boolean): void {
  const wished = expected.aggregationRule?.clusterRoleSelectors ?? []
  const existing = object.aggregationRule?.clusterRoleSelectors ?? []
  const missing = without(wished, existing)
  const extra = without(existing, wished)
  if (missing.length === 0 && !(removeExtra && extra.length > 0)) return
  object.aggregationRule = { clusterRoleSelectors: removeExtra ? [...wished] : [...existing, ...missing] }
}

function without<T>(list: readonly T[], others: readonly T[]): T[] {
  return list.filter((each) => !others.some((other) => deepEqual(each, other)))
}

function outcome<T extends AnyRole | AnyBinding>(
  existing: T,
  object: T,
): { operation: 'update' | undefined; object: T; isProtected: boolean } {
  const isProtected =
    existing.metadata.annotations?.['rbac.authorization.kubernetes.io/autoupdate'] === 'false'
  return { operation: deepEqual(existing, object) ? undefined : 'update', object, isProtected }
}
