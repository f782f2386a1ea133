/** Which OpenAPI v3 documents there are: the body of GET /openapi/v3. */
import { createHash } from 'node:crypto'
import { builtInResources } from '../../api/built-in-resources.ts'
import { kindName, type Registry } from '../../api/registry.ts'
import { inVersion, type ResourceInfo } from '../../api/resource.ts'

/** Where a document is. Its hash changes with what it says, so that clients may keep it for as long as they like. */
interface DocumentReference {
  serverRelativeURL: string
}

/** Changes when the documents say the same in another way, so that no client takes those that it keeps for the new ones. */
const EDITION = 1

/** The documents by their paths: `{ 'apis/apps/v1': { serverRelativeURL: '/openapi/v3/apis/apps/v1?hash=…' } }`. */
export async function openApiPaths(
  registry: Registry,
): Promise<{ paths: Record<string, DocumentReference> }> {
  const resources = await registry.resources()
  const paths: Record<string, DocumentReference> = {}
  for (const path of ['api', 'apis']) paths[path] = reference(path, '')
  for (const [path, served] of byGroupVersion(resources)) {
    const group = path.split('/').slice(0, 2).join('/')
    if (group !== 'api/v1') paths[group] ??= reference(group, '')
    paths[path] = reference(path, await contentOf(served, registry))
  }
  return { paths }
}

function byGroupVersion(resources: readonly ResourceInfo[]): Map<string, ResourceInfo[]> {
  const served = new Map<string, ResourceInfo[]>()
  for (const resource of resources)
    for (const version of resource.versions) {
      const path = resource.group === '' ? `api/${version}` : `apis/${resource.group}/${version}`
      served.set(path, [...(served.get(path) ?? []), inVersion(resource, version)])
    }
  return new Map([...served].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What the document is made of: built-in kinds change with the release only. */
async function contentOf(served: readonly ResourceInfo[], registry: Registry): Promise<string> {
  const parts = served.map(async (resource) =>
    isBuiltIn(resource) ? resource : (await registry.load(kindName(resource))).custom?.spec,
  )
  return JSON.stringify(await Promise.all(parts))
}

function isBuiltIn(resource: ResourceInfo): boolean {
  return builtInResources.some(({ group, plural }) => group === resource.group && plural === resource.plural)
}

function reference(path: string, content: string): DocumentReference {
  const hash = createHash('sha512').update(`${EDITION} ${path} ${content}`).digest('hex').toUpperCase()
  return { serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` }
}
