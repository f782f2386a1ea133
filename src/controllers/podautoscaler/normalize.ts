/** From what the metrics ask for to what may be done now: stabilized, then limited (horizontal.go, normalizeDesired…). */
import type { HorizontalPodAutoscalerBehavior, HPAScalingRules } from '../../generated/types.ts'
import type { Verdict } from './conditions.ts'
import { forgetBefore, type History, type Remembered, recommend } from './history.ts'
import { type Bounds, type Limited, limitByDefault, limitByRules, limitEasesAt } from './limits.ts'
import { DEFAULT_WINDOW_SECONDS, type Stabilized, stabilizeByDefault, stabilizeByRules } from './stabilize.ts'

/** A decision, with what it is told by and when time alone could change it. */
export interface Normalized {
  replicas: number
  verdicts: Verdict[]
  recommendations: readonly Remembered[]
  /** ms since the epoch, and what will be over then. */
  again?: { at: number; why: string }
}

const NO_RULES: HPAScalingRules = { selectPolicy: 'Max', policies: [] }

/** Decides on a recommendation, which is remembered. */
export function normalize(
  desired: number,
  bounds: Bounds,
  behavior: HorizontalPodAutoscalerBehavior | undefined,
  history: History,
  now: number,
): Normalized {
  const rules = { up: behavior?.scaleUp ?? NO_RULES, down: behavior?.scaleDown ?? NO_RULES }
  const windows = {
    up: rules.up.stabilizationWindowSeconds ?? 0,
    down: rules.down.stabilizationWindowSeconds ?? DEFAULT_WINDOW_SECONDS,
  }
  const { recommendations } = history
  const stable = behavior
    ? stabilizeByRules(desired, bounds.current, recommendations, windows, now)
    : stabilizeByDefault(desired, recommendations, now)
  const limited = behavior
    ? limitByRules(stable.replicas, bounds, rules, history, now)
    : limitByDefault(stable.replicas, bounds)
  const kept = forgetBefore(recommendations, now - Math.max(windows.up, windows.down) * 1000)
  const again = nextChange(stable, limited, behavior && rules, history, now)
  const wentUp = behavior !== undefined && desired >= bounds.current
  return {
    replicas: limited.replicas,
    verdicts: [stability(stable, desired, wentUp), limitation(limited, stable)],
    recommendations: recommend(kept, desired, now),
    ...(again && { again }),
  }
}

function stability({ replicas }: Stabilized, desired: number, wentUp: boolean): Verdict {
  const verdict = { type: 'AbleToScale', status: 'True' } as const
  if (replicas === desired)
    return { ...verdict, reason: 'ReadyForNewScale', message: 'recommended size matches current size' }
  if (wentUp)
    return {
      ...verdict,
      reason: 'ScaleUpStabilized',
      message:
        'recent recommendations were lower than current one, applying the lowest recent recommendation',
    }
  return {
    ...verdict,
    reason: 'ScaleDownStabilized',
    message:
      'recent recommendations were higher than current one, applying the highest recent recommendation',
  }
}

function limitation({ replicas, reason, message }: Limited, stable: Stabilized): Verdict {
  const status = replicas === stable.replicas ? 'False' : 'True'
  return { type: 'ScalingLimited', status, reason, message }
}

function nextChange(
  { until }: Stabilized,
  { reason }: Limited,
  rules: { up: HPAScalingRules; down: HPAScalingRules } | undefined,
  history: History,
  now: number,
): Normalized['again'] {
  const times: { at: number; why: string }[] = []
  if (until !== undefined) times.push({ at: until, why: 'a recommendation leaves the stabilization window' })
  const limiting =
    reason === 'ScaleUpLimit' ? rules?.up : reason === 'ScaleDownLimit' ? rules?.down : undefined
  const eases = limiting && limitEasesAt(limiting, history, now)
  if (eases !== undefined) times.push({ at: eases, why: 'the period of a scaling policy is over' })
  return times.sort((a, b) => a.at - b.at)[0]
}
