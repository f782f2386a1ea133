/** Which pods count for a metric: pkg/controller/podautoscaler/replica_calculator.go, groupPods. */
import { getCondition } from '../../api/kinds/core/pod/conditions.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Pod } from '../../generated/types.ts'

/** One pod's amount of a metric, in thousandths; times in ms. */
export interface PodMetric {
  value: number
  timestamp: number
  window: number
}

/** Amounts by the name of the pod. */
export type PodMetrics = ReadonlyMap<string, PodMetric>

/** Names of pods by what they are worth to a metric. */
export interface PodGroups {
  ready: string[]
  /** They may use much while they start: they count, if at all, as using nothing. */
  unready: string[]
  missing: string[]
  ignored: string[]
}

/** Cpu of a pod that young counts only while it is ready, and once it was measured since (--horizontal-pod-autoscaler-cpu-initialization-period). */
const INITIALIZATION_MS = 300_000
/** A pod that became unready later than that after its start was ready before (--horizontal-pod-autoscaler-initial-readiness-delay). */
const INITIAL_READINESS_MS = 30_000

/** Puts each pod into its group. */
export function groupPods(
  pods: readonly Pod[],
  metrics: PodMetrics,
  resource: string,
  now: number,
): PodGroups {
  const groups: PodGroups = { ready: [], unready: [], missing: [], ignored: [] }
  for (const pod of pods) groups[groupOf(pod, metrics, resource, now)].push(pod.metadata.name ?? '')
  return groups
}

function groupOf(pod: Pod, metrics: PodMetrics, resource: string, now: number): keyof PodGroups {
  const { metadata, status } = pod
  if (metadata.deletionTimestamp !== undefined || status?.phase === 'Failed') return 'ignored'
  if (status?.phase === 'Pending') return 'unready'
  const metric = metrics.get(metadata.name ?? '')
  if (metric === undefined) return 'missing'
  return resource === 'cpu' && isStarting(pod, metric, now) ? 'unready' : 'ready'
}

function isStarting(pod: Pod, metric: Pick<PodMetric, 'timestamp' | 'window'>, now: number): boolean {
  const { started, since, isReady } = readiness(pod)
  if (started === undefined || since === undefined) return true
  if (started + INITIALIZATION_MS > now) return !isReady || metric.timestamp < since + metric.window
  return !isReady && started + INITIAL_READINESS_MS > since
}

/** Only the condition's `False` makes a pod unready: upstream takes Unknown for ready. */
function readiness(pod: Pod) {
  const condition = getCondition(pod, 'Ready')
  return {
    started: parseTime(pod.status?.startTime),
    since: condition && parseTime(condition.lastTransitionTime),
    isReady: condition?.status !== 'False',
  }
}

/** When a pod that does not count for cpu will, if only time passes (ms); undefined: not by itself. */
export function countsAt(pod: Pod, window: number, now: number): number | undefined {
  const { started, since, isReady } = readiness(pod)
  if (started === undefined || since === undefined) return undefined
  const initialized = started + INITIALIZATION_MS
  if (initialized <= now) return undefined
  if (!isReady) return since >= started + INITIAL_READINESS_MS ? initialized : undefined
  const measured = Math.min(since + window, initialized)
  return measured > now ? measured : undefined
}
