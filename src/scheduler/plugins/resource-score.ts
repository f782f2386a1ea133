/** What the scoring plugins for resources go by: how much of each would be asked for, of how much. */
import type { NodeInfo } from '../node-info.ts'
import type { PodInfo } from '../pod-info.ts'

/** A resource and how much it counts. */
export interface ResourceSpec {
  name: string
  weight: number
}

/** Resources that every node has; of others only pods that ask for them take notice. */
const NATIVE = new Set(['cpu', 'memory', 'ephemeral-storage'])

/** Whether the resource matters to the pod's score. */
export function mattersTo({ requests }: PodInfo, name: string): boolean {
  return NATIVE.has(name) || (requests[name] ?? 0) > 0
}

/** What is asked for on the node with the pod; containers that ask for no cpu or memory count with a default. */
export function requestedWith(pod: PodInfo, node: NodeInfo, name: string): number {
  if (name === 'cpu') return node.nonzeroCpu + pod.nonzero.cpu
  if (name === 'memory') return node.nonzeroMemory + pod.nonzero.memory
  return (node.requested[name] ?? 0) + (pod.requests[name] ?? 0)
}

/** The part of the pod on which these scores depend. */
export function signResources(pod: PodInfo, resources: readonly ResourceSpec[]): (number | undefined)[] {
  return resources.map(({ name }) => pod.requests[name])
}
