/** The objects of metrics.k8s.io/v1beta1. */
import type { KubeObject } from '../../../apimachinery/object.ts'

/** Quantities by resource: 'cpu' in cores, 'memory' in bytes. */
export type ResourceUsage = Readonly<Record<string, string>>

/** Anything that was measured. */
export interface Measured extends KubeObject {
  /** When it was measured. */
  timestamp: string
  /** The time before that over which it was measured, as a duration: `15s`. */
  window: string
}

/** What the running containers of a pod use. */
export interface PodMetrics extends Measured {
  containers: { name: string; usage: ResourceUsage }[]
}

/** What all pods on a node use. */
export interface NodeMetrics extends Measured {
  usage: ResourceUsage
}
