/** Behaviours that say how much cpu and memory a container uses over time. */
import { parseDuration } from '../../apimachinery/duration.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { parseQuantity, quantityToNumber, tryParseQuantity } from '../../apimachinery/quantity.ts'
import type { Container } from '../../generated/types.ts'
import type { Behaviour, Behaviours, BehaviourValues } from './definition.ts'

/** One point of a curve: so much (cores, or bytes) at so many ms after its beginning. */
export interface UsagePoint {
  at: number
  amount: number
}

/** Points in the order of their times. Straight lines lead from one to the next; the last one holds for ever. */
export type UsageCurve = readonly UsagePoint[]

const VALUES = 'a quantity, or points of a curve such as `0s=100m 5m=800m`'

/** The load that all pods of a workload carry together: a row for pods, for their templates, and for workloads. */
export const sharedLoadBehaviours = {
  'cpu-total': usage(
    '0s=400m 5m=4 10m=400m',
    'The cpu that all pods of the workload use together, counted from the creation of the workload (of the Deployment, not of its ReplicaSet). The pods that are ready carry it in equal parts, each up to its limit. On the workload itself it holds for all of its pods, and changing it makes no rollout.',
  ),
} as const satisfies Behaviours

/** The rows of usage. */
export const usageBehaviours = {
  cpu: usage(
    '0s=100m 5m=800m 10m=100m',
    'The cpu that the container uses, counted from its start, up to its limit. Left out: a tenth of its request, or 1m without one.',
  ),
  memory: usage(
    '0s=64Mi 10m=512Mi',
    'The memory that the container uses, counted from its start; once it crosses the limit, the container is OOMKilled. Left out: a tenth of its request, or 8Mi without one.',
  ),
  ...sharedLoadBehaviours,
} as const satisfies Behaviours

function usage(example: string, about: string): Behaviour<UsageCurve> {
  return { about, values: VALUES, example, parse: parseCurve }
}

/** Reads a quantity, which holds for ever, or a curve. Throws an Error that says what would be right. */
function parseCurve(text: string): UsageCurve {
  const words = text.trim().split(/\s+/)
  const [only = ''] = words
  if (words.length === 1 && !only.includes('=')) return [{ at: 0, amount: amountOf(only) }]
  const points = words.map(parsePoint)
  if (points.some(({ at }, index) => at < (points[index - 1]?.at ?? 0)))
    throw new Error('the points of a curve must stand in the order of their times')
  return points
}

function parsePoint(word: string): UsagePoint {
  const [time = '', quantity, ...more] = word.split('=')
  if (quantity === undefined || more.length > 0)
    throw new Error(`${quote(word)} must be a point such as 5m=800m`)
  return { at: timeOf(time), amount: amountOf(quantity) }
}

function timeOf(text: string): number {
  try {
    const ms = parseDuration(text)
    if (ms >= 0) return ms
  } catch {
    // Told below in words that fit.
  }
  throw new Error(`${quote(text)} must be a duration such as 90s or 1m30s`)
}

function amountOf(text: string): number {
  const quantity = tryParseQuantity(text)
  if (quantity === undefined || quantity.nanos < 0n)
    throw new Error(`${quote(text)} must be a quantity that is not negative, such as 250m or 64Mi`)
  return quantityToNumber(quantity)
}

/** The amount at so many ms after the beginning. */
export function usageAt(curve: UsageCurve, elapsed: number): number {
  const next = curve.findIndex(({ at }) => at > elapsed)
  if (next < 0) return curve.at(-1)?.amount ?? 0
  const [before, after] = [curve[next - 1], curve[next]!]
  if (before === undefined) return after.amount
  return before.amount + ((after.amount - before.amount) * (elapsed - before.at)) / (after.at - before.at)
}

/**
 * From when on the amount is another one than at `elapsed`, in ms after the beginning: `elapsed` itself where it is
 * moving. Undefined: it stays for ever.
 */
export function usageMovesAt(curve: UsageCurve, elapsed: number): number | undefined {
  const here = usageAt(curve, elapsed)
  let from = elapsed
  for (const { at, amount } of curve) {
    if (at <= elapsed) continue
    if (amount !== here) return from
    from = at
  }
  return undefined
}

/**
 * How many ms after its start the memory of a container crosses its limit, so that the kernel kills it. Undefined:
 * never.
 */
export function memoryExceedsAt(
  { resources }: Pick<Container, 'resources'>,
  { memory }: BehaviourValues<typeof usageBehaviours>,
): number | undefined {
  const text = resources?.limits?.memory
  return memory === undefined || text === undefined
    ? undefined
    : exceedsAt(memory, quantityToNumber(parseQuantity(text)))
}

function exceedsAt(curve: UsageCurve, limit: number): number | undefined {
  for (const [index, { at, amount }] of curve.entries()) {
    if (amount <= limit) continue
    const before = curve[index - 1]
    // Before its first point, a curve stands where that point is.
    if (before === undefined) return 0
    return before.at + ((at - before.at) * (limit - before.amount)) / (amount - before.amount)
  }
  return undefined
}
