/** The scheduling queue: pods to be tried now, and pods that wait for a change that may help them. */
import type { Client } from '../apiserver/client.ts'
import type { Pod } from '../generated/types.ts'
import { type Change, keyOf, parseKey } from '../runtime/reconciler.ts'
import { type Profile, schedulerOf } from './framework.ts'
import { createWaitingRoom, type Waiting, type WaitingRoom } from './waiting-room.ts'

/** The pods that wait for a node, and what could help those that found none. */
export interface SchedulingQueue {
  /** The pod is to be tried. */
  add(pod: Pod): void
  /** The pod has changed in a way that does not matter: its newest state is kept. */
  update(pod: Pod): void
  /** The pod is gone or has a node. */
  forget(key: string): void
  /** The pod waits until one of the plugins sees a change that may help. */
  park(pod: Pod, rejectedBy: ReadonlySet<string> | undefined): void
  /** The pod was tried in vain: it is backed off. Gives the time at which that is over, in ms since the epoch. */
  failed(pod: Pod, now: number): number
  /** The keys of those that the change may help; they are to be tried. */
  wake(change: Change, client: Client): string[] | Promise<string[]>
  /**
   * The pods of these keys in the order in which they are to be tried. Those that are backed off come when there are no
   * others, as from kube-scheduler's queue since 1.33 (SchedulerPopFromBackoffQ).
   */
  take(keys: readonly string[], client: Client, now: number): Promise<Pod[]>
}

/** How long pods are backed off at first and at most, in ms. */
export interface BackoffOptions {
  initialBackoff?: number
  maxBackoff?: number
}

/**
 * An empty queue for the pods of these profiles, as kube-scheduler has one for all. All profiles sort alike: a
 * configuration in which they differ is refused.
 */
export function createQueue(
  profiles: readonly Profile[],
  backoffOptions: BackoffOptions = {},
): SchedulingQueue {
  const active = new Map<string, Pod>()
  const backoffs = createBackoffs(backoffOptions)
  const waiting = createWaitingRooms(profiles)
  const compare = sortOf(profiles)
  let swept = false

  /** Pods that waited before this process began: which plugins rejected them is not known any more. */
  async function sweep(client: Client): Promise<void> {
    swept = true
    for (const { schedulerName } of profiles)
      for (const pod of await client.lookup('Pod', 'unscheduled', schedulerName)) {
        const key = keyOf(pod)
        if (!active.has(key) && !waiting.find(key)) waiting.add(key, { pod, rejectedBy: undefined })
      }
  }

  function wakeHelped(change: Change): string[] {
    const woken = waiting.helpedBy(change)
    for (const key of woken) {
      const entry = waiting.find(key)
      if (entry) active.set(key, entry.pod)
      waiting.remove(key)
    }
    return woken
  }

  return {
    add(pod) {
      const key = keyOf(pod)
      waiting.remove(key)
      active.set(key, pod)
    },
    update(pod) {
      const key = keyOf(pod)
      const entry = waiting.find(key)
      if (entry) entry.pod = pod
      else if (active.has(key)) active.set(key, pod)
    },
    forget(key) {
      backoffs.forget(key)
      active.delete(key)
      waiting.remove(key)
    },
    park: (pod, rejectedBy) => waiting.add(keyOf(pod), { pod, rejectedBy }),
    failed: (pod, now) => backoffs.add(keyOf(pod), now),
    wake(change, client) {
      if (!waiting.watches(change)) return []
      return swept ? wakeHelped(change) : sweep(client).then(() => wakeHelped(change))
    },
    async take(keys, client, now) {
      const taken: { pod: Pod; until: number }[] = []
      for (const key of keys) {
        const pod = active.get(key) ?? waiting.find(key)?.pod ?? (await client.find('Pod', parseKey(key)))
        active.delete(key)
        waiting.remove(key)
        if (pod) taken.push({ pod, until: backoffs.until(key, now) })
      }
      return taken.sort((a, b) => a.until - b.until || compare(a.pod, b.pod)).map(({ pod }) => pod)
    },
  }
}

function sortOf(profiles: readonly Profile[]): (a: Pod, b: Pod) => number {
  const plugins = profiles[0]?.plugins ?? []
  return plugins.find(({ plugin }) => plugin.compare)?.plugin.compare ?? (() => 0)
}

/** A room for each profile: its plugins know what helps its pods. */
function createWaitingRooms(profiles: readonly Profile[]): WaitingRoom {
  const byName = new Map(
    profiles.map(({ schedulerName, plugins }) => [
      schedulerName,
      createWaitingRoom(plugins.map(({ plugin }) => plugin)),
    ]),
  )
  const rooms = [...byName.values()]
  if (rooms.length === 1) return rooms[0]!
  const holding = new Map<string, WaitingRoom>()
  const remove = (key: string) => {
    holding.get(key)?.remove(key)
    holding.delete(key)
  }
  return {
    add(key, entry: Waiting) {
      remove(key)
      const room = byName.get(schedulerOf(entry.pod))
      if (!room) return
      room.add(key, entry)
      holding.set(key, room)
    },
    remove,
    find: (key) => holding.get(key)?.find(key),
    watches: (change) => rooms.some((room) => room.watches(change)),
    helpedBy: (change) => rooms.flatMap((room) => room.helpedBy(change)),
  }
}

/** Until when pods are backed off. */
interface Backoffs {
  add(key: string, now: number): number
  /** 0 where the pod is not backed off, or not any more. */
  until(key: string, now: number): number
  forget(key: string): void
}

/** Each attempt doubles the time (backoff_queue.go, calculateBackoffDuration). */
function createBackoffs({ initialBackoff = 1000, maxBackoff = 10_000 }: BackoffOptions): Backoffs {
  const known = new Map<string, { attempts: number; until: number }>()
  return {
    add(key, now) {
      const attempts = (known.get(key)?.attempts ?? 0) + 1
      const until = now + Math.min(initialBackoff * 2 ** (attempts - 1), maxBackoff)
      known.set(key, { attempts, until })
      return until
    },
    until(key, now) {
      const until = known.get(key)?.until ?? 0
      return until > now ? until : 0
    },
    forget: (key) => void known.delete(key),
  }
}
