/** The cluster roles for users and components. Source: plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go. */
import { EVENTS, READ, type RuleText, WRITE } from './rule-text.ts'

const AUTHENTICATION = 'authentication.k8s.io'
const AUTHORIZATION = 'authorization.k8s.io'
const CERTIFICATES = 'certificates.k8s.io'
const COORDINATION = 'coordination.k8s.io'
const DISCOVERY = 'discovery.k8s.io'
const NETWORKING = 'networking.k8s.io'
const RESOURCE = 'resource.k8s.io'
const STORAGE = 'storage.k8s.io'

const signer = (name: string): RuleText[] => [['approve', 'signers', CERTIFICATES, `kubernetes.io/${name}`]]

/** By name, what each allows. The roles that gather the rules of others are in `aggregated`. */
export const clusterRoleRules: Readonly<Record<string, readonly RuleText[]>> = {
  'system:aggregate-to-admin': [
    ['create', 'localsubjectaccessreviews', AUTHORIZATION],
    [`${READ} ${WRITE}`, 'roles rolebindings', 'rbac.authorization.k8s.io'],
  ],
  'system:aggregate-to-edit': [
    [READ, 'pods/attach pods/proxy pods/exec pods/portforward secrets services/proxy'],
    ['impersonate', 'serviceaccounts'],
    [WRITE, 'pods pods/attach pods/proxy pods/exec pods/portforward'],
    ['create', 'pods/eviction'],
    [
      WRITE,
      'replicationcontrollers replicationcontrollers/scale serviceaccounts services services/proxy persistentvolumeclaims configmaps secrets events',
    ],
    ['create', 'serviceaccounts/token'],
    [
      WRITE,
      'statefulsets statefulsets/scale daemonsets deployments deployments/scale deployments/rollback replicasets replicasets/scale',
      'apps',
    ],
    [WRITE, 'horizontalpodautoscalers', 'autoscaling'],
    [WRITE, 'jobs cronjobs', 'batch'],
    [
      WRITE,
      'daemonsets deployments deployments/scale deployments/rollback ingresses replicasets replicasets/scale replicationcontrollers/scale networkpolicies',
      'extensions',
    ],
    [WRITE, 'poddisruptionbudgets', 'policy'],
    [WRITE, 'networkpolicies ingresses', NETWORKING],
    [`${READ} ${WRITE}`, 'leases', COORDINATION],
    [WRITE, 'resourceclaims resourceclaimtemplates', RESOURCE],
  ],
  'system:aggregate-to-view': [
    [
      READ,
      'pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status endpoints persistentvolumeclaims persistentvolumeclaims/status configmaps',
    ],
    [
      READ,
      'limitranges resourcequotas bindings events pods/status resourcequotas/status namespaces/status replicationcontrollers/status pods/log',
    ],
    [READ, 'namespaces'],
    [READ, 'endpointslices', DISCOVERY],
    [
      READ,
      'controllerrevisions statefulsets statefulsets/status statefulsets/scale daemonsets daemonsets/status deployments deployments/status deployments/scale replicasets replicasets/status replicasets/scale',
      'apps',
    ],
    [READ, 'horizontalpodautoscalers horizontalpodautoscalers/status', 'autoscaling'],
    [READ, 'jobs cronjobs cronjobs/status jobs/status', 'batch'],
    [
      READ,
      'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status replicasets replicasets/scale replicasets/status replicationcontrollers/scale networkpolicies',
      'extensions',
    ],
    [READ, 'poddisruptionbudgets poddisruptionbudgets/status', 'policy'],
    [READ, 'networkpolicies ingresses ingresses/status', NETWORKING],
    [READ, 'resourceclaims resourceclaims/status resourceclaimtemplates', RESOURCE],
  ],
  'system:auth-delegator': [
    ['create', 'tokenreviews', AUTHENTICATION],
    ['create', 'subjectaccessreviews', AUTHORIZATION],
  ],
  'system:basic-user': [
    ['create', 'selfsubjectaccessreviews selfsubjectrulesreviews', AUTHORIZATION],
    ['create', 'selfsubjectreviews', AUTHENTICATION],
  ],
  'system:certificates.k8s.io:certificatesigningrequests:nodeclient': [
    ['create', 'certificatesigningrequests/nodeclient', CERTIFICATES],
  ],
  'system:certificates.k8s.io:certificatesigningrequests:selfnodeclient': [
    ['create', 'certificatesigningrequests/selfnodeclient', CERTIFICATES],
  ],
  'system:certificates.k8s.io:kube-apiserver-client-approver': signer('kube-apiserver-client'),
  'system:certificates.k8s.io:kube-apiserver-client-kubelet-approver': signer(
    'kube-apiserver-client-kubelet',
  ),
  'system:certificates.k8s.io:kubelet-serving-approver': signer('kubelet-serving'),
  'system:certificates.k8s.io:legacy-unknown-approver': signer('legacy-unknown'),
  'system:discovery': [
    ['get', '/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/'],
  ],
  'system:heapster': [
    [READ, 'events namespaces nodes pods'],
    [READ, 'deployments', 'extensions'],
  ],
  'system:kube-aggregator': [[READ, 'services endpoints']],
  'system:kube-controller-manager': [
    EVENTS,
    ['create', 'leases', COORDINATION],
    ['get update', 'leases', COORDINATION, 'kube-controller-manager'],
    ['create', 'secrets serviceaccounts'],
    ['delete', 'secrets'],
    ['get', 'namespaces secrets serviceaccounts configmaps'],
    ['update', 'secrets serviceaccounts'],
    ['create', 'tokenreviews', AUTHENTICATION],
    ['create', 'subjectaccessreviews', AUTHORIZATION],
    ['list watch', '*', '*'],
    ['create', 'serviceaccounts/token'],
  ],
  'system:kube-dns': [['list watch', 'endpoints services']],
  'system:kube-scheduler': [
    EVENTS,
    ['create', 'leases', COORDINATION],
    ['get update', 'leases', COORDINATION, 'kube-scheduler'],
    [READ, 'nodes'],
    [`${READ} delete`, 'pods'],
    ['create', 'pods/binding bindings'],
    ['patch update', 'pods/status'],
    [READ, 'services replicationcontrollers'],
    [READ, 'replicasets', 'apps extensions'],
    [READ, 'statefulsets', 'apps'],
    [READ, 'poddisruptionbudgets', 'policy'],
    [READ, 'persistentvolumeclaims persistentvolumes'],
    ['create', 'tokenreviews', AUTHENTICATION],
    ['create', 'subjectaccessreviews', AUTHORIZATION],
    [READ, 'csinodes', STORAGE],
    [READ, 'volumeattachments', STORAGE],
    [READ, 'namespaces'],
    [READ, 'csidrivers', STORAGE],
    [READ, 'csistoragecapacities', STORAGE],
    [READ, 'deviceclasses', RESOURCE],
    [`${READ} patch update`, 'resourceclaims', RESOURCE],
    [`${READ} patch update`, 'resourceclaims/status', RESOURCE],
    [`${READ} patch update`, 'pods/finalizers'],
    [READ, 'resourceslices', RESOURCE],
    [READ, 'devicetaintrules', RESOURCE],
  ],
  'system:kubelet-api-admin': [
    [READ, 'nodes'],
    ['proxy', 'nodes'],
    ['*', 'nodes/proxy nodes/metrics nodes/stats nodes/log'],
    ['*', 'nodes/configz nodes/healthz nodes/pods'],
  ],
  'system:monitoring': [
    ['get', '/healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/*'],
  ],
  'system:node': [
    ['create', 'tokenreviews', AUTHENTICATION],
    ['create', 'subjectaccessreviews localsubjectaccessreviews', AUTHORIZATION],
    [READ, 'services'],
    [`${READ} create`, 'nodes'],
    ['patch update', 'nodes/status'],
    ['patch update', 'nodes'],
    ['create patch update', 'events'],
    [READ, 'pods'],
    ['create delete', 'pods'],
    ['patch update', 'pods/status'],
    ['create', 'pods/eviction'],
    [READ, 'secrets configmaps'],
    ['get', 'persistentvolumeclaims persistentvolumes'],
    ['get', 'endpoints'],
    [`${READ} create`, 'certificatesigningrequests', CERTIFICATES],
    ['create delete get patch update', 'leases', COORDINATION],
    ['get', 'volumeattachments', STORAGE],
    ['create', 'serviceaccounts/token'],
    ['get patch update', 'persistentvolumeclaims/status'],
    [READ, 'csidrivers', STORAGE],
    ['create delete get patch update', 'csinodes', STORAGE],
    [READ, 'runtimeclasses', 'node.k8s.io'],
    ['get', 'resourceclaims', RESOURCE],
    ['deletecollection', 'resourceslices', RESOURCE],
    ['get', 'serviceaccounts'],
  ],
  'system:node-bootstrapper': [[`${READ} create`, 'certificatesigningrequests', CERTIFICATES]],
  'system:node-problem-detector': [['get', 'nodes'], ['patch', 'nodes/status'], EVENTS],
  'system:node-proxier': [
    ['list watch', 'services endpoints'],
    [READ, 'nodes'],
    EVENTS,
    ['list watch', 'servicecidrs', NETWORKING],
    ['list watch', 'endpointslices', DISCOVERY],
  ],
  'system:persistent-volume-provisioner': [
    [`${READ} create delete`, 'persistentvolumes'],
    [`${READ} update`, 'persistentvolumeclaims'],
    [READ, 'storageclasses', STORAGE],
    ['watch', 'events'],
    EVENTS,
  ],
  'system:public-info-viewer': [['get', '/healthz /livez /readyz /version /version/']],
  'system:service-account-issuer-discovery': [
    [
      'get',
      '/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/',
    ],
  ],
  'system:volume-scheduler': [
    [`${READ} patch update`, 'persistentvolumes'],
    [READ, 'storageclasses', STORAGE],
    [`${READ} patch update`, 'persistentvolumeclaims'],
  ],
}

const AGGREGATE_TO = 'rbac.authorization.k8s.io/aggregate-to-'

/** The roles that users are given: each has the rules of the roles with the label of its name. */
export const aggregated: readonly string[] = ['view', 'edit', 'admin']

/** The label that adds a role's rules to one of the aggregated roles. */
export function aggregationLabel(target: string): Record<string, string> {
  return { [`${AGGREGATE_TO}${target}`]: 'true' }
}

/** Which aggregated role a role of this name adds to; undefined for all others. */
export function aggregatesTo(name: string): string | undefined {
  if (name === 'view') return 'edit'
  if (name === 'edit') return 'admin'
  return /^system:aggregate-to-(.*)$/.exec(name)?.[1]
}
