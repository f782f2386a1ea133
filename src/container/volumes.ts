/** The files of volumes that hold configuration: config maps, secrets, the downward API, and what projects them. */
import type { ObjectReader } from '../api/describe-context.ts'
import type {
  ConfigMapProjection,
  DownwardAPIVolumeFile,
  KeyToPath,
  Node,
  Pod,
  SecretProjection,
  Volume,
  VolumeProjection,
} from '../generated/types.ts'
import { podField, resourceField } from './downward.ts'
import { ConfigurationError, type Keyed, type Sources } from './sources.ts'

/** A file of a volume; the path is relative to the volume. */
export interface VolumeFile {
  path: string
  /** A function where it takes work to make it, which is done when somebody reads it. */
  data: Buffer | (() => Promise<Buffer>)
  mode: number
}

/** What the files of volumes are made of. */
export interface VolumeContext {
  client: ObjectReader
  pod: Pod
  node: Node | undefined
  sources: Sources
  /** Cluster time, ms. */
  now: number
}

const DEFAULT_MODE = 0o644

/** The files, in the order of their sources; undefined for volumes of other kinds. Throws ConfigurationError. */
export function configurationFiles(volume: Volume, context: VolumeContext): VolumeFile[] | undefined {
  const { configMap, secret, downwardAPI, projected } = volume
  if (configMap) return keyFiles(CONFIG_MAP, configMap, configMap.defaultMode, context)
  if (secret) {
    const { secretName: name = '', items, optional, defaultMode } = secret
    const source = { name, ...(items && { items }), ...(optional !== undefined && { optional }) }
    return keyFiles(SECRET, source, defaultMode, context)
  }
  if (downwardAPI) return downwardFiles(downwardAPI.items, downwardAPI.defaultMode, context)
  return projected && projectedFiles(projected.sources ?? [], projected.defaultMode, context)
}

interface KeySource {
  read(sources: Sources, name: string): Keyed | undefined
  notFound(name: string): string
  noKey(key: string): string
}

const CONFIG_MAP: KeySource = {
  read: (sources, name) => sources.configMap(name),
  notFound: (name) => `configmap "${name}" not found`,
  noKey: (key) => `configmap references non-existent config key: ${key}`,
}

const SECRET: KeySource = {
  read: (sources, name) => sources.secret(name),
  notFound: (name) => `secret "${name}" not found`,
  noKey: (key) => `references non-existent secret key: ${key}`,
}

/** As MakePayload of pkg/volume/configmap and pkg/volume/secret. */
function keyFiles(
  kind: KeySource,
  { name = '', items, optional }: ConfigMapProjection | SecretProjection,
  defaultMode = DEFAULT_MODE,
  { sources }: VolumeContext,
): VolumeFile[] {
  const values = kind.read(sources, name)
  if (values === undefined && !optional) throw new ConfigurationError(kind.notFound(name))
  if (!items?.length) return [...(values ?? [])].map(([path, data]) => ({ path, data, mode: defaultMode }))
  return items.flatMap(({ key, path, mode = defaultMode }: KeyToPath) => {
    const data = values?.get(key)
    if (data !== undefined) return [{ path, data, mode }]
    if (optional) return []
    throw new ConfigurationError(kind.noKey(key))
  })
}

function downwardFiles(
  items: readonly DownwardAPIVolumeFile[] = [],
  defaultMode = DEFAULT_MODE,
  { pod, node }: VolumeContext,
): VolumeFile[] {
  return items.map(({ path, mode = defaultMode, fieldRef, resourceFieldRef }) => {
    const { containerName } = resourceFieldRef ?? {}
    const container = pod.spec?.containers.find(({ name }) => name === containerName)
    const text = fieldRef
      ? podField(pod, fieldRef.fieldPath)
      : resourceFieldRef && container && resourceField(resourceFieldRef, container, node)
    return { path, mode, data: Buffer.from(text ?? '') }
  })
}

/** What is wrong with several sources is told together, as Go's aggregates are. */
function projectedFiles(
  projections: readonly VolumeProjection[],
  mode: number | undefined,
  context: VolumeContext,
): VolumeFile[] {
  const problems = new Set<string>()
  const files = projections.flatMap((projection) => {
    try {
      return filesOf(projection, mode, context)
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      problems.add(error.message)
      return []
    }
  })
  if (problems.size === 0) return files
  const [first = ''] = problems
  throw new ConfigurationError(problems.size === 1 ? first : `[${[...problems].join(', ')}]`)
}

function filesOf(
  { configMap, secret, downwardAPI, serviceAccountToken }: VolumeProjection,
  mode: number | undefined,
  context: VolumeContext,
): VolumeFile[] {
  if (configMap) return keyFiles(CONFIG_MAP, configMap, mode, context)
  if (secret) return keyFiles(SECRET, secret, mode, context)
  if (downwardAPI) return downwardFiles(downwardAPI.items, mode, context)
  if (!serviceAccountToken) return []
  const data = async () => {
    const { accountToken } = await import('./token.ts')
    return Buffer.from(await accountToken(serviceAccountToken, context, context.client))
  }
  return [{ path: serviceAccountToken.path, data, mode: mode ?? DEFAULT_MODE }]
}
