/** Which pods of a node a drain takes away, which it leaves, and which it refuses to touch. Source: kubectl, pkg/drain/filters.go. */

import { isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import { isMirrorPod } from '../../api/kinds/core/pod/mirror.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Client } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Pod } from '../../generated/types.ts'

/** What the user lets the drain do. */
export interface Permissions {
  force: boolean
  ignoreDaemonsets: boolean
  deleteEmptydirData: boolean
  /** Pods that were to be deleted so many seconds ago are left alone; 0 for none. */
  skipWaitForDeleteTimeout: number
}

/** The pods to take away; what else there is to say, by message. */
export interface Selection {
  pods: Pod[]
  /** All warnings in one line; '' without any. */
  warnings: string
  /** Why the drain must not begin; empty if it may. */
  errors: string[]
}

interface Verdict {
  isTaken: boolean
  warning?: string
  error?: string
}

interface Question {
  permissions: Permissions
  client: Client
  /** Cluster time, ms. */
  now: number
}

type Filter = (pod: Pod, question: Question) => Verdict | Promise<Verdict>

const TAKE: Verdict = { isTaken: true }
const LEAVE: Verdict = { isTaken: false }

/** In this order; the first that does not let a pod be taken ends it, and the last one's message counts. */
const filters: readonly Filter[] = [skipDeleted, daemonSetPod, mirrorPod, localStorage, unmanaged]

/** Asks all filters about all pods. */
export async function selectPods(pods: readonly Pod[], question: Question): Promise<Selection> {
  const taken: Pod[] = []
  const warnings = new Map<string, string[]>()
  const errors = new Map<string, string[]>()
  for (const pod of pods) {
    const { isTaken, warning, error } = await verdictOn(pod, question)
    if (isTaken) taken.push(pod)
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`
    if (warning !== undefined) warnings.set(warning, [...(warnings.get(warning) ?? []), name])
    if (error !== undefined) errors.set(error, [...(errors.get(error) ?? []), name])
  }
  const lines = (messages: ReadonlyMap<string, string[]>) =>
    [...messages].map(([message, names]) => `${message}: ${names.join(', ')}`)
  return {
    pods: taken,
    warnings: lines(warnings).join('; '),
    errors: lines(errors).map((line) => `cannot delete ${line}`),
  }
}

async function verdictOn(pod: Pod, question: Question): Promise<Verdict> {
  let verdict = TAKE
  for (const filter of filters) {
    verdict = await filter(pod, question)
    if (!verdict.isTaken) break
  }
  return verdict
}

/** Whether the pod was to be gone longer ago than the user wants to wait for. */
export function isLongDeleted({ metadata }: Pod, seconds: number, now: number): boolean {
  const deletion = parseTime(metadata.deletionTimestamp)
  return seconds > 0 && deletion !== undefined && Math.trunc((now - deletion) / 1000) > seconds
}

function skipDeleted(pod: Pod, { permissions, now }: Question): Verdict {
  return isLongDeleted(pod, permissions.skipWaitForDeleteTimeout, now) ? LEAVE : TAKE
}

/** The pods of a daemon set would come back at once: it does not mind that a node is unschedulable. */
async function daemonSetPod(pod: Pod, { permissions, client }: Question): Promise<Verdict> {
  const controller = controllerOf(pod)
  if (controller?.kind !== 'DaemonSet' || isPodTerminal(pod)) return TAKE
  try {
    await client.get('DaemonSet', { namespace: pod.metadata.namespace ?? '', name: controller.name })
  } catch (error) {
    const message = messageOf(error)
    if (isNotFound(error) && permissions.force) return { isTaken: true, warning: message }
    return { isTaken: false, error: message }
  }
  if (!permissions.ignoreDaemonsets)
    return { isTaken: false, error: 'DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' }
  return { isTaken: false, warning: 'ignoring DaemonSet-managed Pods' }
}

function mirrorPod({ metadata }: Pod): Verdict {
  return isMirrorPod({ metadata }) ? LEAVE : TAKE
}

function localStorage(pod: Pod, { permissions }: Question): Verdict {
  const isLocal = pod.spec?.volumes?.some(({ emptyDir }) => emptyDir) ?? false
  if (!isLocal || isPodTerminal(pod)) return TAKE
  if (!permissions.deleteEmptydirData)
    return {
      isTaken: false,
      error: 'Pods with local storage (use --delete-emptydir-data to override)',
    }
  return { isTaken: true, warning: 'deleting Pods with local storage' }
}

function unmanaged(pod: Pod, { permissions }: Question): Verdict {
  if (isPodTerminal(pod) || controllerOf(pod) !== undefined) return TAKE
  if (permissions.force) return { isTaken: true, warning: 'deleting Pods that declare no controller' }
  // kubectl says "cannot delete" twice.
  return {
    isTaken: false,
    error: 'cannot delete Pods that declare no controller (use --force to override)',
  }
}
