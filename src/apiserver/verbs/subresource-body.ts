/** The bodies of requests to subresources that have a kind of their own: evictions, requests for tokens. */
import type { GroupVersionKind } from '../../api/resource.ts'
import { formatApiVersion, type KubeObject, parseApiVersion } from '../../apimachinery/object.ts'
import { badRequest } from '../../apimachinery/status-error.ts'
import { deepCopy } from '../../base/json.ts'
import type { WriteOptions } from '../client.ts'

/**
 * The body in the version that is given; `versions` are those that it may have besides, with the same fields. Throws
 * BadRequest.
 */
export async function decodeBody(
  body: KubeObject,
  gvk: GroupVersionKind,
  options: WriteOptions,
  versions: readonly string[] = [],
): Promise<KubeObject> {
  const { group, version } = parseApiVersion(body.apiVersion ?? '')
  if (body.kind !== gvk.kind || group !== gvk.group || ![gvk.version, ...versions].includes(version))
    throw badRequest(
      `no kind "${body.kind}" is registered for version "${body.apiVersion}" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`,
    )
  const stored = { ...body, apiVersion: formatApiVersion(gvk.group, gvk.version) }
  if (options.fieldValidation === undefined) return deepCopy(stored)
  const { decodeObject } = await import('../../api/schema/decode.ts')
  const how = {
    mode: options.fieldValidation,
    ...(options.duplicates && { duplicates: options.duplicates }),
    ...(options.onWarning && { onWarning: options.onWarning }),
  }
  return (await decodeObject(gvk, stored, how)) as KubeObject
}
