/** The fields that kustomize 5 knows by itself: labels, annotations, images, replicas and names. */
import { type FieldSpec, fieldSpec } from './field-spec.ts'
import { compareKinds } from './kind-order.ts'
import { defaultNameReferences } from './name-references.ts'
import { emptyConfig, FIELD_LISTS, type TransformerConfig } from './transformer-config.ts'
import { defaultVarReferences } from './var-references.ts'

/** Where a type keeps its pod template's metadata. */
const TEMPLATES: readonly { group?: string; version?: string; kind: string; path: string }[] = [
  { version: 'v1', kind: 'ReplicationController', path: 'spec/template/metadata' },
  { kind: 'Deployment', path: 'spec/template/metadata' },
  { kind: 'ReplicaSet', path: 'spec/template/metadata' },
  { kind: 'DaemonSet', path: 'spec/template/metadata' },
  { group: 'apps', kind: 'StatefulSet', path: 'spec/template/metadata' },
  { group: 'apps', kind: 'StatefulSet', path: 'spec/volumeClaimTemplates[]/metadata' },
  { group: 'batch', kind: 'Job', path: 'spec/template/metadata' },
  { group: 'batch', kind: 'CronJob', path: 'spec/jobTemplate/metadata' },
  { group: 'batch', kind: 'CronJob', path: 'spec/jobTemplate/spec/template/metadata' },
]

const AFFINITY = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
  `spec/template/spec/affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels`,
  `spec/template/spec/affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels`,
])
const POD_SELECTORS = [...AFFINITY, 'spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels']
const POLICY = { group: 'networking.k8s.io', kind: 'NetworkPolicy' }

/** The configuration of a kustomization that adds nothing. */
export function defaultConfig(): TransformerConfig {
  const config: TransformerConfig = {
    ...emptyConfig(),
    namePrefix: [fieldSpec('metadata/name')],
    nameSuffix: [fieldSpec('metadata/name')],
    namespace: namespaceFields(),
    templateLabels: templateLabels(),
    commonLabels: [...selectors(), ...templateLabels()],
    commonAnnotations: commonAnnotations(),
    varReference: defaultVarReferences(),
    images: images(),
    replicas: replicas(),
    nameReference: defaultNameReferences(),
  }
  return sortConfig(config)
}

/** The lists in the order of kinds, as kustomize has them after reading a configuration. */
export function sortConfig(config: TransformerConfig): TransformerConfig {
  const compare = compareKinds()
  for (const name of FIELD_LISTS) config[name].sort(compare)
  config.nameReference.sort(compare)
  return config
}

function namespaceFields(): FieldSpec[] {
  const crd = { group: 'apiextensions.k8s.io', kind: 'CustomResourceDefinition' }
  return [
    fieldSpec('metadata/name', { kind: 'Namespace' }, true),
    fieldSpec('spec/service/namespace', { group: 'apiregistration.k8s.io', kind: 'APIService' }, true),
    fieldSpec('spec/conversion/webhook/clientConfig/service/namespace', crd),
  ]
}

function templateLabels(): FieldSpec[] {
  const templates = TEMPLATES.map(({ path, ...gvk }) => fieldSpec(`${path}/labels`, gvk, true))
  return [fieldSpec('metadata/labels', {}, true), ...templates]
}

function selectors(): FieldSpec[] {
  const statefulSet = { group: 'apps', kind: 'StatefulSet' }
  return [
    fieldSpec('spec/selector', { version: 'v1', kind: 'Service' }, true),
    fieldSpec('spec/selector', { version: 'v1', kind: 'ReplicationController' }, true),
    ...['Deployment', 'ReplicaSet', 'DaemonSet'].map((kind) =>
      fieldSpec('spec/selector/matchLabels', { kind }, true),
    ),
    ...POD_SELECTORS.map((path) => fieldSpec(path, { group: 'apps', kind: 'Deployment' })),
    fieldSpec('spec/selector/matchLabels', statefulSet, true),
    ...POD_SELECTORS.map((path) => fieldSpec(path, statefulSet)),
    fieldSpec('spec/selector/matchLabels', { group: 'batch', kind: 'Job' }),
    fieldSpec('spec/jobTemplate/spec/selector/matchLabels', { group: 'batch', kind: 'CronJob' }),
    fieldSpec('spec/selector/matchLabels', { group: 'policy', kind: 'PodDisruptionBudget' }),
    fieldSpec('spec/podSelector/matchLabels', POLICY),
    fieldSpec('spec/ingress/from/podSelector/matchLabels', POLICY),
    fieldSpec('spec/egress/to/podSelector/matchLabels', POLICY),
  ]
}

/** Unlike labels: stateful sets of any group, and not in claims of volumes. */
function commonAnnotations(): FieldSpec[] {
  const templates = TEMPLATES.filter(({ path }) => !path.startsWith('spec/volumeClaimTemplates')).map(
    ({ path, group, ...rest }) => {
      const gvk = rest.kind === 'StatefulSet' ? rest : { group: group ?? '', ...rest }
      return fieldSpec(`${path}/annotations`, gvk, true)
    },
  )
  return [fieldSpec('metadata/annotations', {}, true), ...templates]
}

function images(): FieldSpec[] {
  return ['spec', 'spec/template/spec'].flatMap((spec) =>
    ['containers[]/image', 'initContainers[]/image', 'volumes[]/image/reference'].map((path) =>
      fieldSpec(`${spec}/${path}`, {}, true),
    ),
  )
}

function replicas(): FieldSpec[] {
  return ['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((kind) =>
    fieldSpec('spec/replicas', { kind }, true),
  )
}
