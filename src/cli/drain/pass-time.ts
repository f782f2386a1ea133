/** Lets time pass while a drain waits: on the cluster's clock from one due moment to the next, or for real. */
import type { ResourceInfo } from '../../api/resource.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { CommandContext } from '../command.ts'
import { passTime } from '../wait/pass-time.ts'

/** kubectl's pause before it asks for an eviction again, ms. */
export const RETRY_DELAY = 5000
/** Without a time-out, so long a stretch of cluster time in which nothing goes ahead is taken as standing still, ms. */
const PATIENCE = 3_600_000

/** What ended the waiting: it changed, its time is over, or nothing that is due can change it. */
export type Ending = 'changed' | 'over' | 'idle'

/** Passes time for one node's drain. Moments are ms since the epoch. */
export interface Pastime {
  now(): Promise<number>
  /** Waits until the condition holds, at most until the deadline. */
  until(holds: (client: Client) => Promise<boolean>, deadline: number | undefined): Promise<Ending>
  /** Waits for so long. */
  pass(ms: number): Promise<void>
}

/** What is due only to clear up behind others: it changes nothing for any pod. */
const UPKEEP: ReadonlySet<string> = new Set(['event-ttl-controller'])
/** Timers looked at in search of one that may change something. */
const LOOKAHEAD = 200

/** Moves the cluster's clock; it stands still where nothing that is due can help. */
export function onClusterTime(cluster: Cluster): Pastime {
  const now = () => cluster.now()
  const nextDue = async () =>
    (await cluster.due(LOOKAHEAD)).find(({ reconciler }) => !UPKEEP.has(reconciler))?.time
  return {
    now,
    async until(holds, deadline) {
      if (await cluster.read(holds)) return 'changed'
      if (deadline !== undefined) {
        const { reached } = await cluster.advance(Math.max(0, deadline - (await now())), { until: holds })
        return reached ? 'changed' : 'over'
      }
      const end = (await now()) + PATIENCE
      for (let due = await nextDue(); due !== undefined && due <= end; due = await nextDue()) {
        const { reached } = await cluster.advance(Math.max(0, due - (await now())), { until: holds })
        if (reached) return 'changed'
      }
      return 'idle'
    },
    async pass(ms) {
      await cluster.advance(ms)
    },
  }
}

/** Sleeps, and looks again when one of the resources changes or something falls due. */
export function onRealTime(
  context: CommandContext,
  cluster: Cluster,
  resources: readonly ResourceInfo[],
): Pastime {
  const { waiting } = context
  return {
    now: async () => waiting.now(),
    async until(holds, deadline) {
      const targets = resources.map((resource) => ({ resource, namespace: '' }))
      const limit = deadline === undefined ? Number.POSITIVE_INFINITY : deadline - waiting.now()
      const journey = { targets, begin: () => {}, until: holds }
      return (await passTime(context, cluster, { limit, realTime: true }, journey)) ? 'changed' : 'over'
    },
    pass: (ms) => waiting.sleep(ms, new AbortController().signal),
  }
}
