/** One look at an autoscaler, from its target's scale to the new one (horizontal.go, reconcileAutoscaler). */
import type { ResourceInfo } from '../../api/resource.ts'
import { formatTime } from '../../apimachinery/time.ts'
import type { Scale } from '../../apiserver/client.ts'
import type { HorizontalPodAutoscaler, HPAScalingRules, MetricStatus } from '../../generated/types.ts'
import type { ReconcileContext, Result } from '../../runtime/reconciler.ts'
import { forgetBefore, type History, type Remembered, recommend } from './history.ts'
import { normalize } from './normalize.ts'
import { type Moment, momentsOfPods } from './outlook.ts'
import { recommendReplicas } from './recommendation.ts'
import { beginRound, type Round } from './round.ts'
import { readScale, targetOf } from './scale-target.ts'
import { nextSyncTime, SYNC_PERIOD_MS } from './schedule.ts'

/** What a look leaves behind: what is to be remembered, and when time alone could change something. */
export interface Synced {
  history: History
  result: Result | undefined
  /** Why the target could not be scaled. */
  failure?: unknown
}

/** Looks at an autoscaler, scales what it asks for, and writes down what it saw. */
export async function syncAutoscaler(
  hpa: HorizontalPodAutoscaler,
  before: History,
  context: ReconcileContext,
  resources: () => Promise<ResourceInfo[]>,
): Promise<Synced> {
  const round = beginRound(hpa, context)
  const silent = { ...before, syncedAt: round.now, recommended: false }
  const scale = await findScale(round, resources)
  if (scale === undefined) return { history: silent, result: undefined }
  const message = "the HPA controller was able to get the target's current scale"
  round.say({ type: 'AbleToScale', status: 'True', reason: 'SucceededGetScale', message })
  const history = { ...silent, recommendations: remembered(before, scale.spec.replicas, round.now) }
  const decision = await decide(round, scale, history)
  const failure = decision.desired === undefined ? undefined : await rescale(round, scale, decision)
  const result = nextLook(hpa, decision.moments, round.now)
  const scaled = failure === undefined ? withScaling(decision, scale, hpa, round.now) : decision.history
  return { history: scaled, result, ...(failure !== undefined && { failure }) }
}

