/** Service: a stable address in front of pods. */
import { checkDns1035Label, maskTrailingDash } from '../../../../apimachinery/names.ts'
import type { Service, ServiceSpec } from '../../../../generated/types.ts'
import type { IndexEntry } from '../../../../store/store.ts'
import { serviceBehaviours } from '../../../behaviour/service.ts'
import { defineKind } from '../../../define-kind.ts'
import { columns } from './columns.ts'
import { defaults } from './defaults.ts'
import { defaultModes, validateStatusUpdate } from './load-balancer-status.ts'
import { sharesAmongZones } from './topology.ts'
import { keepAllocatedValues, prepareCreate } from './update.ts'
import { validateUpdate } from './validate-update.ts'
import { validate } from './validation.ts'

/** Service, `v1`. Cluster IPs and node ports are given by the API server, which finds those taken by index. */
export const service = defineKind<Service>({
  kind: 'Service',
  group: '',
  programs: { object: () => 'kube-apiserver' },
  defaults,
  prepareCreate,
  prepareUpdate: keepAllocatedValues,
  prepareStatusUpdate: defaultModes,
  validateName: (name, prefix) => [...checkDns1035Label(prefix ? maskTrailingDash(name) : name)],
  validate,
  validateUpdate,
  validateStatusUpdate,
  behaviours: serviceBehaviours,
  warnings,
  columns,
  describe: () => import('./service.describe.ts'),
  indexes,
  expose: {
    selector({ spec }) {
      if (spec?.selector !== undefined) return spec.selector
      throw new Error('the service has no pod selector set')
    },
    ports: ({ spec }) => (spec?.ports ?? []).map(({ port, protocol = 'TCP' }) => ({ port, protocol })),
  },
  selectableFields: {
    'spec.clusterIP': ({ spec }) => spec?.clusterIP ?? '',
    'spec.type': ({ spec }) => spec?.type ?? '',
  },
})

/**
 * 'clusterip' by address and 'nodeport' by 'TCP/30080' tell what is taken, 'external' by address where a service is
 * reached from outside; 'selector' by 'namespace/key=value', the first pair in order, leads from a pod's labels to the
 * services that may select it; 'balanced' has those that have a load balancer of the cloud, 'zones' those whose endpoints
 * are shared among zones, all under ''.
 */
function indexes(service: Service): IndexEntry[] {
  const { metadata, spec, status } = service
  const entries: IndexEntry[] = []
  for (const ip of spec?.clusterIPs ?? []) if (ip !== '' && ip !== 'None') entries.push(['clusterip', ip])
  for (const { nodePort, protocol } of spec?.ports ?? [])
    if (nodePort) entries.push(['nodeport', `${protocol ?? 'TCP'}/${nodePort}`])
  if (spec?.healthCheckNodePort) entries.push(['nodeport', `TCP/${spec.healthCheckNodePort}`])
  for (const ip of spec?.externalIPs ?? []) entries.push(['external', ip])
  for (const { ip } of status?.loadBalancer?.ingress ?? []) if (ip) entries.push(['external', ip])
  if (spec?.type === 'LoadBalancer' && spec.loadBalancerClass === undefined) entries.push(['balanced', ''])
  if (sharesAmongZones(service)) entries.push(['zones', ''])
  const key = Object.keys(spec?.selector ?? {}).sort()[0]
  if (key !== undefined)
    entries.push(['selector', `${metadata.namespace ?? ''}/${key}=${spec?.selector?.[key]}`])
  return dedupe(entries)
}

function dedupe(entries: IndexEntry[]): IndexEntry[] {
  return [...new Map(entries.map((entry) => [`${entry[0]} ${entry[1]}`, entry])).values()]
}

/** Fields that do nothing on this service, in the words of pkg/api/service/warnings.go. */
function warnings({ spec = {} }: Service): string[] {
  const isExternal = spec.type === 'ExternalName'
  const found: string[] = []
  if (spec.loadBalancerIP) found.push('spec.loadBalancerIP is deprecated in v1.24+')
  if (!isExternal && spec.externalName)
    found.push('spec.externalName is ignored when spec.type is not "ExternalName"')
  if (isExternal && Object.keys(spec.selector ?? {}).length > 0)
    found.push('spec.selector is ignored when spec.type is "ExternalName"')
  return spec.clusterIP === 'None' ? [...found, ...headlessWarnings(spec)] : found
}

function headlessWarnings({ loadBalancerIP, externalIPs, sessionAffinity }: ServiceSpec): string[] {
  const ignored = {
    loadBalancerIP: !!loadBalancerIP,
    externalIPs: !!externalIPs?.length,
    SessionAffinity: sessionAffinity !== 'None',
  }
  return Object.entries(ignored)
    .filter(([, isSet]) => isSet)
    .map(([field]) => `spec.${field} is ignored for headless services`)
}
