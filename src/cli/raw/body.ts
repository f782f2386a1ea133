/** The body of a raw request: JSON, for the object that the path names. */

import { formatApiVersion, type Unstructured } from '../../apimachinery/object.ts'
import { badRequest } from '../../apimachinery/status-error.ts'
import { jsonExtent } from '../../apimachinery/yaml/json-fault.ts'
import { isJsonObject } from '../../base/json.ts'
import type { RawTarget } from './path.ts'

/** The object in the body, with what the path says of it. Throws BadRequest in the API server's words. */
export function readBody(bytes: Uint8Array, target: RawTarget): Unstructured {
  const { resource, namespace, name } = target
  const object = parse(bytes, resource.kind)
  const apiVersion = formatApiVersion(resource.group, resource.version)
  const { kind = resource.kind, apiVersion: given = apiVersion } = object
  if (target.subresource === '' && (kind !== resource.kind || given !== apiVersion))
    throw badRequest(
      `${kind} in version "${versionIn(given)}" cannot be handled as a ${resource.kind}: no kind "${kind}" is registered for version "${given}" at this path`,
    )
  const metadata = { ...object.metadata }
  if (namespace !== '') {
    metadata.namespace ||= namespace
    if (metadata.namespace !== namespace)
      throw badRequest(
        'the namespace of the provided object does not match the namespace sent on the request',
      )
  }
  if (name !== '') {
    metadata.name ||= name
    if (metadata.name !== name)
      throw badRequest(
        `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
      )
  }
  return { ...object, apiVersion: given, kind, metadata }
}

/** An object, or nothing where the body is empty. */
export function readOptions(bytes: Uint8Array | undefined): Record<string, unknown> {
  return bytes === undefined || bytes.length === 0 ? {} : { ...parse(bytes, 'DeleteOptions') }
}

function parse(bytes: Uint8Array, kind: string): Partial<Unstructured> {
  const text = Buffer.from(bytes).toString()
  const problem = faultOf(text)
  const value: unknown = problem === undefined ? JSON.parse(text) : undefined
  if (isJsonObject(value)) return value as unknown as Partial<Unstructured>
  const dump = Buffer.from(bytes.subarray(0, 30)).toString('hex')
  throw badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${problem ?? 'cannot unmarshal into Go value'} (${dump}${bytes.length > 30 ? ' ...' : ''})`,
  )
}

/** Why the text is no JSON. */
function faultOf(text: string): string | undefined {
  const extent = jsonExtent(text)
  if ('problem' in extent) return extent.problem
  const [after] = text.slice(extent.end).trimStart()
  return after === undefined ? undefined : `invalid character '${after}' after top-level value`
}

function versionIn(apiVersion: string): string {
  return apiVersion.split('/').at(-1) ?? ''
}
