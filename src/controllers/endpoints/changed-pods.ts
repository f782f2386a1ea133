/**
 * Which pods have changed since a service was looked at last: where only these may differ, the others need not be read.
 * Kept in memory alone: whoever finds nothing here looks at all pods.
 */
import { isPodReady, isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import { deepEqual } from '../../base/json.ts'
import type { Pod } from '../../generated/types.ts'
import { keyOf, type Watch } from '../../runtime/reconciler.ts'
import { isEndpoint, servicesOf } from './service-pods.ts'

/** What one controller remembers between a change and the look at it. */
export interface ChangedPods {
  /** Changes of pods concern the services that select them now or selected them before. */
  pods: Watch
  /** Changes of services: all of their pods are to be looked at. Tells no keys. */
  services: Watch
  /** The names of the pods that alone can have changed; undefined where all must be looked at. Forgets them. */
  take(service: string): ReadonlySet<string> | undefined
  /** All pods of the service are to be looked at. */
  noteAll(service: string): void
  /** Remembers what was written, whose change tells nothing new. */
  wrote(object: KubeObject): void
  /** Whether a change is that of something just written; tells so once. */
  isOwn(object: KubeObject): boolean
}

/** A memory without anything in it. */
export function createChangedPods(): ChangedPods {
  const pending = new Map<string, Set<string> | 'all'>()
  const written = new Set<string>()
  const noteAll = (service: string) => pending.set(service, 'all')
  const note = (service: string, pod: string) => {
    const known = pending.get(service)
    if (known === undefined) pending.set(service, new Set([pod]))
    else if (known !== 'all') known.add(pod)
  }
  const servicesConcerned = async (pod: Pod, former: Pod | undefined, client: Client) => {
    const keys = new Set<string>()
    const isRelabelled = former !== undefined && !deepEqual(former.metadata.labels, pod.metadata.labels)
    for (const state of isRelabelled ? [former, pod] : [pod])
      for (const service of await servicesOf(state, client)) keys.add(keyOf(service))
    for (const key of keys) note(key, pod.metadata.name ?? '')
    return keys
  }
  return {
    noteAll,
    pods: {
      kind: 'Pod',
      keys({ type, object, previous }, { client }) {
        const [pod, former] = [object as Pod, previous as Pod | undefined]
        if (isNoEndpoint(pod, former)) return []
        if (type === 'modified' && former !== undefined && isSameEndpoint(former, pod)) return []
        return servicesConcerned(pod, former, client)
      },
    },
    services: {
      kind: 'Service',
      keys({ object }) {
        noteAll(keyOf(object))
        return []
      },
    },
    take(service) {
      const known = pending.get(service)
      pending.delete(service)
      return known === 'all' ? undefined : known
    },
    wrote: ({ metadata }) => written.add(`${metadata.uid} ${metadata.resourceVersion}`),
    isOwn: ({ metadata }) => written.delete(`${metadata.uid} ${metadata.resourceVersion}`),
  }
}

/**
 * It is no endpoint and was none: pods of jobs mostly come and go without ever being one. Where the history no longer tells
 * how it was, any pod with an address may have been one.
 */
function isNoEndpoint(pod: Pod, former: Pod | undefined): boolean {
  if (former === undefined) return !pod.status?.podIPs?.length
  return [former, pod].every((state) => !isEndpoint(state, { terminating: true }))
}

/** Nothing has changed that an endpoint shows. A pod without an address is none, whatever else it is. */
function isSameEndpoint(before: Pod, after: Pod): boolean {
  const [a, b] = [before.status?.podIPs ?? [], after.status?.podIPs ?? []]
  if (a.length === 0 && b.length === 0) return true
  return (
    isSamePlace(before, after) &&
    isPodReady(before) === isPodReady(after) &&
    before.metadata.deletionTimestamp === after.metadata.deletionTimestamp
  )
}

/** It is an endpoint as before, of the same services; what may differ is whether it is ready. */
function isSamePlace(before: Pod, after: Pod): boolean {
  return (
    deepEqual(before.status?.podIPs ?? [], after.status?.podIPs ?? []) &&
    isPodTerminal(before) === isPodTerminal(after) &&
    before.spec?.nodeName === after.spec?.nodeName &&
    deepEqual(before.metadata.labels, after.metadata.labels)
  )
}
