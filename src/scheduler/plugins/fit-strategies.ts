/** How NodeResourcesFit scores: by what stays free, by what is used, or by a shape. Source: noderesources. */
import { MAX_NODE_SCORE } from '../framework.ts'
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'
import { mattersTo, type ResourceSpec, requestedWith } from './resource-score.ts'

/** A point of the shape: the score, up to 10, at a utilization in percent. */
export interface ShapePoint {
  utilization: number
  score: number
}

/** The scoringStrategy of NodeResourcesFitArgs. */
export interface ScoringStrategy {
  type: 'LeastAllocated' | 'MostAllocated' | 'RequestedToCapacityRatio'
  resources: readonly ResourceSpec[]
  requestedToCapacityRatio?: { shape: readonly ShapePoint[] } | undefined
}

type ResourceScorer = (requested: number, capacity: number) => number

/** The score of the node for the pod. */
export function createStrategy(strategy: ScoringStrategy): (pod: PodInfo, node: NodeInfo) => number {
  if (strategy.type === 'LeastAllocated') return weighted(strategy.resources, leastAllocated)
  if (strategy.type === 'MostAllocated') return weighted(strategy.resources, mostAllocated)
  return byShape(strategy.resources, strategy.requestedToCapacityRatio?.shape ?? [])
}

const leastAllocated: ResourceScorer = (requested, capacity) =>
  requested > capacity ? 0 : Math.trunc(((capacity - requested) * MAX_NODE_SCORE) / capacity)

const mostAllocated: ResourceScorer = (requested, capacity) =>
  Math.trunc((Math.min(requested, capacity) * MAX_NODE_SCORE) / capacity)

/** The weighted mean over the resources that the node has and that matter to the pod. */
function weighted(resources: readonly ResourceSpec[], score: ResourceScorer) {
  return (pod: PodInfo, node: NodeInfo): number => {
    let [sum, weights] = [0, 0]
    for (const { name, weight } of resources) {
      const capacity = node.allocatable[name] ?? 0
      if (capacity === 0 || !mattersTo(pod, name)) continue
      sum += score(requestedWith(pod, node, name), capacity) * weight
      weights += weight
    }
    return weights === 0 ? 0 : Math.trunc(sum / weights)
  }
}

/** Resources that score nothing do not count either (requested_to_capacity_ratio.go). */
function byShape(resources: readonly ResourceSpec[], shape: readonly ShapePoint[]) {
  const points = shape.map(({ utilization, score }) => ({ utilization, score: score * 10 }))
  return (pod: PodInfo, node: NodeInfo): number => {
    let [sum, weights] = [0, 0]
    for (const { name, weight } of resources) {
      const capacity = node.allocatable[name] ?? 0
      if (capacity === 0 || !mattersTo(pod, name)) continue
      const requested = requestedWith(pod, node, name)
      const score = onLine(points, requested > capacity ? 100 : Math.trunc((requested * 100) / capacity))
      if (score <= 0) continue
      sum += score * weight
      weights += weight
    }
    return weights === 0 ? 0 : Math.round(sum / weights)
  }
}

/** The broken line through the points, level before the first and after the last. */
function onLine(points: readonly ShapePoint[], utilization: number): number {
  for (const [index, { utilization: end, score }] of points.entries()) {
    if (utilization > end) continue
    const before = points[index - 1]
    if (!before) return score
    const share = ((score - before.score) * (utilization - before.utilization)) / (end - before.utilization)
    return before.score + Math.trunc(share)
  }
  return points.at(-1)?.score ?? 0
}
