/** The flow schemas and priority levels that an API server makes for itself (apis/flowcontrol/bootstrap/default.go). */
import type {
  FlowcontrolSubject,
  FlowSchema,
  PolicyRulesWithSubjects,
  PriorityLevelConfiguration,
  ResourcePolicyRule,
} from '../../../generated/types.ts'

const API_VERSION = 'flowcontrol.apiserver.k8s.io/v1'

function metadata(name: string) {
  return { name, annotations: { 'apf.kubernetes.io/autoupdate-spec': 'true' } }
}

/** Shares, queues, and how much of the shares others may borrow, in percent. */
const LEVELS: readonly (readonly [
  name: string,
  shares: number,
  queues: number,
  handSize: number,
  lendable: number,
])[] = [
  ['global-default', 20, 128, 6, 50],
  ['leader-election', 10, 16, 4, 0],
  ['node-high', 40, 64, 6, 25],
  ['system', 30, 64, 6, 33],
  ['workload-high', 40, 128, 6, 50],
  ['workload-low', 100, 128, 6, 90],
]
const QUEUE_LENGTH = 50

/** The levels from the start: what nothing limits, what nobody else takes, and those for each sort of work. */
export function priorityLevels(): PriorityLevelConfiguration[] {
  return [
    level('exempt', { type: 'Exempt', exempt: { nominalConcurrencyShares: 0, lendablePercent: 0 } }),
    level('catch-all', {
      type: 'Limited',
      limited: { nominalConcurrencyShares: 5, lendablePercent: 0, limitResponse: { type: 'Reject' } },
    }),
    ...LEVELS.map(([name, nominalConcurrencyShares, queues, handSize, lendablePercent]) => {
      const queuing = { queues, handSize, queueLengthLimit: QUEUE_LENGTH }
      const limitResponse = { type: 'Queue', queuing }
      return level(name, {
        type: 'Limited',
        limited: { nominalConcurrencyShares, lendablePercent, limitResponse },
      })
    }),
  ]
}

function level(name: string, spec: PriorityLevelConfiguration['spec']): PriorityLevelConfiguration {
  return {
    apiVersion: API_VERSION,
    kind: 'PriorityLevelConfiguration',
    metadata: metadata(name),
    ...(spec && { spec }),
    status: {},
  }
}

/** The schemas from the start. */
export function flowSchemas(): FlowSchema[] {
  const controllers = 'system:kube-controller-manager'
  const everybody = groups('system:unauthenticated', 'system:authenticated')
  const leases = rule(['get', 'create', 'update'], 'coordination.k8s.io', ['leases'])
  const probed = { verbs: ['get'], nonResourceURLs: ['/healthz', '/readyz', '/livez'] }
  return [
    schema('exempt', 'exempt', 1, '', anything(groups('system:masters'))),
    schema('probes', 'exempt', 2, '', { subjects: everybody, nonResourceRules: [probed] }),
    schema('system-leader-election', 'leader-election', 100, 'ByUser', {
      subjects: [...users(controllers, 'system:kube-scheduler'), ...accounts('*')],
      resourceRules: [leases],
    }),
    schema('endpoint-controller', 'workload-high', 150, 'ByUser', {
      subjects: [
        ...users(controllers),
        ...accounts('endpoint-controller', 'endpointslicemirroring-controller'),
      ],
      resourceRules: [rule(['get', 'create', 'update'], '', ['endpoints'])],
    }),
    schema('workload-leader-election', 'leader-election', 200, 'ByUser', {
      subjects: accounts('*'),
      resourceRules: [leases],
    }),
    schema('system-node-high', 'node-high', 400, 'ByUser', {
      subjects: groups('system:nodes'),
      resourceRules: [
        { ...rule(['*'], '', ['nodes', 'nodes/status']), clusterScope: true },
        rule(['*'], 'coordination.k8s.io', ['leases']),
      ],
    }),
    schema('system-nodes', 'system', 500, 'ByUser', anything(groups('system:nodes'))),
    schema('kube-controller-manager', 'workload-high', 800, 'ByNamespace', anything(users(controllers))),
    schema('kube-scheduler', 'workload-high', 800, 'ByNamespace', anything(users('system:kube-scheduler'))),
    schema('kube-system-service-accounts', 'workload-high', 900, 'ByNamespace', anything(accounts('*'))),
    schema('service-accounts', 'workload-low', 9000, 'ByUser', anything(groups('system:serviceaccounts'))),
    schema('global-default', 'global-default', 9900, 'ByUser', anything(everybody)),
    schema('catch-all', 'catch-all', 10000, 'ByUser', anything(everybody)),
  ]
}

function schema(
  name: string,
  level: string,
  matchingPrecedence: number,
  distinguisher: string,
  rules: PolicyRulesWithSubjects,
): FlowSchema {
  const message = `This FlowSchema references the PriorityLevelConfiguration object named "${level}" and it exists`
  return {
    apiVersion: API_VERSION,
    kind: 'FlowSchema',
    metadata: metadata(name),
    spec: {
      priorityLevelConfiguration: { name: level },
      matchingPrecedence,
      ...(distinguisher && { distinguisherMethod: { type: distinguisher } }),
      rules: [rules],
    },
    status: { conditions: [{ type: 'Dangling', status: 'False', reason: 'Found', message }] },
  }
}

function anything(subjects: FlowcontrolSubject[]): PolicyRulesWithSubjects {
  return {
    subjects,
    resourceRules: [{ ...rule(['*'], '*', ['*']), clusterScope: true }],
    nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  }
}

function rule(verbs: string[], group: string, resources: string[]): ResourcePolicyRule {
  return { verbs, apiGroups: [group], resources, namespaces: ['*'] }
}

function groups(...names: string[]): FlowcontrolSubject[] {
  return names.map((name) => ({ kind: 'Group', group: { name } }))
}

function users(...names: string[]): FlowcontrolSubject[] {
  return names.map((name) => ({ kind: 'User', user: { name } }))
}

function accounts(...names: string[]): FlowcontrolSubject[] {
  return names.map((name) => ({ kind: 'ServiceAccount', serviceAccount: { name, namespace: 'kube-system' } }))
}
