/** By which fields objects refer to others: the references that kustomize 5 keeps right when names change. */
import type { Gvk } from '../resource-id.ts'
import { type FieldSpec, fieldSpec } from './field-spec.ts'
import type { NameReference } from './transformer-config.ts'

/** Where the kinds with pods in them keep the pod's spec. */
const POD_SPECS: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template/spec',
  Deployment: 'spec/template/spec',
  ReplicaSet: 'spec/template/spec',
  ReplicationController: 'spec/template/spec',
  DaemonSet: 'spec/template/spec',
  StatefulSet: 'spec/template/spec',
  Job: 'spec/template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
}
/** ConfigMaps and Secrets are looked for in these, the rest in the others: not all of kustomize's lists are whole. */
const WITH_CONFIG = ['PodTemplate', 'Deployment', 'ReplicaSet', 'DaemonSet', 'StatefulSet', 'Job', 'CronJob']
const WITH_ACCOUNT = [
  'Pod',
  'StatefulSet',
  'Deployment',
  'ReplicationController',
  'CronJob',
  'Job',
  'DaemonSet',
]

const RBAC = 'rbac.authorization.k8s.io'
const ADMISSION = 'admissionregistration.k8s.io'

/** The references that are known without any configuration. */
export function defaultNameReferences(): NameReference[] {
  return [
    ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) =>
      referredTo({ kind }, [fieldSpec('spec/scaleTargetRef/name', { kind: 'HorizontalPodAutoscaler' })]),
    ),
    referredTo({ version: 'v1', kind: 'ConfigMap' }, toConfigMaps()),
    referredTo({ version: 'v1', kind: 'Secret' }, toSecrets()),
    referredTo({ version: 'v1', kind: 'Service' }, toServices()),
    referredTo({ group: RBAC, kind: 'Role' }, [
      fieldSpec('roleRef/name', { group: RBAC, kind: 'RoleBinding' }),
    ]),
    referredTo({ group: RBAC, kind: 'ClusterRole' }, bindings('roleRef/name')),
    referredTo({ version: 'v1', kind: 'ServiceAccount' }, [
      ...bindings('subjects'),
      ...inPods(WITH_ACCOUNT, ['serviceAccountName']),
    ]),
    referredTo(
      { version: 'v1', kind: 'PersistentVolumeClaim' },
      inPods(WITH_ACCOUNT, ['volumes/persistentVolumeClaim/claimName']),
    ),
    ...toClusterScoped(),
  ]
}

function referredTo(gvk: Partial<Gvk>, fieldSpecs: FieldSpec[]): NameReference {
  return { group: '', version: '', kind: '', ...gvk, fieldSpecs }
}

function inPods(kinds: readonly string[], paths: readonly string[]): FieldSpec[] {
  return kinds.flatMap((kind) => paths.map((path) => fieldSpec(`${POD_SPECS[kind]}/${path}`, { kind })))
}

function bindings(path: string): FieldSpec[] {
  return ['RoleBinding', 'ClusterRoleBinding'].map((kind) => fieldSpec(path, { group: RBAC, kind }))
}

/** The places in pods that take data from a ConfigMap or a Secret, which have the same shape. */
function dataPaths(source: 'configMap' | 'secret'): string[] {
  const containers = ['containers', 'initContainers']
  return [
    source === 'secret' ? 'volumes/secret/secretName' : 'volumes/configMap/name',
    ...containers.map((list) => `${list}/env/valueFrom/${source}KeyRef/name`),
    ...containers.map((list) => `${list}/envFrom/${source}Ref/name`),
    ...(source === 'secret' ? ['imagePullSecrets/name'] : []),
    `volumes/projected/sources/${source}/name`,
  ]
}

function dataInPods(source: 'configMap' | 'secret'): FieldSpec[] {
  const paths = dataPaths(source)
  const inPod = paths.map((path) => fieldSpec(`spec/${path}`, { version: 'v1', kind: 'Pod' }))
  return [...inPod, ...inPods(WITH_CONFIG, paths)]
}

