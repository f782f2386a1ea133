/** The names of Go types, which error texts contain. */
import type { Schema } from './schema.ts'

/** Named string types, by field; of `Struct.field` where the field's name alone does not tell. */
const NAMED: Readonly<Record<string, string>> = {
  'Container.restartPolicy': 'v1.ContainerRestartPolicy',
  'EphemeralContainer.restartPolicy': 'v1.ContainerRestartPolicy',
  'DaemonSetUpdateStrategy.type': 'v1.DaemonSetUpdateStrategyType',
  'DeploymentStrategy.type': 'v1.DeploymentStrategyType',
  'HostPathVolumeSource.type': 'v1.HostPathType',
  'LabelSelectorRequirement.operator': 'v1.LabelSelectorOperator',
  'LimitRangeItem.type': 'v1.LimitType',
  'NodeSelectorRequirement.operator': 'v1.NodeSelectorOperator',
  'PersistentVolumeStatus.phase': 'v1.PersistentVolumePhase',
  'PodStatus.phase': 'v1.PodPhase',
  'Secret.type': 'v1.SecretType',
  'SeccompProfile.type': 'v1.SeccompProfileType',
  'ServiceSpec.type': 'v1.ServiceType',
  'StatefulSetUpdateStrategy.type': 'v1.StatefulSetUpdateStrategyType',
  'Toleration.operator': 'v1.TolerationOperator',
  completionMode: 'v1.CompletionMode',
  concurrencyPolicy: 'v1.ConcurrencyPolicy',
  dnsPolicy: 'v1.DNSPolicy',
  effect: 'v1.TaintEffect',
  externalTrafficPolicy: 'v1.ServiceExternalTrafficPolicy',
  imagePullPolicy: 'v1.PullPolicy',
  internalTrafficPolicy: 'v1.ServiceInternalTrafficPolicy',
  ipFamilyPolicy: 'v1.IPFamilyPolicy',
  medium: 'v1.StorageMedium',
  mountPropagation: 'v1.MountPropagationMode',
  pathType: 'v1.PathType',
  persistentVolumeReclaimPolicy: 'v1.PersistentVolumeReclaimPolicy',
  podManagementPolicy: 'v1.PodManagementPolicyType',
  preemptionPolicy: 'v1.PreemptionPolicy',
  procMount: 'v1.ProcMountType',
  protocol: 'v1.Protocol',
  reclaimPolicy: 'v1.PersistentVolumeReclaimPolicy',
  restartPolicy: 'v1.RestartPolicy',
  scheme: 'v1.URIScheme',
  sessionAffinity: 'v1.ServiceAffinity',
  terminationMessagePolicy: 'v1.TerminationMessagePolicy',
  uid: 'types.UID',
  volumeBindingMode: 'v1.VolumeBindingMode',
  volumeMode: 'v1.PersistentVolumeMode',
  whenUnsatisfiable: 'v1.UnsatisfiableConstraintAction',
}

/** Named types of list items and map values. */
const NAMED_ITEMS: Readonly<Record<string, string>> = {
  accessModes: 'v1.PersistentVolumeAccessMode',
  add: 'v1.Capability',
  drop: 'v1.Capability',
  extra: 'v1.ExtraValue',
  ipFamilies: 'v1.IPFamily',
  policyTypes: 'v1.PolicyType',
  scopes: 'v1.ResourceQuotaScope',
  usages: 'v1.KeyUsage',
}

const SCALARS: Readonly<Record<string, string>> = {
  string: 'string',
  int32: 'int32',
  int64: 'int64',
  double: 'float64',
  boolean: 'bool',
  bytes: '[]uint8',
  time: 'v1.Time',
  microTime: 'v1.MicroTime',
  quantity: 'resource.Quantity',
  intOrString: 'intstr.IntOrString',
  any: 'interface {}',
}

/** The Go type of a value: `int32`, `v1.PodSpec`, `[]v1.Container`, `map[string]string`, `v1.PullPolicy`. */
export function goTypeName(schema: Schema, struct: string, field: string): string {
  switch (schema.type) {
    case 'struct':
      return `${schema.goPackage}.${schema.goName}`
    case 'list':
      return `[]${NAMED_ITEMS[field] ?? goTypeName(schema.items, '', '')}`
    case 'map':
      if (schema.values.type === 'quantity') return 'v1.ResourceList'
      return `map[string]${NAMED_ITEMS[field] ?? goTypeName(schema.values, '', '')}`
    case 'string':
      return NAMED[`${struct}.${field}`] ?? NAMED[field] ?? 'string'
    default:
      return SCALARS[schema.type] ?? schema.type
  }
}
