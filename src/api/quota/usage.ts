/** What an object counts against quotas (pkg/quota/v1/evaluator/core). */
import type { KubeObject } from '../../apimachinery/object.ts'
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  quantityOf,
  ZERO,
} from '../../apimachinery/quantity.ts'
import type { PersistentVolumeClaim, Pod, Service } from '../../generated/types.ts'
import { storageClassOf } from '../kinds/core/access-modes.ts'
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

/** What pods ask for under the plain name, too; of all else, quotas limit the requests only. */
const COMPUTE = new Set(['cpu', 'memory', 'ephemeral-storage'])

/** A pod that is over keeps only its count as an object. */
export function podUsage(pod: Pod): Usage {
  if (isPodTerminal(pod)) return {}
  const usage: Usage = { pods: one }
  for (const [name, quantity] of Object.entries(podRequestQuantities(pod))) {
    usage[`requests.${name}`] = quantity
    if (COMPUTE.has(name) || name.startsWith('hugepages-')) usage[name] = quantity
  }
  for (const [name, quantity] of Object.entries(podLimitQuantities(pod)))
    if (COMPUTE.has(name)) usage[`limits.${name}`] = quantity
  return usage
}

function serviceUsage({ spec = {} }: Service): Usage {
  const usage: Usage = { services: one, 'services.nodeports': ZERO, 'services.loadbalancers': ZERO }
  const { type, ports = [], allocateLoadBalancerNodePorts = true } = spec
  if (type === 'LoadBalancer') usage['services.loadbalancers'] = one
  if (type === 'NodePort' || (type === 'LoadBalancer' && allocateLoadBalancerNodePorts))
    usage['services.nodeports'] = quantityOf(ports.length)
  else if (type === 'LoadBalancer')
    usage['services.nodeports'] = quantityOf(ports.filter(({ nodePort }) => nodePort).length)
  return usage
}

function claimUsage(claim: PersistentVolumeClaim): Usage {
  const { spec = {}, status = {} } = claim
  const usage: Usage = { persistentvolumeclaims: one }
  const storage = largest(spec.resources?.requests?.storage, status.allocatedResources?.storage)
  if (storage !== undefined) usage['requests.storage'] = storage
  const className = storageClassOf(claim)
  if (className !== '') {
    const prefix = `${className}.storageclass.storage.k8s.io/`
    usage[`${prefix}persistentvolumeclaims`] = one
    if (storage !== undefined) usage[`${prefix}requests.storage`] = storage
  }
  return usage
}

/** What a claim asks for; while it shrinks, what it still has. */
function largest(asked: string | undefined, allocated: string | undefined): Quantity | undefined {
  if (asked === undefined) return undefined
  const [wanted, held] = [parseQuantity(asked), allocated === undefined ? ZERO : parseQuantity(allocated)]
  return compareQuantities(held, wanted) > 0 ? held : wanted
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
