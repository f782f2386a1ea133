/** How much of a quota a namespace uses, counted afresh from its objects. */
import { ZERO } from '../../apimachinery/quantity.ts'
import type { ResourceQuota } from '../../generated/types.ts'
import type { ObjectReader } from '../describe-context.ts'
import { kindName } from '../registry.ts'
import { groupResource, type ResourceInfo } from '../resource.ts'
import { quotaCovers } from './scopes.ts'
import { addUsage, type Usage, usageOf } from './usage.ts'

/** The use of each resource that the quota limits; lists only the kinds that it names. */
export async function usageInNamespace(
  client: ObjectReader,
  resources: readonly ResourceInfo[],
  quota: ResourceQuota,
  namespace: string,
): Promise<Usage> {
  const limited = Object.keys(quota.spec?.hard ?? {})
  const kinds = resources.filter(
    (resource) => resource.namespaced && limited.some((name) => counts(resource, name)),
  )
  let used: Usage = {}
  for (const resource of kinds) {
    const name = kindName(resource)
    const { items } = await client.list(name, { namespace })
    for (const object of items)
      if (quotaCovers(quota, name, object)) used = addUsage(used, usageOf(resource, object))
  }
  return Object.fromEntries(limited.sort().map((name) => [name, used[name] ?? ZERO]))
}

const countedPlurals = new Set([
  'pods',
  'services',
  'configmaps',
  'secrets',
  'replicationcontrollers',
  'resourcequotas',
  'persistentvolumeclaims',
])

/** Whether objects of the resource can count under a name. */
function counts(resource: ResourceInfo, name: string): boolean {
  if (name === `count/${groupResource(resource)}`) return true
  if (resource.group !== '' || name.startsWith('count/')) return false
  switch (resource.plural) {
    case 'pods':
      return (
        name === 'pods' || (!countedPlurals.has(name) && !name.startsWith('services.') && !isStorage(name))
      )
    case 'services':
      return name === 'services' || name.startsWith('services.')
    case 'persistentvolumeclaims':
      return name === 'persistentvolumeclaims' || isStorage(name)
    default:
      return countedPlurals.has(resource.plural) && name === resource.plural
  }
}

function isStorage(name: string): boolean {
  return name === 'requests.storage' || name.includes('.storageclass.storage.k8s.io/')
}
