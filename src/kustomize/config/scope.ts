/** Which types kustomize knows, and which of them have no namespaces. */

interface Type {
  group: string
  version: string
  kind: string
}

/**
 * The types without namespaces that kustomize 5 knows of: it goes by the API of Kubernetes 1.21. Any other type,
 * newer ones of Kubernetes and custom ones included, counts as one with namespaces.
 */
const CLUSTER_SCOPED: ReadonlySet<string> = new Set(
  `
  v1 ComponentStatus, v1 Namespace, v1 Node, v1 PersistentVolume,
  admissionregistration.k8s.io/v1 MutatingWebhookConfiguration,
  admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration,
  admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration,
  admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration,
  apiextensions.k8s.io/v1 CustomResourceDefinition, apiextensions.k8s.io/v1beta1 CustomResourceDefinition,
  apiregistration.k8s.io/v1 APIService, apiregistration.k8s.io/v1beta1 APIService,
  certificates.k8s.io/v1 CertificateSigningRequest, certificates.k8s.io/v1beta1 CertificateSigningRequest,
  flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema, flowcontrol.apiserver.k8s.io/v1beta1 PriorityLevelConfiguration,
  networking.k8s.io/v1 IngressClass, networking.k8s.io/v1beta1 IngressClass,
  node.k8s.io/v1 RuntimeClass, node.k8s.io/v1beta1 RuntimeClass,
  policy/v1beta1 PodSecurityPolicy,
  rbac.authorization.k8s.io/v1 ClusterRole, rbac.authorization.k8s.io/v1beta1 ClusterRole,
  rbac.authorization.k8s.io/v1 ClusterRoleBinding, rbac.authorization.k8s.io/v1beta1 ClusterRoleBinding,
  scheduling.k8s.io/v1 PriorityClass, scheduling.k8s.io/v1beta1 PriorityClass,
  storage.k8s.io/v1 CSIDriver, storage.k8s.io/v1beta1 CSIDriver,
  storage.k8s.io/v1 CSINode, storage.k8s.io/v1beta1 CSINode,
  storage.k8s.io/v1 StorageClass, storage.k8s.io/v1beta1 StorageClass,
  storage.k8s.io/v1 VolumeAttachment, storage.k8s.io/v1beta1 VolumeAttachment
  `
    .split(',')
    .map((type) => type.trim()),
)

/** Whether the type certainly has no namespaces. */
export function isClusterScoped({ group, version, kind }: Type): boolean {
  return CLUSTER_SCOPED.has(`${group === '' ? version : `${group}/${version}`} ${kind}`)
}
