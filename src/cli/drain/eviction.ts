/** One request for the eviction of a pod, and what came of it. */

import { quote } from '../../apimachinery/go-format.ts'
import { isForbidden, isNotFound, isTooManyRequests, statusCause } from '../../apimachinery/status-error.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Eviction, Pod } from '../../generated/types.ts'

/** What came of it: `blocked` may go better later, `refused` will not. */
export type EvictionOutcome =
  | { type: 'granted' }
  | { type: 'gone' }
  | {
      type: 'blocked'
      /** What kubectl calls the failure: `error when evicting pods/"web" -n "default"`. */
      what: string
      message: string
      /** What the server says besides: which budget it is, and what it needs. */
      detail: string
    }
  | { type: 'refused'; message: string }

/** How pods are to be deleted. */
export interface Manner {
  /** Undefined: as the pods themselves ask for. */
  gracePeriodSeconds?: number
  /** Ask whether it would be granted, and change nothing. */
  dryRun: boolean
}

/** Asks for the eviction; only a failure that has nothing to do with the pod is thrown. Source: kubectl's evictPods. */
export async function requestEviction(client: Client, pod: Pod, manner: Manner): Promise<EvictionOutcome> {
  const { name = '', namespace = '' } = pod.metadata
  try {
    await client.create('Pod', evictionOf(pod, manner), { subresource: 'eviction', dryRun: manner.dryRun })
    return { type: 'granted' }
  } catch (error) {
    const [message, what] = [
      messageOf(error),
      `error when evicting pods/${quote(name)} -n ${quote(namespace)}`,
    ]
    if (isNotFound(error)) return { type: 'gone' }
    if (isTooManyRequests(error)) {
      const detail = statusCause(error, 'DisruptionBudget')?.message ?? ''
      return { type: 'blocked', what, message, detail }
    }
    if (!isForbidden(error) || statusCause(error, 'NamespaceTerminating') === undefined)
      return { type: 'refused', message: `${what}: ${message}` }
    // Nothing can be asked for in a namespace that goes away, but its pods go as well.
    if (pod.metadata.deletionTimestamp !== undefined) return { type: 'granted' }
    const where = `error when evicting pod ${quote(name)} from terminating namespace ${quote(namespace)}`
    return { type: 'blocked', what: where, message, detail: '' }
  }
}

/** Whether asking again would do better than before: it would be granted, or the pod is going without it. */
export async function isEvictable(client: Client, pod: Pod, manner: Manner): Promise<boolean> {
  const now = await client.find('Pod', nameOf(pod))
  if (now === undefined || now.metadata.deletionTimestamp !== undefined) return true
  return (await requestEviction(client, now, { ...manner, dryRun: true })).type !== 'blocked'
}

function evictionOf({ metadata }: Pod, { gracePeriodSeconds }: Manner): Pod {
  const eviction: Eviction = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name: metadata.name ?? '', namespace: metadata.namespace ?? '' },
    deleteOptions: gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds },
  }
  return eviction as unknown as Pod
}
