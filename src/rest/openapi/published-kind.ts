/** What the documents say of one kind in one version: its schemas and how requests reach its objects. */
import { METRICS_GROUP } from '../../api/kinds/metrics/resources.ts'
import { kindName, type Registry } from '../../api/registry.ts'
import { type GroupVersionKind, inVersion, type ResourceInfo } from '../../api/resource.ts'
import { customSchema } from '../../api/schema/custom-schema.ts'
import { type ServedSubresource, servedResources } from '../../generated/resources.ts'
import { customModelName, customSchemas, type ModelNames } from './custom-schemas.ts'
import { modelOfKind } from './models.ts'
import type { SchemaObject } from './schema-object.ts'

/** A kind in one of its versions. */
export interface PublishedKind extends ModelNames {
  /** In the version of the document. */
  resource: ResourceInfo
  subresources: readonly ServedSubresource[]
  /** Custom kinds know no strategic merge patches. */
  isCustom: boolean
  /** The schemas that only this kind has; those of built-in kinds are found by their names. */
  schemas: Readonly<Record<string, SchemaObject>>
}

/** All that is said of the resource in one of the versions in which it is served. */
export async function publishedKind(
  found: ResourceInfo,
  version: string,
  registry: Registry,
): Promise<PublishedKind> {
  const resource = inVersion(found, version)
  const model = modelOfKind(resource)?.name
  if (model !== undefined) return builtInKind(resource, model)
  if (resource.group === METRICS_GROUP) return metricsKind(resource)
  const { custom, resource: served } = await registry.load(kindName(resource))
  const listKind = custom?.spec.names.listKind ?? `${resource.kind}List`
  const names = namesOf({ ...resource, listKind })
  return {
    ...names,
    resource,
    isCustom: true,
    subresources: served.subresources.map((name) => customSubresource(name, resource)),
    schemas: customSchemas(names, { ...resource, listKind }, custom && customSchema(custom, version)),
  }
}

function builtInKind(resource: ResourceInfo, model: string): PublishedKind {
  const { group, version, plural } = resource
  const served = servedResources.find(
    (each) => each.group === group && each.version === version && each.plural === plural,
  )
  return {
    resource,
    model,
    listModel: `${model}List`,
    isCustom: false,
    subresources: served?.subresources ?? [],
    schemas: {},
  }
}

async function metricsKind(resource: ResourceInfo): Promise<PublishedKind> {
  const { metricsSchemas } = await import('../../api/kinds/metrics/schemas.ts')
  const prefix = `io.k8s.metrics.pkg.apis.metrics.${resource.version}`
  const listKind = `${resource.kind}List`
  const names = { model: `${prefix}.${resource.kind}`, listModel: `${prefix}.${listKind}` }
  return {
    ...names,
    resource,
    isCustom: true,
    subresources: [],
    schemas: customSchemas(names, { ...resource, listKind }, metricsSchemas[resource.kind]),
  }
}

function namesOf({ listKind, ...gvk }: GroupVersionKind & { listKind: string }): ModelNames {
  return { model: customModelName(gvk), listModel: customModelName({ ...gvk, kind: listKind }) }
}

function customSubresource(name: string, { group, version, kind }: GroupVersionKind): ServedSubresource {
  const verbs = ['get', 'patch', 'update']
  return name === 'scale'
    ? { name, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs }
    : { name, group, version, kind, verbs }
}
