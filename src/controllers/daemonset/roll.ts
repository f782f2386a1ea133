/** What a rolling update does on a node. Source: rollingUpdate of daemon/update.go. */
import { isPodAvailable } from '../../api/kinds/core/pod/conditions.ts'
import type { Pod } from '../../generated/types.ts'
import type { Daemon, Step } from './daemon.ts'
import type { Fit } from './fit.ts'
import { isUpdated } from './template.ts'

/** The step on this node, and what the node counts for in the whole. */
export interface RolloutStep {
  held: number
  serving: number
  step?: Step
}

const NOTHING: RolloutStep = { held: 0, serving: 0 }

/** Decides by the pods that are not on their way out: at most one of the newest revision and one old one. */
export function roll(daemon: Daemon, fit: Fit, pods: readonly Pod[]): RolloutStep {
  const isConcerned = pods.length > 0 || fit.shouldRun
  if (!daemon.isRolling || !isConcerned) return NOTHING
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  const updated = staying.filter(({ metadata }) => isUpdated(metadata.labels, daemon.template))
  const old = staying.filter((pod) => !updated.includes(pod))
  if (updated.length > 1 || old.length > 1) return { held: 1, serving: 0 }
  return daemon.surges ? surge(daemon, fit, updated[0], old[0]) : replace(daemon, updated[0], old[0])
}

/** Without surge the old pod goes first. One that does not serve anyway goes at once. */
function replace(daemon: Daemon, updated: Pod | undefined, old: Pod | undefined): RolloutStep {
  if ((updated === undefined) === (old === undefined)) return { held: 1, serving: 0 }
  const serves = isServing(daemon, updated ?? old!)
  const held = { held: Number(!serves), serving: 0 }
  if (old === undefined) return held
  return { ...held, step: { task: serves ? 'replace' : 'delete', removals: [old] } }
}

/** With surge the new pod comes first. On a node that takes no new pod, the old one stays until others serve. */
function surge(
  daemon: Daemon,
  { shouldRun }: Fit,
  updated: Pod | undefined,
  old: Pod | undefined,
): RolloutStep {
  const first = old ?? updated
  const serves = first !== undefined && isServing(daemon, first)
  const counts = { held: 0, serving: Number(serves) }
  if (old === undefined) return counts
  const removing = { removals: [old] }
  if (updated !== undefined)
    return isServing(daemon, updated)
      ? { ...counts, step: { task: 'delete', ...removing } }
      : { ...counts, held: 1 }
  if (shouldRun) return { ...counts, step: { task: serves ? 'replace' : 'create' } }
  return { ...counts, step: { task: serves ? 'leave' : 'delete', ...removing } }
}

function isServing({ minReadySeconds, now }: Daemon, pod: Pod): boolean {
  return isPodAvailable(pod, minReadySeconds, now)
}