/** Roles may be limited to objects by their names. */
function inRules(): FieldSpec[] {
  return ['Role', 'ClusterRole'].map((kind) => fieldSpec('rules/resourceNames', { kind }))
}

function inIngressAnnotations(...names: string[]): FieldSpec[] {
  return names.map((name) =>
    fieldSpec(`metadata/annotations/${name.replace('/', '\\/')}`, { kind: 'Ingress' }),
  )
}

function toConfigMaps(): FieldSpec[] {
  return [
    ...dataInPods('configMap'),
    fieldSpec('spec/configSource/configMap', { kind: 'Node' }),
    ...inRules(),
    ...inIngressAnnotations('nginx.ingress.kubernetes.io/fastcgi-params-configmap'),
  ]
}

function toSecrets(): FieldSpec[] {
  const knative = { group: 'serving.knative.dev', version: 'v1', kind: 'Service' }
  return [
    ...dataInPods('secret'),
    fieldSpec('spec/tls/secretName', { kind: 'Ingress' }),
    ...inIngressAnnotations(
      'ingress.kubernetes.io/auth-secret',
      'nginx.ingress.kubernetes.io/auth-secret',
      'nginx.ingress.kubernetes.io/auth-tls-secret',
    ),
    fieldSpec('imagePullSecrets/name', { kind: 'ServiceAccount' }),
    ...['secretName', 'adminSecretName', 'userSecretName', 'secretRef'].map((parameter) =>
      fieldSpec(`parameters/${parameter}`, { kind: 'StorageClass' }),
    ),
    ...inRules(),
    fieldSpec('spec/template/spec/containers/env/valueFrom/secretKeyRef/name', knative),
    fieldSpec('spec/azureFile/secretName', { kind: 'PersistentVolume' }),
  ]
}

function toServices(): FieldSpec[] {
  const ingress = [
    'spec/rules/http/paths/backend/serviceName',
    'spec/backend/serviceName',
    'spec/rules/http/paths/backend/service/name',
    'spec/defaultBackend/service/name',
  ]
  return [
    fieldSpec('spec/serviceName', { group: 'apps', kind: 'StatefulSet' }),
    ...ingress.map((path) => fieldSpec(path, { kind: 'Ingress' })),
    fieldSpec('spec/service/name', { group: 'apiregistration.k8s.io', kind: 'APIService' }),
    ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'].map((kind) =>
      fieldSpec('webhooks/clientConfig/service', { group: ADMISSION, kind }),
    ),
  ]
}

function toClusterScoped(): NameReference[] {
  const storage = ['PersistentVolume', 'PersistentVolumeClaim'].map((kind) =>
    fieldSpec('spec/storageClassName', { kind }),
  )
  const claims = fieldSpec('spec/volumeClaimTemplates/spec/storageClassName', { kind: 'StatefulSet' })
  return [
    referredTo({ version: 'v1', kind: 'PersistentVolume' }, [
      fieldSpec('spec/volumeName', { kind: 'PersistentVolumeClaim' }),
      fieldSpec('rules/resourceNames', { kind: 'ClusterRole' }),
    ]),
    referredTo({ group: 'storage.k8s.io', version: 'v1', kind: 'StorageClass' }, [...storage, claims]),
    referredTo(
      { group: 'scheduling.k8s.io', version: 'v1', kind: 'PriorityClass' },
      inPods(WITH_ACCOUNT, ['priorityClassName']),
    ),
    // With the version in its group it never matches: references to IngressClasses stay as they are.
    referredTo({ group: 'networking.k8s.io/v1', version: 'v1', kind: 'IngressClass' }, [
      fieldSpec('spec/ingressClassName', { kind: 'Ingress' }),
    ]),
    referredTo({ group: ADMISSION, kind: 'ValidatingAdmissionPolicy' }, [
      fieldSpec('spec/policyName', { group: ADMISSION, kind: 'ValidatingAdmissionPolicyBinding' }),
    ]),
  ]
}
