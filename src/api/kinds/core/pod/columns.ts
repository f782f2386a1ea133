/** The table of pods (pkg/printers/internalversion/printers.go, printPod). */
import { humanAge } from '../../../../apimachinery/time.ts'
import type { Pod } from '../../../../generated/types.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../../columns.ts'
import type { Column } from '../../../define-kind.ts'
import { type PodSummary, summarizePod } from './summary.ts'

/** NAME READY STATUS RESTARTS AGE, wide: IP, NODE, NOMINATED NODE, READINESS GATES. */
export const columns: readonly Column<Pod>[] = [
  nameColumn,
  column('Ready', readyCell, {
    description: 'The aggregate readiness state of this pod for accepting traffic.',
  }),
  column('Status', (pod) => summaryOf(pod).reason, {
    description: 'The aggregate status of the containers in this pod.',
  }),
  column('Restarts', restartsCell, {
    description:
      'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.',
  }),
  ageColumn,
  wideColumn('IP', ({ status }) => status?.podIPs?.[0]?.ip || '<none>'),
  wideColumn('Node', ({ spec }) => spec?.nodeName || '<none>'),
  wideColumn('Nominated Node', ({ status }) => status?.nominatedNodeName || '<none>'),
  wideColumn('Readiness Gates', readinessGatesCell),
]

let latest: { pod: Pod; summary: PodSummary } | undefined

/** Three columns of a row ask for the same. */
function summaryOf(pod: Pod): PodSummary {
  if (latest?.pod !== pod) latest = { pod, summary: summarizePod(pod) }
  return latest.summary
}

function readyCell(pod: Pod): string {
  const { ready, total } = summaryOf(pod)
  return `${ready}/${total}`
}

function restartsCell(pod: Pod, now: number): string {
  const { restarts, lastRestart } = summaryOf(pod)
  return restarts === 0 || lastRestart === undefined
    ? String(restarts)
    : `${restarts} (${humanAge(lastRestart, now)} ago)`
}

function readinessGatesCell({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  const passed = gates.filter(
    ({ conditionType }) => status?.conditions?.find(({ type }) => type === conditionType)?.status === 'True',
  )
  return `${passed.length}/${gates.length}`
}
