/** Which services a pod belongs to and which pods a service has: shared by endpoints and endpoint slices. */
import { isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import { labelTerms } from '../../api/kinds/core/pod-template/selector-index.ts'
import { formatSelector, matchesLabels, selectorFromLabels } from '../../apimachinery/label-selector.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Pod, Service } from '../../generated/types.ts'

/** The services that select a pod, if it has an address. */
export async function servicesOf(pod: Pod, client: Client): Promise<Service[]> {
  if (!pod.status?.podIPs?.length) return []
  const lookups = labelTerms(pod).map((term) => client.lookup('Service', 'selector', term))
  const services = (await Promise.all(lookups)).flat()
  return services.filter(({ spec }) => matchesLabels(selectorFromLabels(spec?.selector), pod.metadata.labels))
}

/** The pods that a service selects, in the order of their names. */
export async function podsOf(service: Service, client: Client): Promise<Pod[]> {
  const labelSelector = formatSelector(selectorFromLabels(service.spec?.selector))
  const { items } = await client.list('Pod', { namespace: service.metadata.namespace, labelSelector })
  return items
}

/** Whether endpoints are made for the service: not without a selector, nor for a mere alias. */
export function hasEndpoints({ spec }: Service): boolean {
  return spec?.type !== 'ExternalName' && Object.keys(spec?.selector ?? {}).length > 0
}

/** Whether a pod is an endpoint at all: it has an address and has not ended. */
export function isEndpoint(pod: Pod, options: { terminating: boolean }): boolean {
  if (isPodTerminal(pod) || !pod.status?.podIPs?.length) return false
  return options.terminating || pod.metadata.deletionTimestamp === undefined
}

/** Whether a service's name stands for its pods' addresses themselves. */
export function isHeadless({ spec }: Service): boolean {
  return spec?.clusterIP === 'None'
}

/** The name under which the pod can be found below the service's, if it has one. */
export function hostnameFor(pod: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = pod.spec ?? {}
  const isBelow = subdomain === service.metadata.name && pod.metadata.namespace === service.metadata.namespace
  return hostname && isBelow ? hostname : undefined
}

/** Of the pods of these names those that the service selects. */
export async function findPods(
  { metadata, spec }: Service,
  names: ReadonlySet<string>,
  client: Client,
): Promise<Pod[]> {
  const selector = selectorFromLabels(spec?.selector)
  const pods: Pod[] = []
  for (const name of [...names].sort()) {
    const pod = await client.find('Pod', { namespace: metadata.namespace ?? '', name })
    if (pod && matchesLabels(selector, pod.metadata.labels)) pods.push(pod)
  }
  return pods
}
