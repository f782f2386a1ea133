/** The OpenAPI v3 document of one version of a group, made when it is asked for. */
import type { Registry } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import { SERVER } from '../../apimachinery/version-info.ts'
import { addBuiltIn } from './built-in-schemas.ts'
import { basePath, discoveryPath, operationScope, type Paths, pathsOf, tagOf } from './paths.ts'
import { type PublishedKind, publishedKind } from './published-kind.ts'
import { references, type SchemaObject } from './schema-object.ts'

/** An OpenAPI v3 document. */
export interface OpenApiDocument {
  openapi: string
  info: { title: string; version: string }
  paths: Paths
  components: { schemas: Record<string, SchemaObject>; securitySchemes: Record<string, object> }
}

/** Clients say in a header who they are. */
export const BEARER_TOKEN = {
  BearerToken: {
    description: 'Bearer Token authentication',
    in: 'header',
    name: 'authorization',
    type: 'apiKey',
  },
} as const

/** What the document is of. */
export const INFO = { title: 'Kubernetes', version: SERVER.gitVersion }

/**
 * The document behind /openapi/v3/…: `['api', 'v1']`, `['apis', 'apps', 'v1']`, custom groups too, and those of
 * discovery: `['api']`, `['apis']`, `['apis', 'apps']`. Undefined where there is none.
 */
export async function openApiDocument(
  segments: readonly string[],
  registry: Registry,
): Promise<OpenApiDocument | undefined> {
  const [root, ...below] = segments
  const [group, version, ...more] = root === 'api' ? ['', ...below] : below
  if ((root !== 'api' && root !== 'apis') || more.length > 0) return undefined
  if (version === undefined) return discoveryDocument(root, group, await registry.resources())
  const kinds = await publishedKinds({ group: group ?? '', version }, registry)
  return kinds.length === 0 ? undefined : documentOf(versionPaths(kinds), kinds)
}

/** All kinds that are served in a version of a group. */
export async function publishedKinds(
  { group, version }: { group: string; version: string },
  registry: Registry,
): Promise<PublishedKind[]> {
  const served = (await registry.resources()).filter(
    (resource) => resource.group === group && resource.versions.includes(version),
  )
  return Promise.all(served.map((resource) => publishedKind(resource, version, registry)))
}

/** The paths of a version of a group: of its discovery, and of its kinds. */
export function versionPaths(kinds: readonly PublishedKind[]): Paths {
  const [first] = kinds
  if (first === undefined) return {}
  const { resource } = first
  const path = `${basePath(resource)}/`
  const id = `get${operationScope(resource)}APIResources`
  return Object.assign(
    discoveryPath(path, 'available resources', id, tagOf(resource), 'APIResourceList'),
    ...kinds.map(pathsOf),
  )
}

/** The schemas that paths refer to and those of the kinds, with all that they refer to. */
export function schemasOf(paths: Paths, kinds: readonly PublishedKind[]): Record<string, SchemaObject> {
  const own: Record<string, SchemaObject> = Object.assign({}, ...kinds.map(({ schemas }) => schemas))
  const schemas = { ...own }
  addBuiltIn(schemas, ['io.k8s.apimachinery.pkg.apis.meta.v1.WatchEvent', ...references([own, paths])])
  return sorted(schemas)
}

function documentOf(paths: Paths, kinds: readonly PublishedKind[]): OpenApiDocument {
  return {
    openapi: '3.0.0',
    info: INFO,
    paths: sorted(paths),
    components: { schemas: schemasOf(paths, kinds), securitySchemes: BEARER_TOKEN },
  }
}

/** What there is at the paths that tell of groups and versions; custom groups have no such document. */
function discoveryDocument(
  root: 'api' | 'apis',
  group: string | undefined,
  resources: readonly ResourceInfo[],
): OpenApiDocument | undefined {
  if (root === 'api')
    return documentOf(
      discoveryPath('/api/', 'available API versions', 'getCoreAPIVersions', 'core', 'APIVersions'),
      [],
    )
  if (group === undefined)
    return documentOf(
      discoveryPath('/apis/', 'available API versions', 'getAPIVersions', 'apis', 'APIGroupList'),
      [],
    )
  if (!resources.some((resource) => resource.group === group)) return undefined
  const gv = { group, version: '' }
  const id = `get${operationScope(gv)}APIGroup`
  return documentOf(discoveryPath(`/apis/${group}/`, 'information of a group', id, tagOf(gv), 'APIGroup'), [])
}

function sorted<T>(record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))
}
