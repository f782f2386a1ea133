/** Roles and bindings that every cluster has from the start, as its API server makes them. */
import type {
  ClusterRole,
  ClusterRoleBinding,
  RbacSubject,
  Role,
  RoleBinding,
} from '../../../../generated/types.ts'
import { aggregatedRules } from '../aggregation.ts'
import { aggregated, aggregatesTo, aggregationLabel, clusterRoleRules } from './cluster-roles.ts'
import { controllerRules } from './controller-roles.ts'
import { namespaceRoles } from './namespace-roles.ts'
import { ruleOf } from './rule-text.ts'

const GROUP = 'rbac.authorization.k8s.io'
const CONTROLLER = 'system:controller:'

function metadata(name: string, more: { namespace?: string; labels?: Record<string, string> } = {}) {
  return {
    name,
    ...(more.namespace !== undefined && { namespace: more.namespace }),
    labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...more.labels },
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  }
}

function clusterRole(name: string, more: Partial<ClusterRole>): ClusterRole {
  const target = aggregatesTo(name)
  const labels = target === undefined ? {} : aggregationLabel(target)
  return {
    apiVersion: `${GROUP}/v1`,
    kind: 'ClusterRole',
    metadata: metadata(name, { labels }),
    ...more,
  }
}

/** All cluster roles; the aggregated ones hold already what their controller would gather. */
export function clusterRoles(): ClusterRole[] {
  const roles = [
    clusterRole('cluster-admin', {
      rules: [
        { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
        { nonResourceURLs: ['*'], verbs: ['*'] },
      ],
    }),
    ...Object.entries(clusterRoleRules).map(([name, texts]) =>
      clusterRole(name, { rules: texts.map(ruleOf) }),
    ),
    ...Object.entries(controllerRules).map(([name, texts]) =>
      clusterRole(`${CONTROLLER}${name}`, { rules: texts.map(ruleOf) }),
    ),
  ]
  for (const name of aggregated) {
    const aggregationRule = { clusterRoleSelectors: [{ matchLabels: aggregationLabel(name) }] }
    const role = clusterRole(name, { aggregationRule })
    roles.push({ ...role, rules: aggregatedRules(role, roles) })
  }
  return roles
}

const group = (name: string): RbacSubject => ({ kind: 'Group', apiGroup: GROUP, name })
const user = (name: string): RbacSubject => ({ kind: 'User', apiGroup: GROUP, name })
const account = (name: string): RbacSubject => ({ kind: 'ServiceAccount', name, namespace: 'kube-system' })

/** By the name of role and binding, who has it. */
const subjects: Readonly<Record<string, readonly RbacSubject[]>> = {
  'cluster-admin': [group('system:masters')],
  'system:basic-user': [group('system:authenticated')],
  'system:discovery': [group('system:authenticated')],
  'system:kube-controller-manager': [user('system:kube-controller-manager')],
  'system:kube-dns': [account('kube-dns')],
  'system:kube-scheduler': [user('system:kube-scheduler')],
  'system:monitoring': [group('system:monitoring')],
  // Nodes are authorized by what is bound to them; the binding is there, and nobody is in it.
  'system:node': [],
  'system:node-proxier': [user('system:kube-proxy')],
  'system:public-info-viewer': [group('system:authenticated'), group('system:unauthenticated')],
  'system:service-account-issuer-discovery': [group('system:serviceaccounts')],
  'system:volume-scheduler': [user('system:kube-scheduler')],
}

function clusterRoleBinding(
  name: string,
  bound: readonly RbacSubject[],
  more: Partial<ClusterRoleBinding> = {},
): ClusterRoleBinding {
  return {
    apiVersion: `${GROUP}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: metadata(name),
    roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name },
    ...(bound.length > 0 && { subjects: [...bound] }),
    ...more,
  }
}

/** All cluster role bindings, and the one by which kubeadm makes its administrators what they are. */
export function clusterRoleBindings(): ClusterRoleBinding[] {
  return [
    ...Object.entries(subjects).map(([name, bound]) => clusterRoleBinding(name, bound)),
    ...Object.keys(controllerRules).map((name) =>
      clusterRoleBinding(`${CONTROLLER}${name}`, [account(name)]),
    ),
    clusterRoleBinding('cluster-admin', [group('kubeadm:cluster-admins')], {
      metadata: { name: 'kubeadm:cluster-admins' },
    }),
  ]
}

/** All roles of namespaces. */
export function roles(): Role[] {
  return namespaceRoles.map(({ namespace, name, rules }) => ({
    apiVersion: `${GROUP}/v1`,
    kind: 'Role',
    metadata: metadata(name, { namespace }),
    rules: rules.map(ruleOf),
  }))
}

/** All role bindings of namespaces. */
export function roleBindings(): RoleBinding[] {
  return namespaceRoles
    .filter(({ users = [], accounts = [] }) => users.length + accounts.length > 0)
    .map(({ namespace, name, binding = name, users = [], accounts = [] }) => ({
      apiVersion: `${GROUP}/v1`,
      kind: 'RoleBinding',
      metadata: metadata(binding, { namespace }),
      roleRef: { apiGroup: GROUP, kind: 'Role', name },
      subjects: [...users.map(user), ...accounts.map(account)],
    }))
}
