/**
 * Which version of a config map or secret a container sees. A running container keeps the variables that it began with;
 * files follow a change at the next sync of the pod, which comes every minute from the pod's start on. Nothing is done
 * for that at those moments: when an object changes, its old version is kept together with who has it, and what is seen
 * is worked out when somebody looks.
 */
import { parseTime } from '../apimachinery/time.ts'
import { deepEqual } from '../base/json.ts'
import type { ConfigMap, ContainerStatus, Pod, Secret } from '../generated/types.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import type { FindSource, SourceKind } from './sources.ts'

/** So often a kubelet looks whether the files of its pods are up to date (syncFrequency of its configuration). */
export const SYNC_MS = 60_000

/** An object that has been replaced or deleted, and who had it then. */
interface Version {
  at: number
  object: ConfigMap | Secret
  /** Uids of pods whose volumes show it. */
  pods: readonly string[]
  /** Ids of containers that began with it. */
  containers: readonly string[]
}

/** Keeps the version of an object that has just been replaced or deleted, as long as somebody may still see it. */
export async function keepVersion(
  kind: SourceKind,
  previous: ConfigMap | Secret,
  pods: readonly Pod[],
  now: number,
  books: Bookkeeping,
): Promise<void> {
  const key = versionsKey(kind, previous.metadata)
  const kept = ((await books.get(key)) as Version[] | undefined) ?? []
  const { resourceVersion } = previous.metadata
  if (kept.some(({ object }) => object.metadata.resourceVersion === resourceVersion)) return
  const running = new Set(pods.flatMap(containerIds))
  const uids = pods.filter(isMounted).map(({ metadata }) => metadata.uid ?? '')
  const held = new Set(kept.flatMap(({ containers }) => containers))
  const containers = [...running].filter((id) => !held.has(id))
  const versions = [...kept, { at: now, object: previous, pods: uids, containers }]
    .map((version) => stillHeld(version, running, new Set(uids), now))
    .filter((version) => version.pods.length + version.containers.length > 0)
  if (versions.length > 0 || kept.length > 0) await books.set(key, versions.length > 0 ? versions : undefined)
}

/** Whether two states of an object hold the same. */
export function hasSameContent(a: ConfigMap | Secret, b: ConfigMap | Secret): boolean {
  const binary = (object: ConfigMap | Secret) => (object as ConfigMap).binaryData ?? {}
  return deepEqual(a.data ?? {}, b.data ?? {}) && deepEqual(binary(a), binary(b))
}

function stillHeld(version: Version, running: Set<string>, uids: Set<string>, now: number): Version {
  const isPast = version.at + SYNC_MS < now && !version.object.immutable
  return {
    ...version,
    pods: isPast ? [] : version.pods.filter((uid) => uids.has(uid)),
    containers: version.containers.filter((id) => running.has(id)),
  }
}

/** The objects as they were when the container began: for its variables, and for files mounted by subPath. */
export function sinceStart(pod: Pod, containerID: string, find: FindSource, books: Bookkeeping): FindSource {
  return async (kind, name) => {
    const versions = await versionsOf(kind, name, pod, books)
    return versions.find(({ containers }) => containers.includes(containerID))?.object ?? find(kind, name)
  }
}

/** The objects as the files of the pod's volumes show them. */
export function inFiles(pod: Pod, now: number, find: FindSource, books: Bookkeeping): FindSource {
  const start = parseTime(pod.status?.startTime) ?? now
  const synced = start + Math.floor((now - start) / SYNC_MS) * SYNC_MS
  return async (kind, name) => {
    const versions = await versionsOf(kind, name, pod, books)
    const shown = versions.filter(({ pods }) => pods.includes(pod.metadata.uid ?? ''))
    const lasting = shown.find(({ at, object }) => object.immutable || at >= synced)
    // What is gone stays in the files as it was last.
    return lasting?.object ?? (await find(kind, name)) ?? shown.at(-1)?.object
  }
}

async function versionsOf(
  kind: SourceKind,
  name: string,
  { metadata }: Pod,
  books: Bookkeeping,
): Promise<readonly Version[]> {
  const key = versionsKey(kind, { namespace: metadata.namespace ?? '', name })
  return ((await books.get(key)) as Version[] | undefined) ?? []
}

function versionsKey(kind: SourceKind, { namespace, name }: { namespace?: string; name?: string }): string {
  return `version/${kind}/${namespace}/${name}`
}

/** The kubelet mounts the volumes before the pod has its address. */
function isMounted({ status }: Pod): boolean {
  return Boolean(status?.podIP)
}

function containerIds({ status }: Pod): string[] {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = status ?? {}
  return [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].flatMap(
    ({ containerID, state }: ContainerStatus) => (containerID && state?.running ? [containerID] : []),
  )
}
