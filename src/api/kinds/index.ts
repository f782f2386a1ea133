/** The list of kinds that have knowledge of their own, each loaded when it is first used. */
import type { KindDefinition } from '../define-kind.ts'

/** By KindName. A built-in kind that is missing here gets the generic knowledge (generic.ts). */
export const kindModules: Readonly<Record<string, () => Promise<KindDefinition>>> = {
  APIService: () => import('./apiregistration/api-service.ts').then((m) => m.apiService),
  Binding: () => import('./core/binding.ts').then((m) => m.binding),
  CertificateSigningRequest: () =>
    import('./certificates/certificate-signing-request.ts').then((m) => m.certificateSigningRequest),
  ClusterRole: () => import('./rbac/role.ts').then((m) => m.clusterRole),
  ClusterRoleBinding: () => import('./rbac/role-binding.ts').then((m) => m.clusterRoleBinding),
  ComponentStatus: () => import('./core/component-status.ts').then((m) => m.componentStatus),
  ConfigMap: () => import('./core/config-map.ts').then((m) => m.configMap),
  CSIDriver: () => import('./storage/csi-driver.ts').then((m) => m.csiDriver),
  CSINode: () => import('./storage/csi-node.ts').then((m) => m.csiNode),
  CSIStorageCapacity: () => import('./storage/csi-storage-capacity.ts').then((m) => m.csiStorageCapacity),
  CustomResourceDefinition: () =>
    import('./apiextensions/custom-resource-definition.ts').then((m) => m.customResourceDefinition),
  DeviceClass: () => import('./resource/dynamic-resources.ts').then((m) => m.deviceClass),
  Endpoints: () => import('./core/endpoints.ts').then((m) => m.endpoints),
  EndpointSlice: () => import('./discovery/endpoint-slice.ts').then((m) => m.endpointSlice),
  'Event.events.k8s.io': () => import('./events/event.ts').then((m) => m.eventsEvent),
  Event: () => import('./core/event/event.ts').then((m) => m.event),
  FlowSchema: () => import('./flowcontrol/flow-schema.ts').then((m) => m.flowSchema),
  HorizontalPodAutoscaler: () =>
    import('./autoscaling/horizontal-pod-autoscaler/horizontal-pod-autoscaler.ts').then(
      (m) => m.horizontalPodAutoscaler,
    ),
  Ingress: () => import('./networking/ingress/ingress.ts').then((m) => m.ingress),
  IngressClass: () => import('./networking/ingress-class.ts').then((m) => m.ingressClass),
  IPAddress: () => import('./networking/service-cidr.ts').then((m) => m.ipAddress),
  Lease: () => import('./coordination/lease.ts').then((m) => m.lease),
  LimitRange: () => import('./core/limit-range.ts').then((m) => m.limitRange),
  LocalSubjectAccessReview: () =>
    import('./authorization/access-review.ts').then((m) => m.localSubjectAccessReview),
  MutatingAdmissionPolicy: () =>
    import('./admissionregistration/mutating-admission-policy.ts').then((m) => m.mutatingAdmissionPolicy),
  MutatingAdmissionPolicyBinding: () =>
    import('./admissionregistration/mutating-admission-policy.ts').then(
      (m) => m.mutatingAdmissionPolicyBinding,
    ),
  MutatingWebhookConfiguration: () =>
    import('./admissionregistration/webhook-configuration.ts').then((m) => m.mutatingWebhookConfiguration),
  Namespace: () => import('./core/namespace.ts').then((m) => m.namespace),
  NodeMetrics: () => import('./metrics/node-metrics.ts').then((m) => m.nodeMetrics),
  PodMetrics: () => import('./metrics/pod-metrics.ts').then((m) => m.podMetrics),
  NetworkPolicy: () => import('./networking/network-policy/network-policy.ts').then((m) => m.networkPolicy),
  Node: () => import('./core/node/node.ts').then((m) => m.node),
  PersistentVolume: () =>
    import('./core/persistent-volume/persistent-volume.ts').then((m) => m.persistentVolume),
  PersistentVolumeClaim: () =>
    import('./core/persistent-volume-claim/persistent-volume-claim.ts').then((m) => m.persistentVolumeClaim),
  PodDisruptionBudget: () => import('./policy/pod-disruption-budget.ts').then((m) => m.podDisruptionBudget),
  PriorityClass: () => import('./scheduling/priority-class.ts').then((m) => m.priorityClass),
  PriorityLevelConfiguration: () =>
    import('./flowcontrol/priority-level-configuration.ts').then((m) => m.priorityLevelConfiguration),
  ResourceClaim: () => import('./resource/dynamic-resources.ts').then((m) => m.resourceClaim),
  ResourceClaimTemplate: () => import('./resource/dynamic-resources.ts').then((m) => m.resourceClaimTemplate),
  ResourceQuota: () => import('./core/resource-quota.ts').then((m) => m.resourceQuota),
  ResourceSlice: () => import('./resource/dynamic-resources.ts').then((m) => m.resourceSlice),
  Role: () => import('./rbac/role.ts').then((m) => m.role),
  RoleBinding: () => import('./rbac/role-binding.ts').then((m) => m.roleBinding),
  RuntimeClass: () => import('./node/runtime-class.ts').then((m) => m.runtimeClass),
  Secret: () => import('./core/secret.ts').then((m) => m.secret),
  SelfSubjectAccessReview: () =>
    import('./authorization/access-review.ts').then((m) => m.selfSubjectAccessReview),
  Service: () => import('./core/service/service.ts').then((m) => m.service),
  ServiceAccount: () => import('./core/service-account.ts').then((m) => m.serviceAccount),
  ServiceCIDR: () => import('./networking/service-cidr.ts').then((m) => m.serviceCIDR),
  StorageClass: () => import('./storage/storage-class.ts').then((m) => m.storageClass),
  SubjectAccessReview: () => import('./authorization/access-review.ts').then((m) => m.subjectAccessReview),
  ValidatingAdmissionPolicy: () =>
    import('./admissionregistration/admission-policy.ts').then((m) => m.validatingAdmissionPolicy),
  ValidatingAdmissionPolicyBinding: () =>
    import('./admissionregistration/admission-policy.ts').then((m) => m.validatingAdmissionPolicyBinding),
  ValidatingWebhookConfiguration: () =>
    import('./admissionregistration/webhook-configuration.ts').then((m) => m.validatingWebhookConfiguration),
  VolumeAttachment: () => import('./storage/volume-attachment.ts').then((m) => m.volumeAttachment),
  VolumeAttributesClass: () =>
    import('./storage/volume-attributes-class.ts').then((m) => m.volumeAttributesClass),
  ControllerRevision: () => import('./apps/controller-revision.ts').then((m) => m.controllerRevision),
  CronJob: () => import('./batch/cron-job.ts').then((m) => m.cronJob),
  DaemonSet: () => import('./apps/daemon-set.ts').then((m) => m.daemonSet),
  Deployment: () => import('./apps/deployment.ts').then((m) => m.deployment),
  Job: () => import('./batch/job.ts').then((m) => m.job),
  Pod: () => import('./core/pod/pod.ts').then((m) => m.pod),
  PodTemplate: () => import('./core/pod-template/pod-template.ts').then((m) => m.podTemplate),
  ReplicaSet: () => import('./apps/replica-set.ts').then((m) => m.replicaSet),
  ReplicationController: () =>
    import('./core/replication-controller.ts').then((m) => m.replicationController),
  StatefulSet: () => import('./apps/stateful-set.ts').then((m) => m.statefulSet),
}
