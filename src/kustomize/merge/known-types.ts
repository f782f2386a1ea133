/** Which types' lists kustomize knows how to merge: those of Kubernetes 1.21, whose API it carries. */
import { structSchema } from '../../api/schema/schema.ts'
import { servedResources } from '../../generated/resources.ts'
import type { Gvk } from '../resource-id.ts'
import { type MergeSchema, mergeSchemaOfStruct } from './merge-schema.ts'

/** Kinds of today that were not there, or not in this version. */
const NEWER = new Set([
  'admissionregistration.k8s.io/v1 MutatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding',
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy',
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding',
  'authentication.k8s.io/v1 SelfSubjectReview',
  'autoscaling/v2 HorizontalPodAutoscaler',
  'flowcontrol.apiserver.k8s.io/v1 FlowSchema',
  'flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration',
  'networking.k8s.io/v1 IPAddress',
  'networking.k8s.io/v1 ServiceCIDR',
  'resource.k8s.io/v1 DeviceClass',
  'resource.k8s.io/v1 ResourceClaim',
  'resource.k8s.io/v1 ResourceClaimTemplate',
  'resource.k8s.io/v1 ResourceSlice',
  'storage.k8s.io/v1 CSIStorageCapacity',
  'storage.k8s.io/v1 VolumeAttributesClass',
])

/** Versions that were there and are gone; where a kind lives on, its lists are those of today. */
const OLDER: Readonly<Record<string, string>> = {
  'admissionregistration.k8s.io/v1beta1': 'MutatingWebhookConfiguration ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1beta1': 'CustomResourceDefinition',
  'apiregistration.k8s.io/v1beta1': 'APIService',
  'autoscaling/v2beta1': 'HorizontalPodAutoscaler',
  'autoscaling/v2beta2': 'HorizontalPodAutoscaler',
  'batch/v1beta1': 'CronJob',
  'certificates.k8s.io/v1beta1': 'CertificateSigningRequest',
  'coordination.k8s.io/v1beta1': 'Lease',
  'discovery.k8s.io/v1beta1': 'EndpointSlice',
  'events.k8s.io/v1beta1': 'Event',
  'extensions/v1beta1': 'Ingress',
  'flowcontrol.apiserver.k8s.io/v1beta1': 'FlowSchema PriorityLevelConfiguration',
  'networking.k8s.io/v1beta1': 'Ingress IngressClass',
  'node.k8s.io/v1beta1': 'RuntimeClass',
  'policy/v1beta1': 'PodDisruptionBudget PodSecurityPolicy',
  'rbac.authorization.k8s.io/v1beta1': 'Role ClusterRole RoleBinding ClusterRoleBinding',
  'scheduling.k8s.io/v1beta1': 'PriorityClass',
  'storage.k8s.io/v1beta1': 'StorageClass CSIDriver CSINode VolumeAttachment CSIStorageCapacity',
}

/** How objects of the type are merged; undefined for types whose lists are replaced. */
export function mergeSchemaOf(gvk: Gvk): MergeSchema | undefined {
  const definition = definitionOf(gvk)
  return definition === undefined ? undefined : mergeSchemaOfStruct(structSchema(definition))
}

function definitionOf({ group, version, kind }: Gvk): string | undefined {
  const apiVersion = group === '' ? version : `${group}/${version}`
  if (NEWER.has(`${apiVersion} ${kind}`)) return undefined
  const isOld = OLDER[apiVersion]?.split(' ').includes(kind) === true
  const found = servedResources.find(
    (resource) =>
      resource.kind === kind && (isOld || (resource.group === group && resource.version === version)),
  )
  return found?.definition
}
