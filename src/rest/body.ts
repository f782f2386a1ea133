/** The bodies of requests: JSON or YAML, for the object that the path names. */

import { jsonType } from '../apimachinery/go-format.ts'
import { jsonDuplicates } from '../apimachinery/json-duplicates.ts'
import { formatApiVersion, type Unstructured } from '../apimachinery/object.ts'
import { badRequest, unsupportedMediaType } from '../apimachinery/status-error.ts'
import { jsonExtent } from '../apimachinery/yaml/json-fault.ts'
import { readDocuments } from '../apimachinery/yaml/read-documents.ts'
import { messageOf } from '../base/error-message.ts'
import { isJsonObject, type Json } from '../base/json.ts'
import { servedSubresource } from './discovery.ts'
import { headerOf, mediaTypeOf, type RestRequest } from './message.ts'
import type { RestTarget } from './path.ts'

const PROTOBUF = 'application/vnd.kubernetes.protobuf'

/** What a body holds. */
interface ReadBody {
  object: Unstructured
  /** Fields that its text has twice, in the reader's words. */
  duplicates: readonly string[]
}

const ACCEPTED = ['application/json', 'application/yaml', PROTOBUF]

/** The object in the body, with what the path says of it. Throws BadRequest in the API server's words. */
export async function readBody(request: RestRequest, target: RestTarget): Promise<ReadBody> {
  const { resource, subresource } = target
  const part = subresource === '' ? undefined : servedSubresource(resource, subresource)
  const type = part ?? resource
  const { value, duplicates } = await parse(request, type.kind)
  const apiVersion = formatApiVersion(type.group, type.version)
  const kind = textOf(value, 'kind') ?? type.kind
  const given = textOf(value, 'apiVersion') ?? apiVersion
  if (subresource === '' && (kind !== type.kind || given !== apiVersion))
    throw badRequest(
      `${kind} in version "${versionIn(given)}" cannot be handled as a ${type.kind}: no kind "${kind}" is registered for version "${given}" at this path`,
    )
  return { object: { ...value, apiVersion: given, kind, metadata: placed(value, target) }, duplicates }
}

/** What says of what type the object is; undefined where it says nothing. Throws BadRequest where that is no text. */
function textOf(value: Partial<Unstructured>, field: 'kind' | 'apiVersion'): string | undefined {
  const text: unknown = value[field] ?? undefined
  if (text === undefined || typeof text === 'string') return text || undefined
  throw badRequest(
    `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonType(text)} into Go struct field .${field} of type string`,
  )
}

/** The metadata with namespace and name of the path. Throws BadRequest where they contradict it. */
export function placed(
  { metadata: given }: Partial<Unstructured>,
  { resource, namespace, name }: RestTarget,
): Unstructured['metadata'] {
  if (given !== undefined && given !== null && !isJsonObject(given))
    throw badRequest(
      `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: json: cannot unmarshal ${jsonType(given)} into Go struct field ${resource.kind}.metadata of type v1.ObjectMeta`,
    )
  const metadata = { ...given }
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
  return metadata
}

/** An object, or nothing where the body is empty. */
export async function readOptions(request: RestRequest): Promise<Record<string, unknown>> {
  return request.body.length === 0 ? {} : { ...(await parse(request, 'DeleteOptions')).value }
}

async function parse(
  request: RestRequest,
  kind: string,
): Promise<{ value: Partial<Unstructured>; duplicates: readonly string[] }> {
  const type = mediaTypeOf(headerOf(request, 'content-type')) || 'application/json'
  if (!ACCEPTED.includes(type)) throw unsupportedMediaType(ACCEPTED)
  if (type === PROTOBUF) return readProtobuf(request.body, kind)
  const text = Buffer.from(request.body).toString()
  const read = type === 'application/json' ? readJson(text) : await readYaml(text)
  if ('value' in read && isJsonObject(read.value))
    return { value: read.value as unknown as Partial<Unstructured>, duplicates: read.duplicates }
  const dump = Buffer.from(request.body.subarray(0, 30)).toString('hex')
  const problem = 'problem' in read ? read.problem : 'cannot unmarshal into Go value'
  throw badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${problem} (${dump}${request.body.length > 30 ? ' ...' : ''})`,
  )
}

type Read = { value: Json; duplicates: readonly string[] } | { problem: string }

/** Throws UnsupportedMediaType for a kind whose messages are not known. */
async function readProtobuf(
  body: Uint8Array,
  kind: string,
): Promise<{ value: Partial<Unstructured>; duplicates: readonly string[] }> {
  const { decodeProtobuf } = await import('./protobuf/decode.ts')
  let value: Partial<Unstructured> | undefined
  try {
    value = decodeProtobuf(body) as Partial<Unstructured> | undefined
  } catch (error) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): ${messageOf(error)} (${Buffer.from(body.subarray(0, 30)).toString('hex')}${body.length > 30 ? ' ...' : ''})`,
    )
  }
  if (value === undefined) throw unsupportedMediaType(ACCEPTED.filter((type) => type !== PROTOBUF))
  return { value, duplicates: [] }
}

/** A JSON value; what is wrong where it is none. */
export function readJson(text: string): Read {
  try {
    return { value: JSON.parse(text) as Json, duplicates: jsonDuplicates(text) }
  } catch {
    const extent = jsonExtent(text)
    if ('problem' in extent) return extent
    const [after] = text.slice(extent.end).trimStart()
    return { problem: `invalid character '${after}' after top-level value` }
  }
}

/** The first document of a YAML text. */
export async function readYaml(text: string): Promise<Read> {
  try {
    for await (const { value, duplicates } of readDocuments(text)) return { value, duplicates }
  } catch (error) {
    return { problem: messageOf(error) }
  }
  return { problem: 'unexpected end of JSON input' }
}

function versionIn(apiVersion: string): string {
  return apiVersion.split('/').at(-1) ?? ''
}
