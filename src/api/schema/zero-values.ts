/**
 * Fields of which Go cannot tell an empty value from a missing one: it leaves '', false and 0 out. All others keep
 * such values, since Go has a pointer there and the difference counts (automountServiceAccountToken: false).
 */

const PROBE = 'initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold'
const CONTAINER =
  'image workingDir terminationMessagePath terminationMessagePolicy imagePullPolicy stdin stdinOnce tty'

const BY_TYPE: Readonly<Record<string, string>> = {
  AWSElasticBlockStoreVolumeSource: 'fsType partition readOnly',
  CSIPersistentVolumeSource: 'readOnly fsType',
  ConfigMapKeySelector: 'name',
  Container: CONTAINER,
  ContainerPort: 'name hostPort protocol hostIP',
  CronJobSpec: 'concurrencyPolicy',
  DaemonSetSpec: 'minReadySeconds',
  DaemonSetUpdateStrategy: 'type',
  DeploymentSpec: 'minReadySeconds paused',
  DeploymentStrategy: 'type',
  EmptyDirVolumeSource: 'medium',
  EnvFromSource: 'prefix',
  EnvVar: 'value',
  EphemeralContainer: `${CONTAINER} targetContainerName`,
  GCEPersistentDiskVolumeSource: 'fsType partition readOnly',
  HTTPGetAction: 'path host scheme',
  HTTPIngressPath: 'path',
  IngressRule: 'host',
  IngressTLS: 'secretName',
  LocalObjectReference: 'name',
  NFSVolumeSource: 'readOnly',
  NodeSpec: 'podCIDR providerID unschedulable',
  ObjectFieldSelector: 'apiVersion',
  ObjectMeta: 'name generateName namespace selfLink uid resourceVersion generation',
  PersistentVolumeClaimSpec: 'volumeName',
  PersistentVolumeClaimVolumeSource: 'readOnly',
  PersistentVolumeSpec: 'storageClassName persistentVolumeReclaimPolicy',
  PodSpec:
    'restartPolicy dnsPolicy serviceAccountName serviceAccount nodeName hostNetwork hostPID hostIPC hostname subdomain schedulerName priorityClassName',
  PriorityClass: 'globalDefault description',
  Probe: PROBE,
  RbacSubject: 'apiGroup namespace',
  ReplicaSetSpec: 'minReadySeconds',
  ReplicationControllerSpec: 'minReadySeconds',
  Secret: 'type',
  SecretKeySelector: 'name',
  SecretVolumeSource: 'secretName',
  ServicePort: 'name protocol nodePort',
  ServiceSpec:
    'clusterIP type sessionAffinity loadBalancerIP externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses',
  StatefulSetSpec: 'podManagementPolicy minReadySeconds',
  StatefulSetUpdateStrategy: 'type',
  Taint: 'value',
  Toleration: 'key operator value effect',
  VolumeMount: 'readOnly subPath subPathExpr',
}

const known = new Map<string, ReadonlySet<string>>()
const NONE: ReadonlySet<string> = new Set()

/** The fields of a type whose empty values are left out. */
export function zeroOmitted(type: string): ReadonlySet<string> {
  const made = known.get(type)
  if (made !== undefined) return made
  const fields = BY_TYPE[type]
  const names = fields === undefined ? NONE : new Set(fields.split(' '))
  known.set(type, names)
  return names
}
