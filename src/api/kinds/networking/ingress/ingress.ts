/** Ingress: routes of HTTP requests to services. */
import type { Ingress } from '../../../../generated/types.ts'
import type { IndexEntry } from '../../../../store/store.ts'
import { ageColumn, column, nameColumn } from '../../../columns.ts'
import { defineKind } from '../../../define-kind.ts'
import { ingressAddresses } from './addresses.ts'
import { ingressClassOf } from './class.ts'
import { validate, validateCreate, validateStatusUpdate } from './validation.ts'

/** How many hosts the table shows. */
const SHOWN_HOSTS = 3

/** Ingress, `networking.k8s.io/v1`. */
export const ingress = defineKind<Ingress>({
  kind: 'Ingress',
  group: 'networking.k8s.io',
  generation: true,
  // The load balancer is shown even while there is none.
  prepareCreate(ingress) {
    ingress.status = { loadBalancer: {} }
  },
  validate,
  validateCreate,
  validateStatusUpdate,
  warnings: ({ metadata }) =>
    metadata.annotations?.['kubernetes.io/ingress.class'] === undefined
      ? []
      : [
          'annotation "kubernetes.io/ingress.class" is deprecated, please use \'spec.ingressClassName\' instead',
        ],
  indexes,
  columns: [
    nameColumn,
    column('Class', ({ spec }) => spec?.ingressClassName ?? '<none>'),
    column('Hosts', formatHosts),
    column('Address', (object) => ingressAddresses(object).join(',')),
    column('Ports', ({ spec }) => (spec?.tls?.length ? '80, 443' : '80')),
    ageColumn,
  ],
  describe: () => import('./ingress.describe.ts'),
})

/** 'host' by each host that rules name ('' for any); 'address' by where the ingress answers; 'class' by its class. */
function indexes(ingress: Ingress): IndexEntry[] {
  const { spec, status } = ingress
  const hosts = new Set((spec?.rules ?? []).map(({ host = '' }) => host))
  if (spec?.defaultBackend) hosts.add('')
  const addresses = (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [ip] : []))
  const className = ingressClassOf(ingress)
  return [
    ...(className === undefined ? [] : [['class', className] satisfies IndexEntry]),
    ...[...hosts].map((host): IndexEntry => ['host', host]),
    ...[...new Set(addresses)].map((address): IndexEntry => ['address', address]),
  ]
}

/** Upstream counts rules, not hosts: the fourth rule makes it `+ 1 more...`. */
function formatHosts({ spec }: Ingress): string {
  const rules = spec?.rules ?? []
  const hosts: string[] = []
  let more = false
  for (const { host } of rules) {
    more ||= hosts.length === SHOWN_HOSTS
    if (!more && host) hosts.push(host)
  }
  if (hosts.length === 0) return '*'
  return more ? `${hosts.join(',')} + ${rules.length - SHOWN_HOSTS} more...` : hosts.join(',')
}
