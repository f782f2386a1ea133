/** The config maps and secrets that a pod refers to, read once so that what follows from them can be worked out. */

import type { ObjectReader } from '../api/describe-context.ts'
import { references } from '../api/kinds/core/pod/indexes.ts'
import type { ConfigMap, Pod, Secret } from '../generated/types.ts'

/** What stands in config maps and secrets of the pod's namespace; undefined where there is no such object. */
export interface Sources {
  configMap(name: string): Keyed | undefined
  secret(name: string): Keyed | undefined
}

/** The values of an object by their keys, as bytes. */
export type Keyed = ReadonlyMap<string, Buffer>

/** The kinds of objects that hold configuration. */
export type SourceKind = 'ConfigMap' | 'Secret'

/** Gives the object that a pod sees, which need not be the newest one. */
export type FindSource = (kind: SourceKind, name: string) => Promise<ConfigMap | Secret | undefined>

/** Something that a container needs is not there; the message is the kubelet's. */
export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
}

/** Whether the pod refers to any config map or secret. */
export function hasSources({ spec }: Pod): boolean {
  if (spec === undefined) return false
  const { configMaps, secrets } = references(spec)
  return configMaps.size + secrets.size > 0
}

/** The objects as they are now. */
export function newest({ metadata }: Pod, client: ObjectReader): FindSource {
  return (kind, name) => client.find(kind, { namespace: metadata.namespace ?? '', name })
}

/** Reads all that the pod refers to. */
export async function loadSources({ spec }: Pod, find: FindSource): Promise<Sources> {
  const { configMaps, secrets } = spec ? references(spec) : { configMaps: [], secrets: [] }
  const load = async (kind: SourceKind, names: Iterable<string>) => {
    const found = new Map<string, Keyed>()
    for (const name of names) {
      const object = await find(kind, name)
      if (object) found.set(name, valuesOf(kind, object))
    }
    return found
  }
  const loaded = { configMap: await load('ConfigMap', configMaps), secret: await load('Secret', secrets) }
  return { configMap: (name) => loaded.configMap.get(name), secret: (name) => loaded.secret.get(name) }
}

/** Keys in order: text and binary ones of a config map, the decoded ones of a secret. */
function valuesOf(kind: SourceKind, object: ConfigMap | Secret): Keyed {
  const decoded = (values: Readonly<Record<string, string>> = {}, encoding: BufferEncoding) =>
    Object.entries(values).map(([key, value]): [string, Buffer] => [key, Buffer.from(value, encoding)])
  const entries =
    kind === 'Secret'
      ? decoded(object.data, 'base64')
      : [...decoded(object.data, 'utf8'), ...decoded((object as ConfigMap).binaryData, 'base64')]
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
