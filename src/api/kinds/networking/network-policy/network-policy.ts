/** NetworkPolicy: which traffic pods accept and send. */
import { formatLabelSelector } from '../../../../apimachinery/label-selector.ts'
import type { NetworkPolicy, NetworkPolicyPort } from '../../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../../columns.ts'
import { defineKind } from '../../../define-kind.ts'
import { validate } from './validation.ts'

/** NetworkPolicy, `networking.k8s.io/v1`. */
export const networkPolicy = defineKind<NetworkPolicy>({
  kind: 'NetworkPolicy',
  group: 'networking.k8s.io',
  generation: true,
  defaults,
  validate,
  columns: [
    nameColumn,
    column('Pod-Selector', ({ spec }) => formatLabelSelector(spec?.podSelector)),
    ageColumn,
  ],
  describe: () => import('./network-policy.describe.ts'),
})

function defaults({ spec }: NetworkPolicy): void {
  if (!spec) return
  for (const { ports } of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) defaultPorts(ports)
  if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress']
}

function defaultPorts(ports: NetworkPolicyPort[] | undefined): void {
  for (const port of ports ?? []) port.protocol ??= 'TCP'
}
