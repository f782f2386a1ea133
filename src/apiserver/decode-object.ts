/** From what a client sent to an object of the stored version, with its defaults: the pipeline's first step. */
import type { Kind } from '../api/registry.ts'
import type { Patched } from '../api/schema/decode.ts'
import { jsonType, quote } from '../apimachinery/go-format.ts'
import {
  formatApiVersion,
  type KubeObject,
  parseApiVersion,
  type Unstructured,
} from '../apimachinery/object.ts'
import { badRequest } from '../apimachinery/status-error.ts'
import { deepCopy } from '../base/json.ts'
import type { WriteOptions } from './client.ts'
import type { Request } from './context.ts'

/**
 * A fresh object that may be changed. Checked against the schema where the caller asks for field validation;
 * trusted callers (controllers) hand over well-formed objects. Throws BadRequest, and Invalid
 * where a patch has made the body.
 */
export function decodeObject(
  { kind }: Request,
  body: KubeObject,
  options: WriteOptions,
  patch?: Patched,
): KubeObject | Promise<KubeObject> {
  if (!options.fieldValidation) return completeDecoded(kind, deepCopy(body))
  return decodeChecked(kind, body, options, patch).then((decoded) => {
    // Metadata that a patch has taken away is empty, as in Go.
    decoded.metadata ??= {}
    return completeDecoded(kind, decoded)
  })
}

/** The same of an object that is well-formed and nobody else's: it is changed itself. */
export function completeDecoded(kind: Kind, decoded: KubeObject): KubeObject {
  const object = toStoredVersion(kind, decoded)
  kind.definition.defaults?.(object)
  return object
}

async function decodeChecked(
  kind: Kind,
  body: KubeObject,
  options: WriteOptions,
  patch: Patched | undefined,
): Promise<KubeObject> {
  const { resource } = kind
  const { group, version } = parseApiVersion(textIn(body, 'apiVersion'))
  if (textIn(body, 'kind') !== resource.kind && body.kind?.toLowerCase() === resource.kind.toLowerCase())
    throw badRequest(
      `${body.kind} in version ${quote(version)} cannot be handled as a ${resource.kind}: no kind ${quote(body.kind)} is registered for version ${quote(body.apiVersion)} in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`,
    )
  if (group !== resource.group || body.kind !== resource.kind || !resource.versions.includes(version))
    throw badRequest(
      `the API version in the data (${body.apiVersion}) does not match the expected API version (${formatApiVersion(resource.group, resource.version)})`,
    )
  const how = {
    mode: options.fieldValidation ?? ('Strict' as const),
    ...(options.duplicates && { duplicates: options.duplicates }),
    ...(patch && { patch }),
    ...(options.onWarning && { onWarning: options.onWarning }),
  }
  if (kind.custom) {
    const { decodeCustomObject } = await import('../api/schema/decode-custom.ts')
    return decodeCustomObject(kind.custom, version, body, how)
  }
  const { decodeObject: decode } = await import('../api/schema/decode.ts')
  return decode({ group, version, kind: resource.kind }, body, how)
}

/** What an object says of its type; a patch may have made anything of that. */
function textIn(body: KubeObject, field: 'apiVersion' | 'kind'): string {
  const value: unknown = body[field] ?? ''
  if (typeof value === 'string') return value
  throw badRequest(
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(value)} into Go struct field .${field} of type string`,
  )
}

/** Whether an object is written in the version in which its kind is stored. */
export function isInStoredVersion(kind: Kind, object: KubeObject): boolean {
  return object.apiVersion === formatApiVersion(kind.resource.group, kind.storedVersion)
}

/** An object of another served version becomes one of the stored version. */
export function toStoredVersion(kind: Kind, object: KubeObject): KubeObject {
  if (isInStoredVersion(kind, object)) return object
  const stored = formatApiVersion(kind.resource.group, kind.storedVersion)
  const { version } = parseApiVersion(object.apiVersion)
  const conversion = kind.definition.conversions?.[version]
  return { ...(conversion?.toStored(object as Unstructured) ?? object), apiVersion: stored }
}
