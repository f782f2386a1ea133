/** Which objects a quota with scopes is about: pods, or claims (pkg/quota/v1/evaluator/core). */
import type { KubeObject } from '../../apimachinery/object.ts'
import type {
  PersistentVolumeClaim,
  Pod,
  ResourceQuota,
  ScopedResourceSelectorRequirement,
} from '../../generated/types.ts'
import { computeQosClass } from '../kinds/core/pod/qos.ts'

/** Whether the quota counts the object. */
export function quotaCovers({ spec = {} }: ResourceQuota, kind: string, object: KubeObject): boolean {
  const scopes = requirements(spec)
  if (scopes.length === 0) return true
  if (kind === 'PersistentVolumeClaim') return scopes.every((scope) => matchesClaim(scope, object))
  return kind === 'Pod' && scopes.every((scope) => matches(scope, object as Pod))
}

function requirements({ scopes = [], scopeSelector }: NonNullable<ResourceQuota['spec']>) {
  const plain = scopes.map(
    (scopeName): ScopedResourceSelectorRequirement => ({ scopeName, operator: 'Exists' }),
  )
  return [...plain, ...(scopeSelector?.matchExpressions ?? [])]
}

/** Claims are told apart by the classes of attributes that they have or are to have. */
function matchesClaim(
  { scopeName, operator, values = [] }: ScopedResourceSelectorRequirement,
  object: KubeObject,
): boolean {
  if (scopeName !== 'VolumeAttributesClass') return false
  const classes = attributesClasses(object as PersistentVolumeClaim)
  if (classes.length === 0) return matchesClass(operator, values, '')
  return classes.some((name) => matchesClass(operator, values, name))
}

function attributesClasses({ spec, status }: PersistentVolumeClaim): string[] {
  const names = [
    spec?.volumeAttributesClassName,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus?.targetVolumeAttributesClassName,
  ]
  return names.filter((name) => name !== undefined && name !== '') as string[]
}

function matches({ scopeName, operator, values = [] }: ScopedResourceSelectorRequirement, pod: Pod): boolean {
  const { spec } = pod
  switch (scopeName) {
    case 'Terminating':
      return spec?.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds >= 0
    case 'NotTerminating':
      return !(spec?.activeDeadlineSeconds !== undefined && spec.activeDeadlineSeconds >= 0)
    case 'BestEffort':
      return spec !== undefined && computeQosClass(spec) === 'BestEffort'
    case 'NotBestEffort':
      return spec !== undefined && computeQosClass(spec) !== 'BestEffort'
    case 'PriorityClass':
      return matchesClass(operator, values, spec?.priorityClassName ?? '')
    case 'CrossNamespacePodAffinity':
      return crossesNamespaces(pod)
    default:
      return false
  }
}

function matchesClass(operator: string, values: readonly string[], name: string): boolean {
  switch (operator) {
    case 'In':
      return values.includes(name)
    case 'NotIn':
      return !values.includes(name)
    case 'DoesNotExist':
      return name === ''
    default:
      return name !== ''
  }
}

function crossesNamespaces({ spec }: Pod): boolean {
  const { podAffinity, podAntiAffinity } = spec?.affinity ?? {}
  return [podAffinity, podAntiAffinity].some((affinity) =>
    [
      ...(affinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
      ...(affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(
        (term) => term.podAffinityTerm,
      ),
    ].some(
      ({ namespaces = [], namespaceSelector }) => namespaces.length > 0 || namespaceSelector !== undefined,
    ),
  )
}
