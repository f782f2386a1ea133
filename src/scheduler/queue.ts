/** The scheduling queue: pods to be tried now, and pods that wait for a change that may help them. */
import type { Client } from '../apiserver/client.ts'
import type { Pod } from '../generated/types.ts'
import { type Change, keyOf, parseKey } from '../runtime/reconciler.ts'
import type { Plugin, Profile } from './framework.ts'

/** A pod that no node fitted. */
interface Waiting {
  pod: Pod
  /** The plugins that rejected it; undefined where that is not known: then any of them may have. */
  rejectedBy: ReadonlySet<string> | undefined
}

export interface SchedulingQueue {
  /** The pod is to be tried. */
  add(pod: Pod): void
  /** The pod has changed in a way that does not matter: its newest state is kept. */
  update(pod: Pod): void
  /** The pod is gone or has a node. */
  forget(key: string): void
  /** The pod waits until one of the plugins sees a change that may help. */
  park(pod: Pod, rejectedBy: ReadonlySet<string> | undefined): void
  /** The keys of those that the change may help; they are to be tried. */
  wake(change: Change, client: Client): Promise<string[]>
  /** The pods of these keys in the order in which they are to be tried. */
  take(keys: readonly string[], client: Client): Promise<Pod[]>
}

export function createQueue({ schedulerName, plugins }: Profile): SchedulingQueue {
  const active = new Map<string, Pod>()
  const waiting = new Map<string, Waiting>()
  const byKind = requeuesByKind(plugins.map(({ plugin }) => plugin))
  const compare = plugins.find(({ plugin }) => plugin.compare)?.plugin.compare ?? (() => 0)
  let swept = false

  /** Pods that waited before this process began: which plugins rejected them is not known any more. */
  async function sweep(client: Client): Promise<void> {
    if (swept) return
    swept = true
    for (const pod of await client.lookup('Pod', 'unscheduled', schedulerName)) {
      const key = keyOf(pod)
      if (!active.has(key) && !waiting.has(key)) waiting.set(key, { pod, rejectedBy: undefined })
    }
  }

  return {
    add(pod) {
      const key = keyOf(pod)
      waiting.delete(key)
      active.set(key, pod)
    },
    update(pod) {
      const key = keyOf(pod)
      const entry = waiting.get(key)
      if (entry) entry.pod = pod
      else if (active.has(key)) active.set(key, pod)
    },
    forget(key) {
      active.delete(key)
      waiting.delete(key)
    },
    park(pod, rejectedBy) {
      waiting.set(keyOf(pod), { pod, rejectedBy })
    },
    async wake(change, client) {
      const requeues = byKind.get(change.object.kind)
      if (!requeues) return []
      await sweep(client)
      const woken = [...waiting].filter(([, entry]) => isHelped(entry, requeues, change))
      for (const [key, { pod }] of woken) {
        waiting.delete(key)
        active.set(key, pod)
      }
      return woken.map(([key]) => key)
    },
    async take(keys, client) {
      const pods: Pod[] = []
      for (const key of keys) {
        const pod = active.get(key) ?? waiting.get(key)?.pod ?? (await client.find('Pod', parseKey(key)))
        active.delete(key)
        waiting.delete(key)
        if (pod) pods.push(pod)
      }
      return pods.sort(compare)
    },
  }
}

interface Requeue {
  plugin: string
  helps(pod: Pod, change: Change): boolean
}

function requeuesByKind(plugins: readonly Plugin[]): Map<string, Requeue[]> {
  const byKind = new Map<string, Requeue[]>()
  for (const { name, requeueOn = [] } of plugins)
    for (const { kind, helps = () => true } of requeueOn)
      byKind.set(kind, [...(byKind.get(kind) ?? []), { plugin: name, helps }])
  return byKind
}

function isHelped({ pod, rejectedBy }: Waiting, requeues: readonly Requeue[], change: Change): boolean {
  return requeues.some(
    ({ plugin, helps }) => (rejectedBy === undefined || rejectedBy.has(plugin)) && helps(pod, change),
  )
}
