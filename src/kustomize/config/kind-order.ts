/** The order of kinds that kustomize once put everything into, and kubectl still does (api, SortOrderTransformer). */
import { compareStrings } from '../../base/compare-strings.ts'
import type { Gvk } from '../resource-id.ts'

/** Kinds that come before all others. */
export const ORDER_FIRST: readonly string[] = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
]

/** Kinds that come after all others. */
export const ORDER_LAST: readonly string[] = [
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
]

/** Orders types by their kinds; what is in neither list comes in between, by group, version and kind. */
export function compareKinds(first = ORDER_FIRST, last = ORDER_LAST): (a: Gvk, b: Gvk) => number {
  const ranks = new Map<string, number>()
  first.forEach((kind, index) => {
    ranks.set(kind, index - first.length)
  })
  last.forEach((kind, index) => {
    ranks.set(kind, index + 1)
  })
  const rank = ({ kind }: Gvk) => ranks.get(kind) ?? 0
  return (a, b) => rank(a) - rank(b) || compareStrings(sortText(a), sortText(b))
}

function sortText({ group, version, kind }: Gvk): string {
  return [group || '~G', version || '~V', kind || '~K'].join('_')
}
