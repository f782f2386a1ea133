/** How far an autoscaler may go in one step (horizontal.go, convertDesiredReplicas…). Pure. */
import type { HPAScalingPolicy, HPAScalingRules } from '../../generated/types.ts'
import { changeWithin, type History } from './history.ts'

/** What bounds the replicas. */
export interface Bounds {
  current: number
  min: number
  max: number
}

/** A number of replicas, and why it is no other: reason and message of the condition ScalingLimited. */
export interface Limited {
  replicas: number
  reason: string
  message: string
}

const WITHIN = {
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
}
const TOO_MANY = {
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
}
const TOO_FEW = {
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
}
const UP_LIMIT = {
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
}
const DOWN_LIMIT = {
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
}

/** Without a behavior: at most twice as many, or four. */
export function limitByDefault(desired: number, { current, min, max }: Bounds): Limited {
  const rate = Math.max(2 * current, 4)
  const [highest, why] = max > rate ? [rate, UP_LIMIT] : [max, TOO_MANY]
  if (desired < min) return { replicas: min, ...TOO_FEW }
  if (desired > highest) return { replicas: highest, ...why }
  return { replicas: desired, ...WITHIN }
}

/** By the policies of a behavior. */
export function limitByRules(
  desired: number,
  { current, min, max }: Bounds,
  rules: { up: HPAScalingRules; down: HPAScalingRules },
  history: Pick<History, 'up' | 'down'>,
  now: number,
): Limited {
  if (desired > current) {
    const rate = Math.max(reach(current, rules.up, history, now, UP), current)
    const [highest, why] = max > rate ? [rate, UP_LIMIT] : [max, TOO_MANY]
    if (desired > highest) return { replicas: highest, ...why }
  } else if (desired < current) {
    const rate = Math.min(reach(current, rules.down, history, now, DOWN), current)
    const [lowest, why] = min < rate ? [rate, DOWN_LIMIT] : [min, TOO_FEW]
    if (desired < lowest) return { replicas: lowest, ...why }
  }
  return { replicas: desired, ...WITHIN }
}

/** What a policy allows from so many replicas on. Percentages are rounded so that something can change. */
interface Direction {
  reached(start: number, policy: HPAScalingPolicy): number
  furthest(...counts: number[]): number
  nearest(...counts: number[]): number
}

const UP: Direction = {
  reached: (start, { type, value }) =>
    type === 'Pods' ? start + value : Math.ceil(start * (1 + value / 100)),
  furthest: Math.max,
  nearest: Math.min,
}

const DOWN: Direction = {
  reached: (start, { type, value }) =>
    type === 'Pods' ? start - value : Math.trunc(start * (1 - value / 100)),
  furthest: Math.min,
  nearest: Math.max,
}

/** How far the policies let it go now: each counts from the replicas at the beginning of its period. */
function reach(
  current: number,
  { policies = [], selectPolicy }: HPAScalingRules,
  { up, down }: Pick<History, 'up' | 'down'>,
  now: number,
  { reached, furthest, nearest }: Direction,
): number {
  if (selectPolicy === 'Disabled') return current
  const counts = policies.map((policy) => {
    const { periodSeconds } = policy
    const changed = changeWithin(up, periodSeconds, now) - changeWithin(down, periodSeconds, now)
    return reached(current - changed, policy)
  })
  return selectPolicy === 'Min' ? nearest(...counts) : furthest(...counts)
}

/** When the first of the changes that count against a policy stops to do so, ms; undefined if none does. */
export function limitEasesAt(
  { policies = [], selectPolicy }: HPAScalingRules,
  { up, down }: Pick<History, 'up' | 'down'>,
  now: number,
): number | undefined {
  if (selectPolicy === 'Disabled') return undefined
  const times = policies.flatMap(({ periodSeconds }) =>
    [...up, ...down].map(({ at }) => at + periodSeconds * 1000),
  )
  const ahead = times.filter((time) => time > now)
  return ahead.length === 0 ? undefined : Math.min(...ahead)
}
