/** A custom kind as the registry sees it, made out of its CustomResourceDefinition. */
import { notFound } from '../apimachinery/status-error.ts'
import type { CustomResourceDefinition } from '../generated/types.ts'
import { customDefinition } from './kinds/custom.ts'
import type { Kind } from './registry.ts'
import { inVersion, type ResourceInfo, type Verb } from './resource.ts'

const verbs: Verb[] = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']

/** The names, versions and subresources that a definition gives to its resource. The stored version comes first. */
export function customResource({ spec }: CustomResourceDefinition): ResourceInfo {
  const served = spec.versions.filter((version) => version.served)
  const stored = spec.versions.find((version) => version.storage) ?? served[0]
  const others = served.filter((version) => version !== stored)
  const { names, group } = spec
  return {
    group,
    version: stored?.name ?? '',
    versions: [...(stored?.served ? [stored] : []), ...others].map(({ name }) => name),
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    verbs,
    subresources: Object.keys(stored?.subresources ?? {}),
  }
}

/** All that is known of a custom kind, in one of its versions; in the stored one where none is named. Throws NotFound. */
export function customKind(crd: CustomResourceDefinition, version?: string): Kind {
  const stored = customResource(crd)
  const { group, plural, kind, versions } = stored
  const name = `${kind}.${group}`
  const storedVersion = stored.version
  if (version === undefined || version === storedVersion)
    return { name, resource: stored, definition: customDefinition(crd), storedVersion, custom: crd }
  if (!versions.includes(version)) throw notFound({ group, resource: plural }, '')
  const resource = inVersion(stored, version)
  const definition = customDefinition(crd, version)
  return { name: `${name}/${version}`, resource, definition, storedVersion, custom: crd }
}
