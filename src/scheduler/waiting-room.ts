/** The pods that no node fitted, and which of them a change may help. */
import type { Pod } from '../generated/types.ts'
import type { Change } from '../runtime/reconciler.ts'
import type { Plugin } from './framework.ts'
import { type PodInfo, podInfo } from './pod-info.ts'

/** A pod that no node fitted. */
export interface Waiting {
  pod: Pod
  /** The plugins that rejected it; undefined where that is not known: then any of them may have. */
  rejectedBy: ReadonlySet<string> | undefined
}

/** The pods that wait, by the plugins that rejected them. */
export interface WaitingRoom {
  add(key: string, entry: Waiting): void
  remove(key: string): void
  find(key: string): Waiting | undefined
  /** Whether a change of this kind can help anybody. */
  watches(change: Change): boolean
  /** The keys of those that the change may help, in the eyes of a plugin that rejected them, or may have. */
  helpedBy(change: Change): string[]
}

/** A group's keys by the signature that its pods have for the plugin: a change is held against groups, not pods. */
type Groups = Map<string, Set<string>>

/** An empty waiting room for pods that these plugins reject. */
export function createWaitingRoom(plugins: readonly Plugin[]): WaitingRoom {
  const entries = new Map<string, Waiting>()
  const places = createPlaces(plugins)
  const byKind = requeuesByKind(plugins)
  return {
    add(key, entry) {
      places.remove(key)
      entries.set(key, entry)
      places.add(key, podInfo(entry.pod), entry.rejectedBy)
    },
    remove(key) {
      places.remove(key)
      entries.delete(key)
    },
    find: (key) => entries.get(key),
    watches: ({ object }) => byKind.has(object.kind),
    helpedBy(change) {
      const helped: string[] = []
      for (const { plugin, helps } of byKind.get(change.object.kind) ?? [])
        for (const group of places.rejectedBy(plugin)) {
          const [first = ''] = group
          if (helps(entries.get(first)!.pod, change)) helped.push(...group)
        }
      return helped
    },
  }
}

/** Where pods stand: with those that are alike to a plugin that rejected them, or may have. */
interface Places {
  add(key: string, pod: PodInfo, rejectedBy: ReadonlySet<string> | undefined): void
  remove(key: string): void
  rejectedBy(plugin: string): Iterable<ReadonlySet<string>>
}

function createPlaces(plugins: readonly Plugin[]): Places {
  const requeuing = plugins.filter(({ requeueOn }) => requeueOn)
  const groupsOf = new Map<string, Groups>(requeuing.map(({ name }) => [name, new Map()]))
  const known = new Map<string, [Groups, signature: string][]>()
  return {
    add(key, pod, rejectedBy) {
      const places: [Groups, string][] = []
      for (const plugin of requeuing) {
        if (rejectedBy && !rejectedBy.has(plugin.name)) continue
        const groups = groupsOf.get(plugin.name)!
        const signature = plugin.sign?.(pod) ?? key
        const group = groups.get(signature)
        if (group) group.add(key)
        else groups.set(signature, new Set([key]))
        places.push([groups, signature])
      }
      known.set(key, places)
    },
    remove(key) {
      for (const [groups, signature] of known.get(key) ?? []) {
        const group = groups.get(signature)
        group?.delete(key)
        if (group?.size === 0) groups.delete(signature)
      }
      known.delete(key)
    },
    rejectedBy: (plugin) => groupsOf.get(plugin)?.values() ?? [],
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
