/** Shows ways and counts of requests. */
import { formatDuration } from '../../apimachinery/duration.ts'
import { layoutColumns } from '../../apimachinery/tabwriter.ts'
import type { Outcome } from '../../network/send.ts'
import type { PodShare, Stretch, Tally } from '../../network/traffic.ts'

const BAR = 30
const SHOWN_PODS = 4

/** The same as data. */
export function wayData({ hops, exitCode, status, message, why, candidate, location }: Outcome): object {
  return {
    hops,
    exitCode,
    ...(status !== undefined && { status }),
    ...(message !== '' && { message }),
    ...(why !== '' && { why }),
    ...(location !== undefined && { location }),
    ...(candidate?.pod && { pod: { ...candidate.pod, node: candidate.node ?? '' } }),
  }
}

/** How many were answered, by which pods, and why others were not. */
export function tallyText(tally: Tally, how: string): string {
  const { requests, answered, lost, pods, failures } = tally
  const head = `${requests} request${requests === 1 ? '' : 's'}, ${how}: ${answered} answered, ${lost} lost`
  const lines = [head]
  if (pods.length > 0)
    lines.push('', ...layoutColumns([['POD', 'NODE', 'REQUESTS', 'SHARE', ''], ...podRows(pods, answered)]))
  if (failures.length > 0)
    lines.push(
      '',
      ...layoutColumns([['LOST', 'WHY'], ...failures.map((each) => [String(each.requests), each.why])]),
    )
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}

function podRows(pods: readonly PodShare[], answered: number): string[][] {
  const most = pods[0]?.requests ?? 1
  return pods.map(({ name, node, requests }) => [
    name,
    node,
    String(requests),
    `${((requests * 100) / answered).toFixed(1)}%`,
    '█'.repeat(Math.max(1, Math.round((requests * BAR) / most))),
  ])
}

/** Moment by moment. */
export function stretchText(stretches: readonly Stretch[]): string {
  const rows = stretches.map(({ from, requests, lost, pods }) => [
    formatDuration(from),
    String(requests),
    String(lost),
    servedBy(pods),
  ])
  return layoutColumns([['FROM', 'REQUESTS', 'LOST', 'ANSWERED BY'], ...rows])
    .map((line) => `${line.trimEnd()}\n`)
    .join('')
}

function servedBy(pods: readonly PodShare[]): string {
  if (pods.length === 0) return '<none>'
  const shown = pods.slice(0, SHOWN_PODS).map(({ name, requests }) => `${name} (${requests})`)
  const more = pods.length - shown.length
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '')
}
