/** Create on a subresource (POST …/pods/web/eviction): what such a request does instead of making an object. */
import type { KubeObject } from '../../apimachinery/object.ts'
import { noSuchResource } from '../../apimachinery/status-error.ts'
import type { WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'
import { evictPod } from './eviction.ts'
import { updateObject } from './update.ts'

/** The options of a write that names a subresource. */
type SubresourceOptions = WriteOptions & { subresource: string }

type SubresourceVerb = (
  request: Request,
  body: KubeObject,
  options: SubresourceOptions,
) => Promise<KubeObject>

/** Those that do more than change the object that they belong to. */
const verbs: Readonly<Record<string, SubresourceVerb>> = {
  eviction: evictPod,
  // Loaded when asked for: it brings the cryptography with it, which takes its time.
  token: async (...asked) => (await import('./token-request.ts')).requestToken(...asked),
}

/** Carries out the request. Throws NotFound where the kind has no such subresource. */
export async function createSubresource(
  request: Request,
  body: KubeObject,
  options: SubresourceOptions,
): Promise<KubeObject> {
  const { subresource } = options
  if (!request.kind.resource.subresources.includes(subresource)) throw noSuchResource()
  const verb = Object.hasOwn(verbs, subresource) ? verbs[subresource] : undefined
  return verb ? verb(request, body, options) : updateObject(request, body, options)
}
