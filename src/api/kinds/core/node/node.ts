/** Node: a machine that runs pods. */
import type { Node } from '../../../../generated/types.ts'
import type { IndexEntry } from '../../../../store/store.ts'
import { defineKind } from '../../../define-kind.ts'
import { columns } from './columns.ts'
import { nodeIndexes } from './disruption.ts'
import { nodeWithBeat } from './heartbeat.ts'
import { imageEntries } from './images.ts'
import { validate, validateUpdate } from './validation.ts'

/** Node, `v1`. */
export const node = defineKind<Node>({
  kind: 'Node',
  group: '',
  programs: { object: () => 'kubelet', status: 'kubelet' },
  statusOnCreate: true,
  defaults,
  validate,
  validateUpdate,
  asOf: nodeWithBeat,
  columns,
  describe: () => import('./node.describe.ts'),
  indexes: (node) => [...nodeIndexes(node), ...addressEntries(node), ...imageEntries(node)],
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec?.unschedulable ?? false) },
})

/** What can be allocated is all there is, until a kubelet says otherwise; podCIDR is the first of podCIDRs. */
function defaults({ spec, status }: Node): void {
  if (status?.capacity && !status.allocatable) status.allocatable = { ...status.capacity }
  if (!spec) return
  if (spec.podCIDR && spec.podCIDRs?.[0] !== spec.podCIDR) spec.podCIDRs = [spec.podCIDR]
  if (!spec.podCIDR && spec.podCIDRs?.[0]) spec.podCIDR = spec.podCIDRs[0]
}

/** 'address' leads from the addresses of a node to it. */
function addressEntries({ status }: Node): IndexEntry[] {
  const addresses = (status?.addresses ?? []).filter(({ type }) => type !== 'Hostname')
  return [...new Set(addresses.map(({ address }) => address))].map((address) => ['address', address])
}
