/** What an object counts against quotas (pkg/quota/v1/evaluator/core). */
import type { KubeObject } from '../../apimachinery/object.ts'
import {
  addQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  quantityOf,
} from '../../apimachinery/quantity.ts'
import type { PersistentVolumeClaim, Pod, Service } from '../../generated/types.ts'
import { isPodTerminal } from '../kinds/core/pod/conditions.ts'
import { podLimitQuantities, podRequestQuantities } from '../kinds/core/pod/requests.ts'
import { groupResource, type ResourceInfo } from '../resource.ts'

/** Amounts by the names that quotas use: 'pods', 'requests.cpu', 'count/deployments.apps', … */
export type Usage = Record<string, Quantity>

const one = quantityOf(1)

/** What an object uses; nothing for kinds that no quota of the namespace can name. */
export function usageOf(resource: ResourceInfo, object: KubeObject): Usage {
  const counted: Usage = { [`count/${groupResource(resource)}`]: one }
  if (resource.group !== '') return counted
  switch (resource.plural) {
    case 'pods':
      return { ...counted, ...podUsage(object as Pod) }
    case 'services':
      return { ...counted, ...serviceUsage(object as Service) }
    case 'persistentvolumeclaims':
      return { ...counted, ...claimUsage(object as PersistentVolumeClaim) }
    case 'configmaps':
    case 'secrets':
    case 'replicationcontrollers':
    case 'resourcequotas':
      return { ...counted, [resource.plural]: one }
    default:
      return counted
  }
}

/** A pod that is over keeps only its count as an object. */
function podUsage(pod: Pod): Usage {
  if (isPodTerminal(pod)) return {}
  const usage: Usage = { pods: one }
  for (const [name, quantity] of Object.entries(podRequestQuantities(pod))) {
    usage[`requests.${name}`] = quantity
    if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage') usage[name] = quantity
  }
  for (const [name, quantity] of Object.entries(podLimitQuantities(pod))) usage[`limits.${name}`] = quantity
  return usage
}

function serviceUsage({ spec = {} }: Service): Usage {
  const usage: Usage = { services: one }
  const ports = spec.ports?.length ?? 0
  if (spec.type === 'NodePort') usage['services.nodeports'] = quantityOf(ports)
  if (spec.type === 'LoadBalancer') {
    usage['services.loadbalancers'] = one
    if (spec.allocateLoadBalancerNodePorts !== false) usage['services.nodeports'] = quantityOf(ports)
  }
  return usage
}

function claimUsage({ spec = {} }: PersistentVolumeClaim): Usage {
  const usage: Usage = { persistentvolumeclaims: one }
  const storage = spec.resources?.requests?.storage
  if (storage !== undefined) usage['requests.storage'] = parseQuantity(storage)
  if (spec.storageClassName) {
    const prefix = `${spec.storageClassName}.storageclass.storage.k8s.io/`
    usage[`${prefix}persistentvolumeclaims`] = one
    if (storage !== undefined) usage[`${prefix}requests.storage`] = parseQuantity(storage)
  }
  return usage
}

/** The sum of two usages. */
export function addUsage(a: Usage, b: Usage): Usage {
  const sum = { ...a }
  for (const [name, quantity] of Object.entries(b)) {
    const before = sum[name]
    sum[name] = before ? addQuantities(before, quantity) : quantity
  }
  return sum
}

/** Usage as the strings of an object's status. */
export function formatUsage(usage: Usage): Record<string, string> {
  return Object.fromEntries(Object.entries(usage).map(([name, quantity]) => [name, formatQuantity(quantity)]))
}
