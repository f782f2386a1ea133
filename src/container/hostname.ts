/** What a pod calls itself (kubelet_pods.go, GeneratePodHostNameAndDomain; KEP-4762). */
import type { Pod } from '../generated/types.ts'

/** The names of a pod: for itself, and in full where the cluster's DNS knows it. */
export interface PodNames {
  hostname: string
  fqdn?: string
}

const MAX_LENGTH = 63
/** Below it are the names of services and pods (--cluster-domain). */
export const CLUSTER_DOMAIN = 'cluster.local'

/** They follow from the spec; a pod on the network of its node is named as the node. */
export function podNames({ metadata, spec }: Pod): PodNames {
  if (spec?.hostNetwork) return { hostname: spec.nodeName ?? '' }
  if (spec?.hostnameOverride) return { hostname: spec.hostnameOverride }
  const hostname = truncated(spec?.hostname ?? metadata.name ?? '')
  if (!spec?.subdomain) return { hostname }
  const fqdn = `${hostname}.${spec.subdomain}.${metadata.namespace}.svc.${CLUSTER_DOMAIN}`
  return { hostname: spec.setHostnameAsFQDN ? fqdn : hostname, fqdn }
}

/** Linux takes no more of a name, and none that ends in a dash or dot. */
function truncated(name: string): string {
  return name.length <= MAX_LENGTH ? name : name.slice(0, MAX_LENGTH).replace(/[-.]+$/, '')
}
