/** What a pod adds to the sums of the set that controls it, so that the set need not read all of its pods to count them. */
import type { Pod } from '../../../../generated/types.ts'
import { isPodReady } from './conditions.ts'

/** The sums of a set's pods that have not ended; `count` is all of them. Those that are 0 are left out. */
export interface ReplicaSums {
  count?: number
  active?: number
  terminating?: number
  /** Active ones that are ready. */
  ready?: number
}

/** The weight of one pod that has not ended. */
export function replicaWeight(pod: Pod): Record<string, number> {
  const labelled = { [labelsWeight(pod.metadata.labels)]: 1 }
  if (pod.metadata.deletionTimestamp !== undefined) return { terminating: 1, ...labelled }
  return { active: 1, ...(isPodReady(pod) && { ready: 1 }), ...labelled }
}

/** The name of the weight that counts the pods with exactly these labels: a digest, for it stands in every record. */
export function labelsWeight(labels: Readonly<Record<string, string>> = {}): string {
  const text = Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
    .join()
  return `labels/${digest(text, 0x811c_9dc5)}${digest(text, 0x050c_5d1f)}`
}

/** FNV-1a of 32 bits, from a start of its own. */
function digest(text: string, start: number): string {
  let hash = start
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x0100_0193)
  return (hash >>> 0).toString(36)
}
