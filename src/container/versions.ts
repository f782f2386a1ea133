/**
 * Which version of a config map or secret a container sees. A running container keeps the variables that it began with;
 * files follow a change at the next sync of the pod, which comes every minute from the pod's start on. Nothing is done
 * for that at those moments: when an object changes, its old version is kept together with who has it, and what is seen
 * is worked out when somebody looks.
 */
import { references } from '../api/kinds/core/pod/indexes.ts'
import { parseTime } from '../apimachinery/time.ts'
import { deepEqual } from '../base/json.ts'
import type { ConfigMap, ContainerStatus, Pod, Secret, Volume } from '../generated/types.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import { isScripted } from './script.ts'
import type { FindSource, SourceKind } from './sources.ts'

/** So often a kubelet looks whether the files of its pods are up to date (syncFrequency of its configuration). */
export const SYNC_MS = 60_000

/** An object that has been replaced or deleted, and who had it then. */
interface Version {
  at: number
  /** Undefined: there was none, and nobody minded. */
  object?: ConfigMap | Secret
  /** Uids of pods whose volumes show it. */
  pods: readonly string[]
  /** Ids of containers that began with it. */
  containers: readonly string[]
}

/** So many are kept for the scripts that have seen them. */
const MOST_VERSIONS = 100

/** What has just been replaced or deleted; without a state before, that there was no object. */
export interface Former {
  kind: SourceKind
  name: { namespace?: string; name?: string }
  previous: ConfigMap | Secret | undefined
  /** Whether a pod had it; all of them where this is left out. */
  isHad?(pod: Pod): boolean
}

/** Keeps the former version of an object as long as somebody may still see it; scripts are told again with all they have seen. */
export async function keepVersion(
  { kind, name, previous, isHad = () => true }: Former,
  pods: readonly Pod[],
  now: number,
  books: Bookkeeping,
): Promise<void> {
  const key = versionsKey(kind, name)
  const kept = ((await books.get(key)) as Version[] | undefined) ?? []
  const version = previous?.metadata.resourceVersion
  if (kept.some(({ object }) => object?.metadata.resourceVersion === version)) return
  const mounted = pods.filter(isMounted)
  const had = pods.filter(isHad)
  const seen: Seen = {
    now,
    running: new Set(pods.flatMap(containerIds)),
    pods: new Set(mounted.map(uidOf)),
    scripted: new Set(mounted.filter(hasScript).map(uidOf)),
  }
  const held = new Set(kept.flatMap(({ containers }) => containers))
  const latest: Version = {
    at: now,
    pods: had.filter(isMounted).map(uidOf),
    containers: had.flatMap(containerIds).filter((id) => !held.has(id)),
    ...(previous && { object: previous }),
  }
  const versions = [...kept, latest]
    .map((each) => stillHeld(each, seen))
    .filter((each) => each.pods.length + each.containers.length > 0)
    .slice(-MOST_VERSIONS)
  if (versions.length > 0 || kept.length > 0) await books.set(key, versions.length > 0 ? versions : undefined)
}

/** Whether the pod shows a config map or secret in a volume, and runs a script that may look at it. */
export function watchesFiles(pod: Pod, kind: SourceKind, name: string): boolean {
  if (!isMounted(pod) || !hasScript(pod)) return false
  const { configMaps, secrets } = references({ containers: [], volumes: pod.spec?.volumes ?? [] })
  return (kind === 'ConfigMap' ? configMaps : secrets).has(name)
}

/** Whether two states of an object hold the same. */
export function hasSameContent(a: ConfigMap | Secret, b: ConfigMap | Secret): boolean {
  const binary = (object: ConfigMap | Secret) => (object as ConfigMap).binaryData ?? {}
  return deepEqual(a.data ?? {}, b.data ?? {}) && deepEqual(binary(a), binary(b))
}

/** Who sees what at the moment: ids of containers that run, uids of pods that have their volumes, of those with scripts. */
interface Seen {
  now: number
  running: ReadonlySet<string>
  pods: ReadonlySet<string>
  scripted: ReadonlySet<string>
}

function stillHeld(version: Version, { now, running, pods, scripted }: Seen): Version {
  const isPast = version.at + SYNC_MS < now && !version.object?.immutable
  return {
    ...version,
    pods: version.pods.filter((uid) => (isPast ? scripted : pods).has(uid)),
    containers: version.containers.filter((id) => running.has(id)),
  }
}

/** The objects as they were when the container began: for its variables, and for files mounted by subPath. */
export function sinceStart(pod: Pod, containerID: string, find: FindSource, books: Bookkeeping): FindSource {
  return async (kind, name) => {
    const versions = await versionsOf(kind, name, pod, books)
    const version = versions.find(({ containers }) => containers.includes(containerID))
    return version ? version.object : find(kind, name)
  }
}

/** The objects as the files of the pod's volumes show them. */
export function inFiles(pod: Pod, now: number, find: FindSource, books: Bookkeeping): FindSource {
  const start = parseTime(pod.status?.startTime) ?? now
  const synced = start + Math.floor((now - start) / SYNC_MS) * SYNC_MS
  return async (kind, name) => {
    const shown = await versionsShown(kind, name, pod, books)
    const lasting = shown.find(({ at, object }) => object?.immutable || at >= synced)
    if (lasting) return lasting.object
    // What is gone stays in the files as it was last.
    return (await find(kind, name)) ?? shown.at(-1)?.object
  }
}

/** The moments (ms) at which the files of a volume change for what is known now, in order; some may lie ahead. */
export async function fileChanges(pod: Pod, volume: Volume, books: Bookkeeping): Promise<number[]> {
  const start = parseTime(pod.status?.startTime)
  if (start === undefined) return []
  const { configMaps, secrets } = references({ containers: [], volumes: [volume] })
  const moments = new Set<number>()
  const add = async (kind: SourceKind, names: Iterable<string>) => {
    for (const name of names)
      for (const { at, object } of await versionsShown(kind, name, pod, books))
        if (!object?.immutable) moments.add(start + (Math.floor((at - start) / SYNC_MS) + 1) * SYNC_MS)
  }
  await add('ConfigMap', configMaps)
  await add('Secret', secrets)
  return [...moments].sort((a, b) => a - b)
}

async function versionsShown(
  kind: SourceKind,
  name: string,
  pod: Pod,
  books: Bookkeeping,
): Promise<Version[]> {
  const versions = await versionsOf(kind, name, pod, books)
  return versions.filter(({ pods }) => pods.includes(uidOf(pod)))
}

async function versionsOf(
  kind: SourceKind,
  name: string,
  { metadata }: Pod,
  books: Bookkeeping,
): Promise<Version[]> {
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

function uidOf({ metadata }: Pod): string {
  return metadata.uid ?? ''
}

function hasScript({ spec }: Pod): boolean {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])].some(isScripted)
}

function containerIds({ status }: Pod): string[] {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = status ?? {}
  return [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].flatMap(
    ({ containerID, state }: ContainerStatus) => (containerID && state?.running ? [containerID] : []),
  )
}
