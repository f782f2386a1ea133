/** How many replicas the metrics of an autoscaler ask for together (horizontal.go, computeReplicasForMetrics). */
import type { PodMetrics } from '../../api/kinds/metrics/types.ts'
import { parseSelector } from '../../apimachinery/label-selector.ts'
import type { Scale } from '../../apiserver/client.ts'
import type { MetricStatus, Pod } from '../../generated/types.ts'
import { autoscalersOf } from './ambiguity.ts'
import { judgeMetric, type Outcome } from './metrics.ts'
import type { Round } from './round.ts'
import { tolerancesOf } from './tolerances.ts'

/** What came of it. Without `replicas`, nothing may be scaled now: `error` says why. */
export interface Recommendation {
  replicas?: number
  /** The metric that asks for most. */
  metric: string
  statuses: MetricStatus[] | undefined
  error?: string
  pods: readonly Pod[]
}

/** Looks at all metrics, the greatest wish wins. One that cannot be told is no reason not to go up. */
export async function recommendReplicas(round: Round, scale: Scale): Promise<Recommendation> {
  const { hpa, context, now } = round
  const { namespace = '' } = hpa.metadata
  const selector = scale.status.selector ?? ''
  const refused = (error: string, pods: readonly Pod[] = []): Recommendation => ({
    metric: '',
    statuses: undefined,
    error,
    pods,
  })
  const problem = await refuseSelector(round, selector)
  if (problem !== undefined) return refused(problem)
  const { items: pods } = await context.client.list('Pod', { namespace, labelSelector: selector })
  const rivals = await autoscalersOf(pods, hpa, context.client)
  if (rivals.length > 1) {
    const text = `pods by selector ${selector} are controlled by multiple HPAs: [${rivals.join(' ')}]`
    return refused(await inactive(round, 'AmbiguousSelector', text), pods)
  }
  const { items } = await context.client.list('PodMetrics', { namespace, labelSelector: selector })
  const metrics = items as unknown as PodMetrics[]
  const tolerances = tolerancesOf(hpa)
  const seen = { namespace, pods, metrics, current: scale.spec.replicas, tolerances, now }
  const outcomes = (hpa.spec?.metrics ?? []).map((spec) => judgeMetric(spec, seen))
  return { ...(await combine(round, outcomes, scale.spec.replicas)), pods }
}

/** The error of a selector that selects nothing or cannot be read; undefined for a good one. */
async function refuseSelector(round: Round, selector: string): Promise<string | undefined> {
  if (selector === '') {
    await round.tell('Warning', 'SelectorRequired', 'selector is required')
    const message = "the HPA target's scale is missing a selector"
    round.say({ type: 'ScalingActive', status: 'False', reason: 'InvalidSelector', message })
    return 'selector is required'
  }
  try {
    parseSelector(selector)
    return undefined
  } catch (error) {
    const text = `couldn't convert selector into a corresponding internal selector object: ${(error as Error).message}`
    return inactive(round, 'InvalidSelector', text)
  }
}

async function inactive(round: Round, reason: string, message: string): Promise<string> {
  await round.tell('Warning', reason, message)
  round.say({ type: 'ScalingActive', status: 'False', reason, message })
  return message
}

async function combine(
  round: Round,
  outcomes: readonly Outcome[],
  current: number,
): Promise<Omit<Recommendation, 'pods'>> {
  const failures = outcomes.filter((outcome) => !outcome.ok)
  for (const { reason, cause } of failures) await round.tell('Warning', reason, cause)
  const good = outcomes.filter((outcome) => outcome.ok)
  const most = good.reduce<(typeof good)[number] | undefined>(
    (best, next) =>
      best === undefined || best.replicas === 0 || next.replicas > best.replicas ? next : best,
    undefined,
  )
  // What cannot be told has an empty place in the status.
  const statuses = outcomes.map((outcome) => (outcome.ok ? outcome.status : { type: '' }))
  const [first] = failures
  const error =
    first &&
    `invalid metrics (${failures.length} invalid out of ${outcomes.length}), first error is: ${first.error}`
  if (most === undefined || (first && most.replicas < current)) {
    if (first) {
      const message = `the HPA was unable to compute the replica count: ${first.cause}`
      round.say({ type: 'ScalingActive', status: 'False', reason: first.reason, message })
    }
    return { metric: '', statuses, error: error ?? '' }
  }
  const message = `the HPA was able to successfully calculate a replica count from ${most.name}`
  round.say({ type: 'ScalingActive', status: 'True', reason: 'ValidMetricFound', message })
  return { replicas: most.replicas, metric: most.name, statuses, ...(error !== undefined && { error }) }
}
