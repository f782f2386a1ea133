/** What the API says of itself: versions, groups, resources, health. Source: transcripts of kube-apiserver. */
import type { Registry } from '../api/registry.ts'
import type { ResourceInfo } from '../api/resource.ts'
import { formatApiVersion } from '../apimachinery/object.ts'
import { noSuchResource } from '../apimachinery/status-error.ts'
import { SERVER } from '../apimachinery/version-info.ts'
import { servedResources } from '../generated/resources.ts'

/** The answer as text, or as an object that is written as JSON. Throws NotFound for a path that leads to nothing. */
export async function discover(segments: readonly string[], registry: Registry): Promise<string | object> {
  const [root = '', ...below] = segments
  if (['healthz', 'livez', 'readyz'].includes(root)) return 'ok'
  const resources = await registry.resources()
  if (segments.length === 0) return { paths: pathsOf(resources) }
  // The version stands indented, as its handler writes it.
  if (root === 'version' && below.length === 0) return JSON.stringify(SERVER, undefined, 2)
  if (root === 'api' && below.length === 0) return coreVersions()
  if (root === 'api' && below.length === 1) return resourceList(resources, '', below[0]!)
  if (root === 'apis' && below.length === 0) return groupList(resources)
  if (root === 'apis' && below.length === 1) return { ...GROUP, ...groupOf(resources, below[0]!) }
  if (root === 'apis' && below.length === 2) return resourceList(resources, below[0]!, below[1]!)
  throw noSuchResource()
}

/** Whether there is such a version of such a group ('' for the core). */
export async function isServedVersion(group: string, version: string, registry: Registry): Promise<boolean> {
  const resources = await registry.resources()
  return resources.some((each) => each.group === group && each.versions.includes(version))
}

const GROUP = { kind: 'APIGroup', apiVersion: 'v1' }

function coreVersions(): object {
  const serverAddress = 'localhost'
  return {
    kind: 'APIVersions',
    versions: ['v1'],
    serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress }],
  }
}

function groupList(resources: readonly ResourceInfo[]): object {
  const names = [...new Set(resources.map(({ group }) => group))].filter((group) => group !== '')
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: names.map((name) => groupOf(resources, name)) }
}

function groupOf(resources: readonly ResourceInfo[], name: string): object {
  const versions = versionsOf(resources, name).map((version) => ({
    groupVersion: formatApiVersion(name, version),
    version,
  }))
  if (versions.length === 0) throw noSuchResource()
  return { name, versions, preferredVersion: versions[0] }
}

function versionsOf(resources: readonly ResourceInfo[], name: string): string[] {
  const inGroup = resources.filter(({ group }) => group === name)
  return [...new Set(inGroup.flatMap(({ versions }) => versions))]
}

function resourceList(resources: readonly ResourceInfo[], group: string, version: string): object {
  const served = resources.filter((each) => each.group === group && each.versions.includes(version))
  if (served.length === 0) throw noSuchResource()
  return {
    kind: 'APIResourceList',
    ...(group !== '' && { apiVersion: 'v1' }),
    groupVersion: formatApiVersion(group, version),
    resources: served.flatMap((resource) => [entryOf(resource), ...subresourcesOf(resource, version)]),
  }
}

function entryOf({
  plural,
  singular,
  namespaced,
  kind,
  verbs,
  shortNames,
  categories,
}: ResourceInfo): object {
  return {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
  }
}

/** What a path below an object is about, and what can be done there. */
export interface Subresource {
  name: string
  group: string
  version: string
  kind: string
  verbs: readonly string[]
}

/** The subresource of that name; undefined where the kind has none. */
export function servedSubresource(resource: ResourceInfo, name: string): Subresource | undefined {
  return servedSubresources(resource, resource.version).find((each) => each.name === name)
}

/** Those of custom kinds are what any kind can have. */
function servedSubresources(resource: ResourceInfo, version: string): readonly Subresource[] {
  const { group, plural, kind } = resource
  const built = servedResources.find(
    (each) => each.group === group && each.version === version && each.plural === plural,
  )
  const verbs = ['get', 'patch', 'update']
  return (
    built?.subresources ??
    resource.subresources.map((name) =>
      name === 'scale'
        ? { name, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs }
        : { name, group, version, kind, verbs },
    )
  )
}

function subresourcesOf(resource: ResourceInfo, version: string): object[] {
  const { group, plural, namespaced } = resource
  return servedSubresources(resource, version).map((each) => ({
    name: `${plural}/${each.name}`,
    singularName: '',
    namespaced,
    ...((each.group !== group || each.version !== version) && { group: each.group, version: each.version }),
    kind: each.kind,
    verbs: each.verbs,
  }))
}

/** All of a root (`api` or `apis`) in one document (apidiscovery.k8s.io/v2). */
export function aggregatedDiscovery(root: 'api' | 'apis', resources: readonly ResourceInfo[]): object {
  const groups = [...new Set(resources.map(({ group }) => group))]
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: groups
      .filter((group) => (group === '') === (root === 'api'))
      .map((group) => ({
        metadata: { ...(group !== '' && { name: group }), creationTimestamp: null },
        versions: versionsOf(resources, group).map((version) => aggregatedVersion(resources, group, version)),
      })),
  }
}

function aggregatedVersion(resources: readonly ResourceInfo[], group: string, version: string): object {
  const served = resources.filter((each) => each.group === group && each.versions.includes(version))
  return {
    version,
    resources: served.map((resource) => aggregatedResource(resource, version)),
    freshness: 'Current',
  }
}

function aggregatedResource(resource: ResourceInfo, version: string): object {
  const { group, plural, kind, namespaced, singular, verbs, shortNames, categories } = resource
  const subresources = servedSubresources(resource, version).map((each) => ({
    subresource: each.name,
    responseKind: { group: each.group, version: each.version, kind: each.kind },
    verbs: each.verbs,
  }))
  return {
    resource: plural,
    responseKind: { group, version, kind },
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs,
    ...(shortNames.length > 0 && { shortNames }),
    ...(categories.length > 0 && { categories }),
    ...(subresources.length > 0 && { subresources }),
  }
}

function groupPaths(resources: readonly ResourceInfo[]): string[] {
  const groups = [...new Set(resources.map(({ group }) => group))].filter((group) => group !== '').sort()
  return groups.flatMap((group) => [
    `/apis/${group}`,
    ...versionsOf(resources, group).map((version) => `/apis/${group}/${version}`),
  ])
}

function pathsOf(resources: readonly ResourceInfo[]): string[] {
  const others = ['/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version']
  return ['/api', '/api/v1', '/apis', '/apis/', ...groupPaths(resources), ...others]
}
