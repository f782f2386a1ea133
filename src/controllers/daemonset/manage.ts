/** What a daemon set does on a node whatever its update strategy. Source: podsShouldBeOnNode of daemon_controller.go. */
import { isPodAvailable, isPodReady, isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import type { Pod } from '../../generated/types.ts'
import type { Daemon, Step } from './daemon.ts'
import { type Backoff, backoffEnd } from './failed-pods.ts'
import type { Fit } from './fit.ts'
import { hasHash } from './template.ts'

/** The step that brings the node one pod, or none. Undefined if all is well. `pods` are in order of precedence. */
export function manage(
  daemon: Daemon,
  { shouldRun, mayStay }: Fit,
  pods: readonly Pod[],
  backoff: Backoff | undefined,
): Step | undefined {
  if (shouldRun && pods.length === 0) return { task: 'create' }
  const staying = pods.filter(({ metadata }) => metadata.deletionTimestamp === undefined)
  if (!mayStay) return removing(staying)
  const { ended, running } = partition(staying)
  const removable = backoffEnd(daemon, backoff) === undefined ? ended : ended.filter(hasSucceeded)
  const surplus = daemon.surges ? surplusWithSurge(daemon, running) : running.slice(1)
  const isMissing = daemon.surges && shouldRun && running.length === 0
  return removing([...removable, ...surplus]) ?? (isMissing ? { task: 'create' } : undefined)
}

function removing(removals: readonly Pod[]): Step | undefined {
  return removals.length === 0 ? undefined : { task: 'delete', removals }
}

function partition(pods: readonly Pod[]): { ended: Pod[]; running: Pod[] } {
  return { ended: pods.filter(isPodTerminal), running: pods.filter((pod) => !isPodTerminal(pod)) }
}

function hasSucceeded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded'
}

/**
 * With surge an old pod and a new one may run side by side, as long as the old one is ready and the new one is not
 * available yet. All others are too many.
 */
function surplusWithSurge({ template, minReadySeconds, now }: Daemon, running: readonly Pod[]): Pod[] {
  if (running.length <= 1) return []
  const isNew = (pod: Pod) => hasHash(pod.metadata.labels, template)
  const [newest, old] = [running.find(isNew), running.find((pod) => !isNew(pod))]
  const surplus = running.filter((pod) => pod !== newest && pod !== old)
  if (newest === undefined || old === undefined) return surplus
  const isReplaced = !isPodReady(old) || isPodAvailable(newest, minReadySeconds, now)
  return isReplaced ? [...surplus, old] : surplus
}
