/** Lets time pass while a server runs: what falls due happens at its time, as it does in a real cluster. */
import type { Sleep } from '../base/sleep.ts'
import type { Cluster } from '../cluster/cluster.ts'

/** So long at most until it looks for a nearer moment at which something is due: a commit need not tell of that. */
const LONGEST_SLEEP = 1000

/** Has done what falls due, until the signal aborts. What fails is tried again with the next request. */
export async function passTime(cluster: Cluster, sleep: Sleep, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await cluster.read(async () => undefined).catch(() => undefined)
    await sleep(await untilDue(cluster).catch(() => LONGEST_SLEEP), signal)
  }
}

/** How many ms there are until something is due. */
async function untilDue(cluster: Cluster): Promise<number> {
  const [next] = await cluster.due(1)
  if (next === undefined) return LONGEST_SLEEP
  return Math.max(1, Math.min(LONGEST_SLEEP, next.time - (await cluster.now())))
}
