/** What a container sees: its variables, and what is mounted into it. */

import type { ObjectReader } from '../api/describe-context.ts'
import { claimNames } from '../api/kinds/core/pod/indexes.ts'
import { parseTime } from '../apimachinery/time.ts'
import type {
  Container,
  ContainerStatus,
  Node,
  Pod,
  Service,
  Volume,
  VolumeMount,
} from '../generated/types.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import type { FilesFrom } from './configuration-volume.ts'
import { type DataKey, podPrefix, volumePrefix } from './data.ts'
import { environmentOf } from './environment.ts'
import { expand } from './expand.ts'
import { serviceVariables } from './service-variables.ts'
import { ConfigurationError, loadSources, newest } from './sources.ts'
import { fileChanges, inFiles, sinceStart } from './versions.ts'
import { loadVolumeTexts } from './volume-texts.ts'
import { configurationFiles, type VolumeContext, type VolumeFile } from './volumes.ts'

/** Something mounted at a path: files of the configuration, or data that is kept. */
export interface Mount {
  path: string
  readOnly: boolean
  /** The part of the volume that is mounted; '' for all of it. */
  subPath: string
  files?: readonly VolumeFile[]
  /** All files of the volume now, since when, and those that are to come. */
  course?: readonly FilesFrom[]
  data?: DataKey
}

/** A container that runs, and its surroundings. */
export interface ContainerView {
  pod: Pod
  container: Container
  node: Node | undefined
  environment: ReadonlyMap<string, string>
  mounts: readonly Mount[]
  /** Where its own files are kept. */
  own: DataKey
}

/** From what a container's surroundings are known. */
export interface ViewContext {
  client: ObjectReader
  books: Bookkeeping
  /** Cluster time, ms. */
  now: number
}

/** Looks at a container of a pod that is on a node. */
export async function viewContainer(
  pod: Pod,
  container: Container,
  { client, books, now }: ViewContext,
): Promise<ContainerView> {
  const node = await client.find('Node', { namespace: '', name: pod.spec?.nodeName ?? '' })
  const { containerID = '', state } = statusOf(pod, container.name) ?? {}
  const find = newest(pod, client)
  const atStart = await loadSources(pod, sinceStart(pod, containerID, find, books))
  const services = await servicesFor(pod, client)
  const texts = await loadVolumeTexts(pod, parseTime(state?.running?.startedAt) ?? now, books)
  const environment = environmentOf(container, { pod, node, sources: atStart, services, files: texts })
  const mounts: Mount[] = []
  for (const mount of container.volumeMounts ?? []) {
    const volume = pod.spec?.volumes?.find(({ name }) => name === mount.name)
    if (volume === undefined) continue
    const subPath = subPathOf(mount, environment)
    const first = configurationFiles(volume, { pod, node, sources: atStart, now, client })
    const course = first && subPath === '' ? await courseOf(volume, first) : undefined
    const files = course?.[0]?.files ?? first
    mounts.push({
      path: mount.mountPath,
      readOnly: files !== undefined || mount.readOnly === true,
      subPath,
      ...(files ? { files } : { data: await dataKeyOf(pod, volume, node, client) }),
      ...(course && { course }),
    })
  }
  async function courseOf(volume: Volume, first: readonly VolumeFile[]): Promise<FilesFrom[]> {
    const filesAt = async (at: number, otherwise: readonly VolumeFile[]) => {
      const sources = await loadSources(pod, inFiles(pod, at, find, books))
      return mounted(volume, { pod, node, sources, now: at, client }) ?? otherwise
    }
    const moments = await fileChanges(pod, volume, books)
    const began = moments.findLast((at) => at <= now) ?? parseTime(pod.status?.startTime) ?? now
    const course = [{ at: began, files: await filesAt(now, first) }]
    for (const at of moments.filter((each) => each > now)) {
      const { files } = course.at(-1)!
      const next = await filesAt(at, files)
      if (!areSame(next, files)) course.push({ at, files: next })
    }
    return course
  }
  const own = ownKey(pod.metadata, container.name, containerID)
  return { pod, container, node, environment, mounts, own }
}

