/** What pods ask for of a resource: what utilization is a part of (calculateRequests). */
import { isSidecar } from '../../api/kinds/core/pod/containers.ts'
import { isPodLevelResource, podRequestQuantities } from '../../api/kinds/core/pod/requests.ts'
import { parseQuantity, quantityMilliValue } from '../../apimachinery/quantity.ts'
import type { Pod } from '../../generated/types.ts'

/**
 * Thousandths by the name of the pod: of the pod as a whole, where it asks as a whole; of all its containers and
 * sidecars; or of the one that is named. Throws an Error where one does not ask for the resource.
 */
export function requestsOf(pods: readonly Pod[], resource: string, container: string): Map<string, number> {
  return new Map(pods.map((pod) => [pod.metadata.name ?? '', requestOf(pod, resource, container)]))
}

function requestOf(pod: Pod, resource: string, container: string): number {
  const isPodLevel = Object.keys(pod.spec?.resources?.requests ?? {}).some(isPodLevelResource)
  return isPodLevel && container === ''
    ? podLevelRequest(pod, resource)
    : ofContainers(pod, resource, container)
}

function podLevelRequest(pod: Pod, resource: string): number {
  const quantity = podRequestQuantities(pod)[resource]
  if (quantity === undefined)
    throw new Error(`missing pod-level request for ${resource} in Pod ${pod.metadata.name}`)
  return quantityMilliValue(quantity)
}

function ofContainers({ metadata, spec }: Pod, resource: string, name: string): number {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? []).filter(isSidecar)]
  const counted = name === '' ? containers : containers.filter((container) => container.name === name)
  if (name !== '' && counted.length === 0)
    throw new Error(`container ${name} not found in Pod ${metadata.name}`)
  let sum = 0
  for (const { name: each, resources } of counted) {
    const request = resources?.requests?.[resource]
    if (request === undefined)
      throw new Error(`missing request for ${resource} in container ${each} of Pod ${metadata.name}`)
    sum += quantityMilliValue(parseQuantity(request))
  }
  return sum
}
