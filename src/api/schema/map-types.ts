/**
 * What no package carries of the objects in the API: which are owned and applied as a whole (x-kubernetes-map-type:
 * atomic), which keys of lists have defaults, and which are there even before anybody has set anything in them, since Go
 * holds them by value (client-go, applyconfigurations/internal).
 */

/** Types whose objects are owned as a whole. */
const ATOMIC_TYPES = new Set(
  `ConfigMapKeySelector CrossVersionObjectReferenceV1 EndpointAddress EndpointPort FileKeySelector LabelSelector
  LocalObjectReference MatchResources NamedRuleWithOperations NodeSelector NodeSelectorTerm ObjectFieldSelector
  ObjectReference OwnerReference ParamKind ParamRef RbacSubject ResourceFieldSelector RoleRef ScopeSelector
  ScopedResourceSelectorRequirement SecretKeySelector SecretReference ServiceBackendPort TopologySelectorTerm
  TypedLocalObjectReference Variable DiscoveryEndpointPort`.split(/\s+/),
)

/** Maps of strings that are owned as a whole. */
const ATOMIC_MAPS = new Set([
  'PodSpec.nodeSelector',
  'ReplicationControllerSpec.selector',
  'Scheduling.nodeSelector',
  'ServiceSpec.selector',
])

/** Fields whose objects are owned part by part, though their type says otherwise. */
const GRANULAR_FIELDS = new Set(['PersistentVolumeSpec.claimRef'])

/** Whether the object in a field is owned as a whole. `type` is the name of its type, '' for a map of strings. */
export function isAtomicMap(owner: string, field: string, type: string): boolean {
  const name = `${owner}.${field}`
  if (type === '') return ATOMIC_MAPS.has(name)
  return ATOMIC_TYPES.has(type) && !GRANULAR_FIELDS.has(name)
}

/** What the keys of a list's items are where they are left out. */
export const KEY_DEFAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ContainerPort: { protocol: 'TCP' },
  ServicePort: { protocol: 'TCP' },
}

/** Structs that Go holds by value, besides those of the top level that all kinds have. */
const BY_VALUE = new Set([
  'ClusterRoleBinding.roleRef',
  'CronJobSpec.jobTemplate',
  'CustomResourceDefinitionSpec.names',
  'CustomResourceDefinitionStatus.acceptedNames',
  'DaemonSetSpec.template',
  'DaemonSetSpec.updateStrategy',
  'DeploymentSpec.strategy',
  'DeploymentSpec.template',
  'Event.involvedObject',
  'Event.source',
  'FlowSchemaSpec.priorityLevelConfiguration',
  'HorizontalPodAutoscalerSpec.scaleTargetRef',
  'HorizontalPodAutoscalerSpecV1.scaleTargetRef',
  'IngressStatus.loadBalancer',
  'JobSpec.template',
  'JobTemplateSpec.metadata',
  'JobTemplateSpec.spec',
  'NetworkPolicySpec.podSelector',
  'NodeDaemonEndpoints.kubeletEndpoint',
  'NodeStatus.daemonEndpoints',
  'NodeStatus.nodeInfo',
  'PersistentVolumeClaimSpec.resources',
  'PodTemplateSpec.metadata',
  'PodTemplateSpec.spec',
  'PodTemplate.template',
  'ReplicaSetSpec.template',
  'ResourceClaimSpec.devices',
  'ResourceClaimTemplateSpec.metadata',
  'ResourceClaimTemplateSpec.spec',
  'ResourceSliceSpec.pool',
  'RoleBinding.roleRef',
  'ServiceStatus.loadBalancer',
  'StatefulSetSpec.template',
  'StatefulSetSpec.updateStrategy',
  'VolumeAttachmentSpec.source',
])

const OF_ALL_KINDS = new Set(['metadata', 'spec', 'status'])

/** Whether the struct in a field is there even where nothing of it is set. */
export function isHeldByValue(owner: string, field: string): boolean {
  return OF_ALL_KINDS.has(field) || BY_VALUE.has(`${owner}.${field}`)
}

const NEVER_OMITTED = new Set(['HorizontalPodAutoscalerStatus.currentMetrics'])

/** Whether Go writes a field that is not required even where it is empty. */
export function isNeverOmitted(owner: string, field: string): boolean {
  return NEVER_OMITTED.has(`${owner}.${field}`)
}
