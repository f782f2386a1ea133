/** The roles inside of the system's namespaces. Source: …/rbac/bootstrappolicy/namespace_policy.go. */
import { EVENTS, READ, type RuleText } from './rule-text.ts'

/** A role in a namespace and who has it: users and service accounts of kube-system. */
export interface NamespaceRole {
  namespace: 'kube-system' | 'kube-public'
  name: string
  rules: readonly RuleText[]
  /** Where the binding is not named like the role. */
  binding?: string
  users?: readonly string[]
  accounts?: readonly string[]
}

const leases: RuleText = ['create get list update watch', 'leases', 'coordination.k8s.io']

/** All of them, each with one binding. */
export const namespaceRoles: readonly NamespaceRole[] = [
  {
    namespace: 'kube-public',
    name: 'system:controller:bootstrap-signer',
    rules: [[READ, 'configmaps'], ['update', 'configmaps', 'core', 'cluster-info'], EVENTS],
    accounts: ['bootstrap-signer'],
  },
  {
    namespace: 'kube-system',
    name: 'extension-apiserver-authentication-reader',
    rules: [[READ, 'configmaps', 'core', 'extension-apiserver-authentication']],
    binding: 'system::extension-apiserver-authentication-reader',
    users: ['system:kube-controller-manager', 'system:kube-scheduler'],
  },
  ...['kube-controller-manager', 'kube-scheduler'].map(leaderLocking),
  {
    namespace: 'kube-system',
    name: 'system:controller:bootstrap-signer',
    rules: [[READ, 'secrets']],
    accounts: ['bootstrap-signer'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:cloud-provider',
    rules: [[`${READ} create`, 'configmaps']],
    accounts: ['cloud-provider'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:token-cleaner',
    rules: [[`${READ} delete`, 'secrets'], EVENTS],
    accounts: ['token-cleaner'],
  },
]

function leaderLocking(component: string): NamespaceRole {
  const isManager = component === 'kube-controller-manager'
  return {
    namespace: 'kube-system',
    name: `system::leader-locking-${component}`,
    rules: [
      ['watch', 'configmaps'],
      ['get update', 'configmaps', 'core', component],
      ...(isManager ? [leases] : []),
    ],
    users: [`system:${component}`],
    accounts: isManager ? [component, 'leader-election-controller'] : [component],
  }
}
