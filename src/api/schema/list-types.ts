/**
 * How lists are merged, which no package carries: by the type of their items, save for a few fields.
 *
 * `mapKeys` are x-kubernetes-list-map-keys (server-side apply), `mergeKey` is x-kubernetes-patch-merge-key
 * (strategic merge patch); the two differ for ports. Lists that are not named are atomic: replaced as a whole.
 */

/** How one list is merged. */
export interface ListType {
  listType: 'map' | 'set' | 'atomic'
  mapKeys?: readonly string[]
  /** Strategic merge patch merges items that agree in this field; a list of scalars that merges has ''. */
  mergeKey?: string
  /** An item of the patch says which fields stay ($retainKeys). */
  retainKeys?: boolean
}

const ATOMIC: ListType = { listType: 'atomic' }
const SET: ListType = { listType: 'set' }
const MERGED_SET: ListType = { listType: 'set', mergeKey: '' }

/** Merged by the same key in both ways. */
function keyed(key: string): ListType {
  return { listType: 'map', mapKeys: [key], mergeKey: key }
}

/** Merged by server-side apply only. */
function applied(...mapKeys: string[]): ListType {
  return { listType: 'map', mapKeys }
}

/** Conditions that strategic merge patch replaces as a whole. */
const APPLIED_CONDITIONS = new Set([
  'CertificateSigningRequestCondition',
  'CustomResourceDefinitionCondition',
])
/** Names that end in Condition but are no conditions of an object's status. */
const NO_CONDITIONS = new Set(['MatchCondition'])

const BY_ITEM: Readonly<Record<string, ListType>> = {
  AllocatedDeviceStatus: applied('driver', 'device', 'pool', 'shareID'),
  CSINodeDriver: keyed('name'),
  Container: keyed('name'),
  ContainerPort: { listType: 'map', mapKeys: ['containerPort', 'protocol'], mergeKey: 'containerPort' },
  CoreResourceClaim: applied('name'),
  EnvVar: keyed('name'),
  EphemeralContainer: keyed('name'),
  HostAlias: keyed('ip'),
  LocalObjectReference: keyed('name'),
  MatchCondition: keyed('name'),
  MutatingWebhook: keyed('name'),
  NodeAddress: keyed('type'),
  NodeAllocatableResourceClaimStatus: applied('resourceClaimName'),
  ObjectReference: keyed('name'),
  OwnerReference: keyed('uid'),
  PodIP: keyed('ip'),
  PodResourceClaim: { ...keyed('name'), retainKeys: true },
  PodResourceClaimStatus: { ...keyed('name'), retainKeys: true },
  PodSchedulingGate: keyed('name'),
  ResourceClaimConsumerReference: keyed('uid'),
  ResourceHealth: applied('resourceID'),
  ResourceStatus: keyed('name'),
  ServicePort: { listType: 'map', mapKeys: ['port', 'protocol'], mergeKey: 'port' },
  TopologySpreadConstraint: {
    listType: 'map',
    mapKeys: ['topologyKey', 'whenUnsatisfiable'],
    mergeKey: 'topologyKey',
  },
  ValidatingWebhook: keyed('name'),
  ValidationRule: keyed('rule'),
  Variable: keyed('name'),
  Volume: { ...keyed('name'), retainKeys: true },
  VolumeDevice: keyed('devicePath'),
  VolumeMount: keyed('mountPath'),
  VolumeMountStatus: keyed('mountPath'),
}

/** Fields whose list is merged in another way than its item type says, and lists of scalars that are sets. */
const BY_FIELD: Readonly<Record<string, ListType>> = {
  'AllocatedDeviceStatus.conditions': applied('type'),
  'ValidatingAdmissionPolicyStatus.conditions': applied('type'),
  'CronJobStatus.active': ATOMIC,
  'JobStatus.conditions': { listType: 'atomic', mergeKey: 'type' },
  'MutatingAdmissionPolicySpec.variables': ATOMIC,
  'PodStatus.hostIPs': { listType: 'atomic', mergeKey: 'ip' },
  'ServiceAccount.imagePullSecrets': ATOMIC,
  'ObjectMeta.finalizers': MERGED_SET,
  'NodeSpec.podCIDRs': MERGED_SET,
  'CSIDriverSpec.volumeLifecycleModes': SET,
  'ContainerRestartRuleOnExitCodes.values': SET,
  'Endpoint.addresses': SET,
  'NodeAllocatableResourceClaimStatus.containers': SET,
  'NonResourcePolicyRule.nonResourceURLs': SET,
  'NonResourcePolicyRule.verbs': SET,
  'PodFailurePolicyOnExitCodesRequirement.values': SET,
  'ResourcePolicyRule.apiGroups': SET,
  'ResourcePolicyRule.namespaces': SET,
  'ResourcePolicyRule.resources': SET,
  'ResourcePolicyRule.verbs': SET,
  'UncountedTerminatedPods.failed': SET,
  'UncountedTerminatedPods.succeeded': SET,
  'ValidatingAdmissionPolicyBindingSpec.validationActions': SET,
}

/** Objects that strategic merge patch merges field by field only as far as $retainKeys says. */
const RETAIN_KEYS = new Set(['DeploymentSpec.strategy'])

/** How the list in a field is merged. `item` is the name of the items' type, '' for scalars. */
export function listTypeOf(owner: string, field: string, item: string): ListType {
  const exception = BY_FIELD[`${owner}.${field}`]
  if (exception !== undefined) return exception
  const known = BY_ITEM[item]
  if (known !== undefined) return known
  if (!item.endsWith('Condition') || NO_CONDITIONS.has(item)) return ATOMIC
  return APPLIED_CONDITIONS.has(item) ? applied('type') : keyed('type')
}

/** Whether patches of the object in a field carry $retainKeys. */
export function retainsKeys(owner: string, field: string): boolean {
  return RETAIN_KEYS.has(`${owner}.${field}`)
}
