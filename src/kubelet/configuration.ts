/** Whether what a pod's containers are configured with is there; the kubelet does not start them before. */

import { parseTime } from '../apimachinery/time.ts'
import { dropData, volumePrefix } from '../container/data.ts'
import { environmentOf } from '../container/environment.ts'
import { ConfigurationError, hasSources, loadSources, newest, type SourceKind } from '../container/sources.ts'
import { hasSameContent, keepVersion, watchesFiles } from '../container/versions.ts'
import { hasFileVariables, loadVolumeTexts } from '../container/volume-texts.ts'
import { configurationFiles, type VolumeContext } from '../container/volumes.ts'
import type { ConfigMap, Container, Node, Pod, Secret } from '../generated/types.ts'
import type { Change, ReconcileContext, Watch } from '../runtime/reconciler.ts'
import { keyOf } from '../runtime/reconciler.ts'
import { noteChanged } from './network-changes.ts'

/** What is missing, if anything is. Worked out when asked for. */
export interface Configuration {
  /** Why the pod's volumes cannot be mounted, in the words of the kubelet's event. */
  mountProblem(): string | undefined
  /** Why a container cannot be created. */
  problem(container: Container): string | undefined
  /** Secrets for pulling images that are not there. */
  missingPullSecrets(): string[]
  /** Reads again what the pod's containers have written. */
  refresh(): Promise<void>
}

const COMPLETE: Configuration = {
  mountProblem: () => undefined,
  problem: () => undefined,
  missingPullSecrets: () => [],
  refresh: async () => undefined,
}

/** Reads what the pod refers to, as it is now. */
export async function readConfiguration(
  pod: Pod,
  node: Node,
  { client, clock, state }: Pick<ReconcileContext, 'client' | 'clock' | 'state'>,
): Promise<Configuration> {
  const hasFiles = hasFileVariables(pod)
  if (!hasSources(pod) && !hasFiles) return COMPLETE
  const now = clock.now()
  let files = await loadVolumeTexts(pod, now, state)
  const sources = await loadSources(pod, newest(pod, client))
  let mount: { problem: string | undefined } | undefined
  return {
    mountProblem() {
      mount ??= { problem: findMountProblem({ client, pod, node, sources, now }) }
      return mount.problem
    },
    problem: (container) =>
      problemOf(() => environmentOf(container, { pod, node, sources, files, services: new Map() })),
    missingPullSecrets: () =>
      (pod.spec?.imagePullSecrets ?? [])
        .map(({ name = '' }) => name)
        .filter((name) => sources.secret(name) === undefined),
    async refresh() {
      if (hasFiles) files = await loadVolumeTexts(pod, now, state)
    },
  }
}

function findMountProblem(context: VolumeContext): string | undefined {
  for (const volume of context.pod.spec?.volumes ?? []) {
    const problem = problemOf(() => configurationFiles(volume, context))
    if (problem !== undefined) return `MountVolume.SetUp failed for volume "${volume.name}" : ${problem}`
  }
  return undefined
}

function problemOf(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message
    throw error
  }
}

/** Pods that wait for an object go on when it comes or changes; those that have the old one keep it for a while. */
export const configurationWatches: readonly Watch[] = [
  { kind: 'ConfigMap', keys: (change, context) => podsOfSource('ConfigMap', change, context) },
  { kind: 'Secret', keys: (change, context) => podsOfSource('Secret', change, context) },
  { kind: 'PersistentVolume', keys: dropFilesOfDeleted },
]

/** What was on a persistent volume goes with it. */
async function dropFilesOfDeleted({ type, object }: Change, { state }: ReconcileContext): Promise<string[]> {
  if (type === 'deleted') await dropData(volumePrefix(object.metadata.name ?? ''), state)
  return []
}

async function podsOfSource(
  kind: SourceKind,
  { type, object, previous }: Change,
  { client, clock, state }: ReconcileContext,
): Promise<string[]> {
  const { namespace, name = '' } = object.metadata
  const pods = await client.lookup('Pod', kind.toLowerCase(), `${namespace}/${name}`)
  if (pods.length === 0) return []
  const [now, former] = [clock.now(), { kind, name: { namespace: namespace ?? '', name } }]
  const before = (type === 'deleted' ? object : previous) as ConfigMap | Secret | undefined
  const isHad = (pod: Pod) => isOlder(pod, object)
  if (type === 'added' && pods.some(isHad))
    await keepVersion({ ...former, previous: undefined, isHad }, pods, now, state)
  else if (before && (type === 'deleted' || !hasSameContent(before, object as ConfigMap | Secret)))
    await keepVersion({ ...former, previous: before }, pods, now, state)
  if (type === 'deleted') return []
  const telling = pods.filter((pod) => watchesFiles(pod, kind, name))
  for (const { metadata } of telling) await noteChanged(metadata, 'files', state)
  return [...new Set([...pods.filter(isWaiting), ...telling].map(keyOf))]
}

/** Whether the pod has begun without the object. */
function isOlder({ status }: Pod, { metadata }: Change['object']): boolean {
  const [start, made] = [parseTime(status?.startTime), parseTime(metadata.creationTimestamp)]
  return start !== undefined && made !== undefined && start < made
}

function isWaiting({ status }: Pod): boolean {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = status ?? {}
  return [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].some(
    ({ state }) => state?.waiting !== undefined,
  )
}
