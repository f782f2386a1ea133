/** The table of services (pkg/printers/internalversion/printers.go). */
import { formatLabels } from '../../../../apimachinery/label-selector.ts'
import type { LoadBalancerStatus, Service } from '../../../../generated/types.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../../columns.ts'
import type { Column } from '../../../define-kind.ts'

/** NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE, wide: SELECTOR. */
export const columns: readonly Column<Service>[] = [
  nameColumn,
  column('Type', ({ spec }) => spec?.type ?? ''),
  column('Cluster-IP', ({ spec }) => spec?.clusterIPs?.[0] ?? '<none>'),
  column('External-IP', externalAddress),
  column('Port(s)', portList),
  ageColumn,
  wideColumn('Selector', ({ spec }) => formatLabels(spec?.selector)),
]

/** Where a service answers from outside. */
function externalAddress({ spec, status }: Service): string {
  const external = spec?.externalIPs ?? []
  switch (spec?.type) {
    case 'ClusterIP':
    case 'NodePort':
      return external.length > 0 ? external.join(',') : '<none>'
    case 'LoadBalancer': {
      const balanced = loadBalancerAddresses(status?.loadBalancer)
      return [...balanced, ...external].join(',') || '<pending>'
    }
    case 'ExternalName':
      return spec.externalName ?? ''
    default:
      return '<unknown>'
  }
}

/** Addresses and host names of a load balancer, sorted and once each. */
export function loadBalancerAddresses(balancer: LoadBalancerStatus | undefined): string[] {
  const found = (balancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '')
  return [...new Set(found.filter((address) => address !== ''))].sort()
}

function portList({ spec }: Service): string {
  const ports = (spec?.ports ?? []).map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  )
  return ports.length > 0 ? ports.join(',') : '<none>'
}
