/** Lets time pass while a drain waits: on the cluster's clock, or for real. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'

/** kubectl's pause before it asks for an eviction again, ms. */
export const RETRY_DELAY = 5000
/** Without a time-out, so long a stretch of cluster time in which nothing goes ahead is taken as standing still, ms. */
export const PATIENCE = 3_600_000

/** What ended the waiting: it changed, its time is over, or nothing that is due can change it. */
export type Ending = 'changed' | 'over' | 'idle'

/** Passes time for one node's drain. Moments are ms; only their differences count. */
export interface Pastime {
  now(): number
  /** Waits until the condition holds, at most until the deadline. */
  until(holds: (client: Client) => Promise<boolean>, deadline: number | undefined): Promise<Ending>
  /** Waits for so long. */
  pass(ms: number): Promise<void>
}

/** What is due only to clear up behind others: it changes nothing for any pod. */
const UPKEEP: ReadonlySet<string> = new Set(['event-ttl-controller'])
/** Timers looked at in search of one that may change something. */
const LOOKAHEAD = 200

/** Moves the cluster's clock from one due moment to the next; it stands still where none of them can help. */
export function onClusterTime(cluster: Cluster): Pastime {
  const { clock } = cluster
  const nextDue = async () =>
    (await cluster.due(LOOKAHEAD)).find(({ reconciler }) => !UPKEEP.has(reconciler))?.time
  return {
    now: () => clock.now(),
    async until(holds, deadline) {
      if (await cluster.read(holds)) return 'changed'
      if (deadline !== undefined) {
        const { reached } = await cluster.advance(Math.max(0, deadline - clock.now()), { until: holds })
        return reached ? 'changed' : 'over'
      }
      const end = clock.now() + PATIENCE
      for (let due = await nextDue(); due !== undefined && due <= end; due = await nextDue()) {
        const { reached } = await cluster.advance(Math.max(0, due - clock.now()), { until: holds })
        if (reached) return 'changed'
      }
      return 'idle'
    },
    async pass(ms) {
      await cluster.advance(ms)
    },
  }
}

/** Sleeps, and looks again now and then; other commands may change the cluster meanwhile. */
export function onRealTime(cluster: Cluster): Pastime {
  let slept = 0
  const nap = async (ms: number) => {
    await sleep(ms)
    slept += ms
  }
  return {
    now: () => slept,
    async until(holds, deadline) {
      for (;;) {
        if (await cluster.read(holds)) return 'changed'
        if (deadline !== undefined && slept >= deadline) return 'over'
        await nap(Math.min(1000, deadline === undefined ? 1000 : deadline - slept))
      }
    },
    pass: nap,
  }
}
