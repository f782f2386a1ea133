/** Where an Ingress answers. */
import type { Ingress } from '../../../../generated/types.ts'

/** Where an ingress is reached, sorted and once each. */
export function ingressAddresses({ status }: Ingress): string[] {
  const addresses = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '')
  return [...new Set(addresses.filter((address) => address !== ''))].sort()
}
