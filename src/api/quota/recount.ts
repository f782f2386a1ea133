/** Which changes of an object change what quotas count of it (pkg/quota/v1/install/update_filter.go). */
import type { KubeObject } from '../../apimachinery/object.ts'
import { deepEqual } from '../../base/json.ts'
import type { PersistentVolumeClaim, Pod, Service } from '../../generated/types.ts'
import { isPodTerminal } from '../kinds/core/pod/conditions.ts'
import { allContainers } from '../kinds/core/pod/containers.ts'
import { formatUsage, podUsage } from './usage.ts'

/** Whether quotas may count the object otherwise than before. Cheap: each change of a pod's status asks. */
export function isCountedOtherwise(before: KubeObject, after: KubeObject): boolean {
  switch (after.kind) {
    case 'Pod':
      return isPodCountedOtherwise(before as Pod, after as Pod)
    case 'Service':
      return !deepEqual(serviceTraits(before), serviceTraits(after))
    case 'PersistentVolumeClaim':
      return !deepEqual(claimTraits(before), claimTraits(after))
    default:
      return false
  }
}

/** Amounts are compared only where something has changed from which they are computed. */
function isPodCountedOtherwise(before: Pod, after: Pod): boolean {
  if (isTerminating(before) !== isTerminating(after) || isPodTerminal(before) !== isPodTerminal(after))
    return true
  if (deepEqual(podResources(before), podResources(after))) return false
  return !deepEqual(formatUsage(podUsage(before)), formatUsage(podUsage(after)))
}

/** What the scopes Terminating and NotTerminating go by. */
function isTerminating({ spec }: Pod): boolean {
  return (spec?.activeDeadlineSeconds ?? -1) >= 0
}

function podResources({ spec, status }: Pod): unknown {
  const actual = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  return [spec?.resources, ...[...allContainers(spec), ...actual].map(({ resources }) => resources)]
}

function serviceTraits({ spec }: Service): unknown {
  return [spec?.type, spec?.ports, spec?.allocateLoadBalancerNodePorts]
}

function claimTraits({ spec, status }: PersistentVolumeClaim): unknown {
  return [
    spec?.resources,
    spec?.volumeAttributesClassName,
    status?.allocatedResources,
    status?.currentVolumeAttributesClassName,
    status?.modifyVolumeStatus,
  ]
}
