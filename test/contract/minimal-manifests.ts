/** The least that the API server accepts of each built-in kind, by `kind` or, where that is not unique, `kind.group`. */

const container = { name: 'c', image: 'example.com/c:1' }
const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [container] } }
const selector = { matchLabels: { app: 'x' } }
const jobTemplate = { spec: { template: { spec: { containers: [container], restartPolicy: 'Never' } } } }
const roleRef = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name: 'r' })
const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }
/** The list is replaced as a whole: what it does not say, each apply would send again. */
const oneDevice = { deviceClassName: 'c', allocationMode: 'ExactCount', count: 1 }
const deviceRequests = { devices: { requests: [{ name: 'r', exactly: oneDevice }] } }
const matchConstraints = {
  resourceRules: [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'], scope: '*' },
  ],
}
const webhook = {
  name: 'w.example.com',
  clientConfig: { url: 'https://example.com/hook' },
  sideEffects: 'None',
  admissionReviewVersions: ['v1'],
}
const mutation = {
  patchType: 'ApplyConfiguration',
  applyConfiguration: { expression: 'Object{}' },
}

/** Fields besides apiVersion, kind and metadata. */
export const minimal: Readonly<Record<string, object>> = {
  ConfigMap: {},
  Endpoints: {},
  Event: { involvedObject: { kind: 'Pod', namespace: 'default', name: 'p' } },
  'Event.events.k8s.io': {
    eventTime: '2026-01-01T00:00:00.000000Z',
    reportingController: 'example.com/c',
    reportingInstance: 'c-1',
    action: 'Look',
    reason: 'Seen',
    type: 'Normal',
  },
  LimitRange: { spec: { limits: [{ type: 'Pod', max: { cpu: '1' } }] } },
  Namespace: {},
  Node: {},
  PersistentVolume: {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/data' } },
  },
  PersistentVolumeClaim: {
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  },
  Pod: { spec: { containers: [container] } },
  PodTemplate: { template },
  ReplicationController: { spec: { selector: { app: 'x' }, template } },
  ResourceQuota: { spec: { hard: { pods: '10' } } },
  Secret: {},
  Service: { spec: { ports: [{ port: 80 }] } },
  ServiceAccount: {},
  APIService: {
    spec: {
      group: 'example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 10,
      insecureSkipTLSVerify: true,
      service: { namespace: 'default', name: 's' },
    },
  },
  ControllerRevision: { revision: 1, data: { spec: {} } },
  DaemonSet: { spec: { selector, template } },
  Deployment: { spec: { selector, template } },
  ReplicaSet: { spec: { selector, template } },
  StatefulSet: { spec: { selector, template } },
  HorizontalPodAutoscaler: { spec: { scaleTargetRef, maxReplicas: 3 } },
  CronJob: { spec: { schedule: '0 0 * * *', jobTemplate } },
  Job: jobTemplate,
  CertificateSigningRequest: {
    spec: {
      request: certificateRequest(),
      signerName: 'example.com/signer',
      usages: ['client auth'],
    },
  },
  IngressClass: { spec: { controller: 'example.com/ingress' } },
  Ingress: { spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } } } },
  IPAddress: { spec: { parentRef: { resource: 'services', namespace: 'default', name: 's' } } },
  NetworkPolicy: { spec: { podSelector: {} } },
  ServiceCIDR: { spec: { cidrs: ['10.200.0.0/16'] } },
  PodDisruptionBudget: { spec: { minAvailable: 1, selector } },
  ClusterRoleBinding: { roleRef: roleRef('ClusterRole') },
  ClusterRole: {},
  RoleBinding: { roleRef: roleRef('Role') },
  Role: {},
  CSIDriver: { spec: {} },
  CSINode: { spec: { drivers: [] } },
  CSIStorageCapacity: { storageClassName: 'standard' },
  StorageClass: { provisioner: 'example.com/p' },
  VolumeAttachment: {
    spec: { attacher: 'example.com/a', nodeName: 'worker-1', source: { persistentVolumeName: 'v' } },
  },
  VolumeAttributesClass: { driverName: 'example.com/d', parameters: { iops: '100' } },
  MutatingAdmissionPolicy: {
    spec: { matchConstraints, mutations: [mutation], failurePolicy: 'Ignore', reinvocationPolicy: 'Never' },
  },
  MutatingAdmissionPolicyBinding: { spec: { policyName: 'p' } },
  MutatingWebhookConfiguration: { webhooks: [{ ...webhook, failurePolicy: 'Ignore' }] },
  ValidatingAdmissionPolicy: { spec: { matchConstraints, validations: [{ expression: 'true' }] } },
  ValidatingAdmissionPolicyBinding: { spec: { policyName: 'p', validationActions: ['Warn'] } },
  ValidatingWebhookConfiguration: { webhooks: [{ ...webhook, failurePolicy: 'Ignore' }] },
  CustomResourceDefinition: {
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget' },
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
      ],
    },
  },
  PriorityClass: { value: 100 },
  Lease: {},
  RuntimeClass: { handler: 'h' },
  EndpointSlice: { addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }] },
  DeviceClass: { spec: {} },
  ResourceClaim: { spec: deviceRequests },
  ResourceClaimTemplate: { spec: { spec: deviceRequests } },
  ResourceSlice: {
    spec: {
      driver: 'gpu.example.com',
      nodeName: 'worker-1',
      pool: { name: 'p', generation: 1, resourceSliceCount: 1 },
    },
  },
  FlowSchema: { spec: { priorityLevelConfiguration: { name: 'exempt' }, matchingPrecedence: 100 } },
  PriorityLevelConfiguration: {
    spec: { type: 'Limited', limited: { limitResponse: { type: 'Reject' } } },
  },
}

/** Kinds whose names follow rules of their own. */
export const names: Readonly<Record<string, string>> = {
  APIService: 'v1.example.com',
  CustomResourceDefinition: 'widgets.example.com',
  IPAddress: '10.96.7.7',
}

/** A certificate signing request for the user named user, as the API carries it. */
function certificateRequest(): string {
  const lines = [
    'MIHKMHECAQAwDzENMAsGA1UEAwwEdXNlcjBZMBMGByqGSM49AgEGCCqGSM49AwEH',
    'A0IABLgtWFA4szCKFwltkTRuGM4WWO8EMZ2+mgiei/I7LLjcutLwHabdhCsjaJOY',
    'C6dPA6Sqh2WLAFpvOjdbhZPNJPegADAKBggqhkjOPQQDAgNJADBGAiEApQV6wJiK',
    '38Xvs2UU3MMP39o8+FL1eIlzM9J6uemUZFQCIQDEfhIfuea2bHmDUbMU8KZNhPRl',
    'alyTq2I2isJbfmV1Og==',
  ]
  const pem = ['-----BEGIN CERTIFICATE REQUEST-----', ...lines, '-----END CERTIFICATE REQUEST-----', '']
  return Buffer.from(pem.join('\n')).toString('base64')
}
