/** The APIServices that an API server registers for its own groups. */
import { servedResources } from '../../../generated/resources.ts'
import type { APIService, APIServiceCondition } from '../../../generated/types.ts'

/** Where groups stand among each other, the first ones first (pkg/controlplane/apiserver/aggregator.go). */
const GROUP_PRIORITIES: Readonly<Record<string, number>> = {
  '': 18000,
  apps: 17800,
  'events.k8s.io': 17750,
  'authentication.k8s.io': 17700,
  'authorization.k8s.io': 17600,
  autoscaling: 17500,
  batch: 17400,
  'certificates.k8s.io': 17300,
  'networking.k8s.io': 17200,
  policy: 17100,
  'rbac.authorization.k8s.io': 17000,
  'storage.k8s.io': 16800,
  'admissionregistration.k8s.io': 16700,
  'apiextensions.k8s.io': 16700,
  'scheduling.k8s.io': 16600,
  'coordination.k8s.io': 16500,
  'node.k8s.io': 16300,
  'discovery.k8s.io': 16200,
  'flowcontrol.apiserver.k8s.io': 16100,
  'resource.k8s.io': 15900,
}

/** Where a version stands within its group, if not where versions of its stability do. */
const VERSION_PRIORITIES: Readonly<Record<string, number>> = {
  'v1.': 1,
  'v2.autoscaling': 30,
  'v1.flowcontrol.apiserver.k8s.io': 21,
  'v1.resource.k8s.io': 20,
}
const STABLE = 15
const UNSTABLE = 9

/** One for each version of each group, all available. The group that they are in themselves has none. */
export function localApiServices(): APIService[] {
  const versions = new Map(
    servedResources
      .filter(({ group }) => Object.hasOwn(GROUP_PRIORITIES, group))
      .map(({ group, version }) => [`${version}.${group}`, { group, version }]),
  )
  return [...versions].map(([name, { group, version }]) => ({
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name, labels: { 'kube-aggregator.kubernetes.io/automanaged': 'onstart' } },
    spec: {
      ...(group !== '' && { group }),
      version,
      groupPriorityMinimum: GROUP_PRIORITIES[group] ?? 0,
      versionPriority: VERSION_PRIORITIES[name] ?? (/^v\d+$/.test(version) ? STABLE : UNSTABLE),
    },
    status: { conditions: [LOCAL] },
  }))
}

/** What is said of groups that the server itself serves. */
export const LOCAL: Omit<APIServiceCondition, 'lastTransitionTime'> = {
  type: 'Available',
  status: 'True',
  reason: 'Local',
  message: 'Local APIServices are always available',
}
