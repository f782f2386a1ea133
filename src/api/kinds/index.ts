/** The list of kinds that have knowledge of their own, each loaded when it is first used. */
import type { KindDefinition } from '../define-kind.ts'

/** By KindName. A built-in kind that is missing here gets the generic knowledge (generic.ts). */
export const kindModules: Readonly<Record<string, () => Promise<KindDefinition>>> = {
  CustomResourceDefinition: () =>
    import('./apiextensions/custom-resource-definition.ts').then((m) => m.customResourceDefinition),
  ConfigMap: () => import('./core/config-map.ts').then((m) => m.configMap),
  EndpointSlice: () => import('./discovery/endpoint-slice.ts').then((m) => m.endpointSlice),
  Endpoints: () => import('./core/endpoints.ts').then((m) => m.endpoints),
  Event: () => import('./core/event/event.ts').then((m) => m.event),
  'Event.events.k8s.io': () => import('./events/event.ts').then((m) => m.eventsEvent),
  Namespace: () => import('./core/namespace.ts').then((m) => m.namespace),
  Node: () => import('./core/node/node.ts').then((m) => m.node),
  Secret: () => import('./core/secret.ts').then((m) => m.secret),
  Service: () => import('./core/service/service.ts').then((m) => m.service),
  ServiceAccount: () => import('./core/service-account.ts').then((m) => m.serviceAccount),
  Ingress: () => import('./networking/ingress/ingress.ts').then((m) => m.ingress),
  IngressClass: () => import('./networking/ingress-class.ts').then((m) => m.ingressClass),
  PersistentVolume: () =>
    import('./core/persistent-volume/persistent-volume.ts').then((m) => m.persistentVolume),
  PersistentVolumeClaim: () =>
    import('./core/persistent-volume-claim/persistent-volume-claim.ts').then((m) => m.persistentVolumeClaim),
  StorageClass: () => import('./storage/storage-class.ts').then((m) => m.storageClass),
  ResourceQuota: () => import('./core/resource-quota.ts').then((m) => m.resourceQuota),
  LimitRange: () => import('./core/limit-range.ts').then((m) => m.limitRange),
  PriorityClass: () => import('./scheduling/priority-class.ts').then((m) => m.priorityClass),
  PodDisruptionBudget: () =>
    import('./policy/pod-disruption-budget.ts').then((m) => m.podDisruptionBudget),
  Lease: () => import('./coordination/lease.ts').then((m) => m.lease),
  RuntimeClass: () => import('./node/runtime-class.ts').then((m) => m.runtimeClass),
}
