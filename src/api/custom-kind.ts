/** A custom kind as the registry sees it, made out of its CustomResourceDefinition. */
import { internalError, notFound } from '../apimachinery/status-error.ts'
import type { CustomResourceDefinition } from '../generated/types.ts'
import { compareVersions } from './custom/versions.ts'
import type { KindDefinition, VersionConversion } from './define-kind.ts'
import { customDefinition } from './kinds/custom.ts'
import type { Kind } from './registry.ts'
import { inVersion, type ResourceInfo, type Verb } from './resource.ts'

const verbs: Verb[] = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch']

/** The names, versions and subresources that a definition gives to its resource, in the version that kubectl prefers. */
export function customResource({ spec }: CustomResourceDefinition): ResourceInfo {
  const served = spec.versions
    .filter((version) => version.served)
    .sort((a, b) => compareVersions(a.name, b.name))
  const { names, group } = spec
  return {
    group,
    version: served[0]?.name ?? '',
    versions: served.map(({ name }) => name),
    kind: names.kind,
    plural: names.plural,
    singular: names.singular ?? names.kind.toLowerCase(),
    shortNames: names.shortNames ?? [],
    categories: names.categories ?? [],
    namespaced: spec.scope === 'Namespaced',
    verbs,
    subresources: Object.keys(served[0]?.subresources ?? {}),
  }
}

/** All that is known of a custom kind, in one of its versions; in the preferred one where none is named. Throws NotFound. */
export function customKind(crd: CustomResourceDefinition, asked?: string): Kind {
  const preferred = customResource(crd)
  const version = asked ?? preferred.version
  const { group, plural, kind, versions } = preferred
  if (!versions.includes(version) && asked !== undefined) throw notFound({ group, resource: plural }, '')
  const stored = crd.spec.versions.find(({ storage }) => storage)?.name ?? version
  const own = crd.spec.versions.find(({ name }) => name === version)
  const definition: KindDefinition = {
    ...customDefinition(crd, version),
    ...(crd.spec.conversion?.strategy === 'Webhook' && { conversions: webhookConversions(crd, stored) }),
  }
  return {
    name: version === preferred.version ? `${kind}.${group}` : `${kind}.${group}/${version}`,
    resource: { ...inVersion(preferred, version), subresources: Object.keys(own?.subresources ?? {}) },
    definition,
    storedVersion: stored,
    custom: crd,
  }
}

/** Nothing can be reached from here, so that conversion by a webhook fails as it does while the webhook is away. */
function webhookConversions(
  { spec }: CustomResourceDefinition,
  stored: string,
): Record<string, VersionConversion> {
  const fail = (from: string, to: string) => () => {
    const message = `conversion webhook for ${spec.group}/${from}, Kind=${spec.names.kind} failed: webhooks are not called, so that objects cannot be converted to ${spec.group}/${to}`
    throw internalError(new Error(message))
  }
  const others = spec.versions.filter(({ name }) => name !== stored)
  return Object.fromEntries(
    others.map(({ name }) => [name, { toStored: fail(name, stored), fromStored: fail(stored, name) }]),
  )
}
