/** What a pod adds to the sums of the set that controls it, so that the set need not read all of its pods to count them. */
import { hashText } from '../../../../base/fnv.ts'
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
  return `labels/${digest(text)}${digest(text, 0x050c_5d1f)}`
}

function digest(text: string, start?: number): string {
  return hashText(text, start).toString(36)
}