/** Where the files of one run of a container are kept that are on none of its volumes. */
export function ownKey(pod: { namespace?: string; name?: string }, container: string, run: string): DataKey {
  return { key: `${podPrefix(pod)}container/${container}`, owner: run }
}

/** What is made only when it is read counts as new each time. */
function areSame(a: readonly VolumeFile[], b: readonly VolumeFile[]): boolean {
  const isSame = ({ path, mode, data }: VolumeFile, other: VolumeFile | undefined) =>
    path === other?.path &&
    mode === other.mode &&
    Buffer.isBuffer(data) &&
    Buffer.isBuffer(other.data) &&
    data.equals(other.data)
  return a.length === b.length && a.every((file, index) => isSame(file, b[index]))
}

/** The files; undefined where something is missing by now: then those stay that are there. */
function mounted(volume: Volume, context: VolumeContext): VolumeFile[] | undefined {
  try {
    return configurationFiles(volume, context)
  } catch (error) {
    if (error instanceof ConfigurationError) return undefined
    throw error
  }
}

/** Where the data is kept that a container has mounted, its configuration aside. */
export async function dataOf(pod: Pod, container: Container, client: ObjectReader): Promise<DataKey[]> {
  const node = await client.find('Node', { namespace: '', name: pod.spec?.nodeName ?? '' })
  const names = new Set((container.volumeMounts ?? []).map(({ name }) => name))
  const volumes = (pod.spec?.volumes ?? []).filter(
    ({ name, configMap, secret, downwardAPI, projected }) =>
      names.has(name) && !(configMap || secret || downwardAPI || projected),
  )
  return Promise.all(volumes.map((volume) => dataKeyOf(pod, volume, node, client)))
}

/** The status of a container of any kind. */
export function statusOf({ status }: Pod, container: string): ContainerStatus | undefined {
  const { initContainerStatuses = [], containerStatuses = [], ephemeralContainerStatuses = [] } = status ?? {}
  const all = [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses]
  return all.find(({ name }) => name === container)
}

/** The service of the API always; those of the namespace unless enableServiceLinks says otherwise (getServiceEnvVarMap). */
async function servicesFor({ metadata, spec }: Pod, client: ObjectReader): Promise<Map<string, string>> {
  const api = await client.find('Service', { namespace: 'default', name: 'kubernetes' })
  const own: Service[] =
    spec?.enableServiceLinks === false
      ? []
      : (await client.list('Service', { namespace: metadata.namespace ?? '' })).items
  const others = own.filter((service) => service.metadata.uid !== api?.metadata.uid)
  return serviceVariables([...(api ? [api] : []), ...others])
}

function subPathOf({ subPath, subPathExpr }: VolumeMount, environment: ReadonlyMap<string, string>): string {
  return subPath ?? (subPathExpr === undefined ? '' : expand(subPathExpr, (name) => environment.get(name)))
}

/** Files on a claim's volume outlive pods, those of the node's path stay with the node, all others go with the pod. */
async function dataKeyOf(
  pod: Pod,
  volume: Volume,
  node: Node | undefined,
  client: ObjectReader,
): Promise<DataKey> {
  const { hostPath, persistentVolumeClaim, ephemeral, name } = volume
  const owner = pod.metadata.uid ?? ''
  if (hostPath)
    return { key: `node/${node?.metadata.name}/${hostPath.path}`, owner: node?.metadata.uid ?? '' }
  if (persistentVolumeClaim || ephemeral) {
    const [claimName = ''] = claimNames(pod, { containers: [], volumes: [volume] })
    const { namespace = '' } = pod.metadata
    const claim = await client.find('PersistentVolumeClaim', { namespace, name: claimName })
    const volumeName = claim?.spec?.volumeName
    const bound = volumeName && (await client.find('PersistentVolume', { namespace: '', name: volumeName }))
    if (bound) return { key: `${volumePrefix(volumeName)}files`, owner: bound.metadata.uid ?? '' }
  }
  return { key: `${podPrefix(pod.metadata)}volume/${name}`, owner }
}
