/** When time alone changes what the pods of an autoscaler are worth to its metrics. */
import { createUsageReader } from '../../api/kinds/metrics/usage-reader.ts'
import type { Client } from '../../apiserver/client.ts'
import type { HorizontalPodAutoscaler, Pod } from '../../generated/types.ts'
import { countsAt } from './pod-groups.ts'

/** A moment, ms since the epoch, and what will be then. */
export interface Moment {
  at: number
  why: string
}

/** metrics-server's window: so long after a pod is ready, its cpu counts. */
const WINDOW_MS = 15_000

/** The moments from which on usage moves, or the cpu of a pod counts that does not yet. */
export async function momentsOfPods(
  pods: readonly Pod[],
  hpa: HorizontalPodAutoscaler,
  client: Client,
  now: number,
): Promise<Moment[]> {
  const resources = measuredResources(hpa)
  const reader = createUsageReader(client, now)
  const moments: Moment[] = []
  for (const pod of pods) {
    const movesAt = (await reader.ofPod(pod))?.movesAt ?? {}
    for (const resource of ['cpu', 'memory'] as const) {
      const at = movesAt[resource]
      if (at !== undefined && resources.has(resource))
        moments.push({ at, why: `the ${resource} usage moves` })
    }
    const at = resources.has('cpu') ? countsAt(pod, WINDOW_MS, now) : undefined
    if (at !== undefined) moments.push({ at, why: `the cpu of pod ${pod.metadata.name} counts` })
  }
  return moments
}

function measuredResources({ spec }: HorizontalPodAutoscaler): Set<string> {
  const metrics = spec?.metrics ?? []
  return new Set(
    metrics.map(({ resource, containerResource }) => (resource ?? containerResource)?.name ?? ''),
  )
}
