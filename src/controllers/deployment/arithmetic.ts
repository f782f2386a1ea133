/** How far a rolling update may go in one step: pure arithmetic. Source: deployment_util.go, rolling.go. */
import { scaleIntOrPercent } from '../../apimachinery/int-or-string.ts'
import type { DeploymentSpec } from '../../generated/types.ts'

/** The bounds of a rollout in numbers of pods. */
export interface Bounds {
  /** How many pods the deployment should have. */
  replicas: number
  /** How many more than that there may be. */
  maxSurge: number
  /** How many of them may be unavailable. */
  maxUnavailable: number
}

/** What a step needs to know of a replica set. */
export interface SetSize {
  /** How many pods it asks for. */
  desired: number
  /** How many of its pods are available. */
  available: number
}

/**
 * The bounds that a spec stands for. Of percentages the surge is rounded up, the unavailable down; both zero would
 * never move, so then one pod may be unavailable. Recreate has neither.
 */
export function resolveBounds(spec: DeploymentSpec): Bounds {
  const replicas = spec.replicas ?? 1
  if (spec.strategy?.type === 'Recreate') return { replicas, maxSurge: 0, maxUnavailable: 0 }
  const { maxSurge = '25%', maxUnavailable = '25%' } = spec.strategy?.rollingUpdate ?? {}
  const surge = scaleIntOrPercent(maxSurge, replicas, true)
  const unavailable = scaleIntOrPercent(maxUnavailable, replicas, false)
  const atLeastOne = surge === 0 && unavailable === 0 ? 1 : unavailable
  return { replicas, maxSurge: surge, maxUnavailable: Math.min(atLeastOne, replicas) }
}

/** The size that the new set may have now, when all sets together ask for `total` pods, itself included. */
export function newSetSize({ replicas, maxSurge }: Bounds, desired: number, total: number): number {
  if (desired >= replicas) return replicas
  const room = replicas + maxSurge - total
  return room <= 0 ? desired : desired + Math.min(room, replicas - desired)
}

/**
 * The sizes that the old sets, oldest first, should shrink to now. Pods that are not available go first: their loss
 * costs nothing. Others only as far as enough available pods remain.
 */
export function oldSetSizes(bounds: Bounds, newSet: SetSize, oldSets: readonly SetSize[]): number[] {
  const sizes = oldSets.map(({ desired }) => desired)
  const minAvailable = bounds.replicas - bounds.maxUnavailable
  const newUnavailable = newSet.desired - newSet.available
  let budget = sum(sizes) + newSet.desired - minAvailable - newUnavailable
  if (sum(sizes) === 0 || budget <= 0) return sizes
  for (const [index, { desired, available }] of oldSets.entries()) {
    const unhealthy = Math.min(Math.max(desired - available, 0), Math.max(budget, 0))
    sizes[index] = desired - unhealthy
    budget -= unhealthy
  }
  return takeAvailable(
    sizes,
    newSet.available + sum(oldSets.map(({ available }) => available)) - minAvailable,
  )
}

function takeAvailable(sizes: readonly number[], spare: number): number[] {
  let left = Math.max(spare, 0)
  return sizes.map((size) => {
    const taken = Math.min(size, left)
    left -= taken
    return size - taken
  })
}

/**
 * The part of a change of scale that falls to one set of several, so that each keeps its share of the whole.
 * @param size how many pods the set asks for
 * @param annotatedMax the most pods that the deployment could have when the set was last scaled; its status' number of
 *   pods where that is unknown
 * @param toAdd pods to add to all sets together; negative to remove
 * @param added what the sets before this one were given
 */
export function proportion(
  { replicas, maxSurge }: Bounds,
  size: number,
  annotatedMax: number,
  toAdd: number,
  added: number,
): number {
  if (size === 0 || toAdd === 0 || toAdd === added) return 0
  const allowed = toAdd - added
  const share = replicas === 0 ? -size : fraction(size, replicas + maxSurge, annotatedMax)
  return toAdd > 0 ? Math.min(share, allowed) : Math.max(share, allowed)
}

function fraction(size: number, total: number, annotatedMax: number): number {
  if (annotatedMax === 0) return 0
  return Math.round((size * total) / annotatedMax) - size
}

/** The sum of numbers. */
export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
