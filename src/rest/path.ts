/** What a path of the API stands for: a resource, an object, a part of one. */
import type { Registry } from '../api/registry.ts'
import type { ResourceInfo } from '../api/resource.ts'
import { noSuchResource } from '../apimachinery/status-error.ts'

/** What is asked for below /api and /apis. */
export interface RestTarget {
  /** In the version that the path names. */
  resource: ResourceInfo
  /** '' for all namespaces, and for kinds without. */
  namespace: string
  /** '' for all objects. */
  name: string
  /** '' for the object itself. */
  subresource: string
}

/** A path taken apart at its slashes, with what stands behind the question mark. */
export interface RestPath {
  segments: readonly string[]
  query: URLSearchParams
}

/** Takes the path apart; of a whole URL only its path counts, since there is only one cluster. */
export function splitPath(raw: string): RestPath {
  // What begins with two slashes would name a host.
  const { pathname, searchParams } = new URL(raw.replace(/^\/+/, '/'), 'http://localhost')
  const segments = pathname.split('/').filter((segment) => segment !== '')
  return { segments: segments.map(decode), query: searchParams }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}

/** Finds what the path is about; undefined where it is none below a version of a group. Throws NotFound. */
export async function findTarget(
  segments: readonly string[],
  registry: Registry,
): Promise<RestTarget | undefined> {
  const [root, ...below] = segments
  const [group = '', version = '', ...rest] = root === 'api' ? ['', ...below] : below
  if ((root !== 'api' && root !== 'apis') || rest.length === 0) return undefined
  const { plural, ...place } = placeOf(rest)
  const resource = await registry.findResource(`${plural}.${version}.${group}`)
  if (resource?.plural !== plural || resource.group !== group || resource.version !== version)
    throw noSuchResource()
  if (!isServedAt(resource, place)) throw noSuchResource()
  return { resource, ...place }
}

/** `namespaces/x/pods/y/log`, `nodes/x`, `namespaces/x/status`. */
function placeOf(rest: readonly string[]): Omit<RestTarget, 'resource'> & { plural: string } {
  const [first = '', second = '', third = ''] = rest
  const inNamespace = first === 'namespaces' && third !== '' && third !== 'status' && third !== 'finalize'
  const [plural = '', name = '', ...below] = inNamespace ? rest.slice(2) : rest
  return { plural, name, namespace: inNamespace ? second : '', subresource: below.join('/') }
}

function isServedAt(resource: ResourceInfo, { namespace, name }: Omit<RestTarget, 'resource'>): boolean {
  return resource.namespaced ? namespace !== '' || name === '' : namespace === ''
}
