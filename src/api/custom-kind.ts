/** A custom kind as the registry sees it, made out of its CustomResourceDefinition. */
import type { CustomResourceDefinition } from '../generated/types.ts'
import { customDefinition } from './kinds/custom.ts'
import type { Kind } from './registry.ts'
import type { ResourceInfo, Verb } from './resource.ts'

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

/** All that is known of a custom kind. */
export function customKind(crd: CustomResourceDefinition): Kind {
  const resource = customResource(crd)
  return {
    name: `${resource.kind}.${resource.group}`,
    resource,
    definition: customDefinition(crd),
    custom: crd,
  }
}
