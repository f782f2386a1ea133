/** The table of nodes (pkg/printers/internalversion/printers.go, printNode). */
import type { Node, NodeSystemInfo } from '../../../../generated/types.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../../columns.ts'
import type { Column } from '../../../define-kind.ts'
import { nodeRoles } from './roles.ts'

/** NAME STATUS ROLES AGE VERSION, wide: addresses, operating system, kernel, container runtime. */
export const columns: readonly Column<Node>[] = [
  nameColumn,
  column('Status', formatStatus, { description: 'The status of the node' }),
  column('Roles', (node) => nodeRoles(node).join(',') || '<none>', { description: 'The roles of the node' }),
  ageColumn,
  column('Version', ({ status }) => status?.nodeInfo?.kubeletVersion ?? ''),
  wideColumn('Internal-IP', (node) => address(node, 'InternalIP')),
  wideColumn('External-IP', (node) => address(node, 'ExternalIP')),
  wideColumn('OS-Image', (node) => info(node, 'osImage')),
  wideColumn('Kernel-Version', (node) => info(node, 'kernelVersion')),
  wideColumn('Container-Runtime', (node) => info(node, 'containerRuntimeVersion')),
]

function formatStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready')
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'
  return spec?.unschedulable ? `${state},SchedulingDisabled` : state
}

function address({ status }: Node, type: string): string {
  return status?.addresses?.find((candidate) => candidate.type === type)?.address ?? '<none>'
}

function info({ status }: Node, field: keyof NodeSystemInfo): string {
  const value = status?.nodeInfo?.[field]
  return typeof value === 'string' && value !== '' ? value : '<unknown>'
}
