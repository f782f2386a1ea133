/** Responses out of what was found: documents, failures, streams. */
import { noSuchResource, StatusError, toStatusError } from '../apimachinery/status-error.ts'
import { toCompactJson } from '../printers/json.ts'
import type { Form } from './accept.ts'
import type { RestResponse } from './message.ts'

/** No proxy may keep an answer (filters/cachecontrol.go). */
const COMMON = { 'cache-control': 'no-cache, private' }

const JSON_FORM: Form = { media: 'application/json', pretty: false }

/** JSON in the form that is asked for; `warnings` are told in headers. */
export async function respond(
  status: number,
  json: string,
  form: Form,
  warnings: Iterable<string> = [],
): Promise<RestResponse> {
  return {
    status,
    headers: { ...COMMON, 'content-type': contentType(form), ...warningHeader(warnings) },
    body: await laidOut(json, form),
  }
}

function contentType({ media, as }: Form): string {
  return as?.kind === 'APIGroupDiscoveryList'
    ? `${media};g=apidiscovery.k8s.io;v=${as.version};as=${as.kind}`
    : media
}

async function laidOut(json: string, { media, pretty }: Form): Promise<string> {
  if (media === 'application/yaml') return (await import('../printers/yaml.ts')).toYaml(JSON.parse(json))
  return pretty ? (await import('../printers/indent-json.ts')).indentJson(json) : `${json}\n`
}

/** `Warning: 299 - "…"`, one for each text (apimachinery, util/net, NewWarningHeader). */
function warningHeader(warnings: Iterable<string>): { warning?: string[] } {
  const texts = [...new Set(warnings)].map(
    (text) => `299 - "${text.replace(/[\\"]/g, '\\$&').replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')}"`,
  )
  return texts.length === 0 ? {} : { warning: texts }
}

/** Text as it is. */
export function respondText(status: number, text: string): RestResponse {
  return { status, headers: { ...COMMON, 'content-type': 'text/plain; charset=utf-8' }, body: text }
}

/** A body that goes on until it has ended or nobody reads it any more. */
export function respondStream(type: string, body: AsyncIterable<string>): RestResponse {
  return { status: 200, headers: { ...COMMON, 'content-type': type }, body }
}

/** A failure as its Status. What is no StatusError is a fault of the server, of which no trace is told. */
export async function respondFailure(
  error: unknown,
  form: Form = JSON_FORM,
  warnings: Iterable<string> = [],
): Promise<RestResponse> {
  const { status } = toStatusError(error)
  const { as: _, ...plain } = form
  const { details } = status
  const response = await respond(status.code, toCompactJson(status, 'given'), plain, warnings)
  const pause = details?.retryAfterSeconds
  if (pause === undefined) return response
  return { ...response, headers: { ...response.headers, 'retry-after': String(pause) } }
}

/** A path outside of all groups and versions leads to nobody who could answer with a Status. */
export function respondNoSuchPath(): RestResponse {
  return respondText(404, '404 page not found\n')
}

/** What a response tells of a failure, as client-go understands it; undefined for one of success. */
export function failureIn({ status, body }: RestResponse): StatusError | undefined {
  if (status < 400) return undefined
  if (typeof body !== 'string' || !body.startsWith('{')) return noSuchResource()
  return new StatusError(JSON.parse(body))
}
