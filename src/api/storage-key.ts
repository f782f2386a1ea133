/** Where objects stand in the store: the keys that the real API server uses in etcd. */
import type { NamespacedName } from '../apimachinery/object.ts'
import type { ResourceInfo } from './resource.ts'

/** Names that Kubernetes has kept from before its API groups (pkg/kubeapiserver/default_storage_factory_builder.go). */
const historical: Readonly<Record<string, string>> = {
  replicationcontrollers: 'controllers',
  endpoints: 'services/endpoints',
  nodes: 'minions',
  services: 'services/specs',
  'ingresses.networking.k8s.io': 'ingress',
}

/** Groups whose own server stores them, below the name of the group. */
const groupsWithFolder = new Set(['apiextensions.k8s.io', 'apiregistration.k8s.io'])

type Names = Pick<ResourceInfo, 'group' | 'plural'> & { custom?: boolean }

/** '/registry/deployments/': all objects of a resource lie below it. */
export function resourcePrefix({ group, plural, custom = false }: Names): string {
  const folder = custom || groupsWithFolder.has(group) ? `${group}/${plural}` : plural
  return `/registry/${historical[group === '' ? plural : `${plural}.${group}`] ?? folder}/`
}

/** '/registry/deployments/shop/': all objects of a namespace. */
export function namespacePrefix(resource: Names, namespace: string): string {
  return `${resourcePrefix(resource)}${namespace}/`
}

/** '/registry/deployments/shop/web' below the prefix of its kind; '/registry/minions/worker-1' without a namespace. */
export function keyBelow(prefix: string, { namespace, name }: NamespacedName): string {
  return namespace === '' ? prefix + name : `${prefix}${namespace}/${name}`
}