async function findScale(round: Round, resources: () => Promise<ResourceInfo[]>): Promise<Scale | undefined> {
  try {
    return await readScale(round.hpa, round.context.client, resources)
  } catch (error) {
    const text = (error as Error).message
    await round.tell('Warning', 'FailedGetScale', text)
    const message = `the HPA controller was unable to get the target's current scale: ${text}`
    round.say({ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale', message })
    await round.writeConditions()
    return undefined
  }
}

/** Looks that were left out would have recommended the same until the one before this. */
function remembered(
  { recommendations, recommended, syncedAt }: History,
  current: number,
  now: number,
): readonly Remembered[] {
  const last = recommendations.at(-1)
  if (last === undefined) return [{ replicas: current, at: now }]
  const skipped = recommended && syncedAt !== undefined && syncedAt < now - SYNC_PERIOD_MS
  return skipped ? recommend(recommendations, last.replicas, now - SYNC_PERIOD_MS) : recommendations
}

interface Decision {
  history: History
  moments: Moment[]
  statuses: MetricStatus[] | undefined
  /** Missing: nothing may be scaled, and the status is written already. */
  desired?: number
  reason: string
}

/** Bounds come first; only within them the metrics are looked at. */
async function decide(round: Round, scale: Scale, history: History): Promise<Decision> {
  const { minReplicas: min = 1, maxReplicas: max = 0 } = round.hpa.spec ?? {}
  const current = scale.spec.replicas
  const bare = { history, moments: [], statuses: undefined }
  if (current === 0 && min !== 0) {
    const message = 'scaling is disabled since the replica count of the target is zero'
    round.say({ type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled', message })
    return { ...bare, desired: 0, reason: '' }
  }
  if (current > max)
    return { ...bare, desired: max, reason: 'Current number of replicas above Spec.MaxReplicas' }
  if (current < min)
    return { ...bare, desired: min, reason: 'Current number of replicas below Spec.MinReplicas' }
  return decideByMetrics(round, scale, history, { current, min, max })
}

async function decideByMetrics(
  round: Round,
  scale: Scale,
  history: History,
  bounds: { current: number; min: number; max: number },
): Promise<Decision> {
  const { hpa, now } = round
  const { replicas, metric, statuses, error, pods } = await recommendReplicas(round, scale)
  const moments = await momentsOfPods(pods, hpa, round.context.client, now)
  if (replicas === undefined) {
    const desired = hpa.status?.desiredReplicas ?? 0
    await round.writeStatus({ current: bounds.current, desired, metrics: statuses })
    await round.tell('Warning', 'FailedComputeMetricsReplicas', error ?? '')
    return { history, moments, statuses, reason: '' }
  }
  const normalized = normalize(replicas, bounds, hpa.spec?.behavior, history, now)
  for (const verdict of normalized.verdicts) round.say(verdict)
  const { recommendations, again } = normalized
  return {
    history: { ...history, recommendations, recommended: true },
    moments: again ? [...moments, again] : moments,
    statuses,
    desired: normalized.replicas,
    reason: reasonOf(replicas, bounds.current, metric),
  }
}

function reasonOf(wished: number, current: number, metric: string): string {
  if (wished > current) return `${metric} above target`
  return wished < current ? 'All metrics below target' : ''
}

/** Writes the new scale and the status; gives what went wrong. */
async function rescale(round: Round, scale: Scale, decision: Decision): Promise<unknown> {
  const { hpa, context, now } = round
  const { desired = 0, reason, statuses: metrics } = decision
  const current = scale.spec.replicas
  if (desired === current) {
    await round.writeStatus({ current, desired, metrics })
    return undefined
  }
  const { kind, name } = targetOf(hpa)
  try {
    await context.client.patch(kind, name, 'merge', { spec: { replicas: desired } }, { subresource: 'scale' })
  } catch (error) {
    const text = (error as Error).message
    await round.tell('Warning', 'FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${text}`)
    const message = `the HPA controller was unable to update the target scale: ${text}`
    round.say({ type: 'AbleToScale', status: 'False', reason: 'FailedUpdateScale', message })
    await round.writeStatus({ current, desired: hpa.status?.desiredReplicas ?? 0, metrics })
    return error
  }
  const message = `the HPA controller was able to update the target scale to ${desired}`
  round.say({ type: 'AbleToScale', status: 'True', reason: 'SucceededRescale', message })
  await round.tell('Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`)
  await round.writeStatus({ current, desired, metrics, rescaled: formatTime(now) })
  return undefined
}

/** Only policies ask how much was scaled lately. */
function withScaling(
  { history, desired }: Decision,
  scale: Scale,
  { spec }: HorizontalPodAutoscaler,
  now: number,
): History {
  const change = (desired ?? scale.spec.replicas) - scale.spec.replicas
  const behavior = spec?.behavior
  if (behavior === undefined || change === 0) return history
  return change > 0
    ? { ...history, up: remember(history.up, change, behavior.scaleUp, now) }
    : { ...history, down: remember(history.down, -change, behavior.scaleDown, now) }
}

function remember(
  list: readonly Remembered[],
  replicas: number,
  rules: HPAScalingRules | undefined,
  now: number,
): readonly Remembered[] {
  const longest = Math.max(0, ...(rules?.policies ?? []).map(({ periodSeconds }) => periodSeconds))
  return [...forgetBefore(list, now - longest * 1000), { replicas, at: now }]
}

function nextLook(hpa: HorizontalPodAutoscaler, moments: readonly Moment[], now: number): Result | undefined {
  const [first] = [...moments].sort((a, b) => a.at - b.at)
  return first && { requeueAt: nextSyncTime(hpa, first.at, now), why: first.why }
}
