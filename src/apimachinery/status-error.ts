/** Failures of the API: a Kubernetes `Status` in an Error, made by constructors and asked by predicates. */
import { messageOf } from '../base/error-message.ts'
import { type FieldError, fieldErrorBody, formatFieldErrors } from './field-error.ts'
import { quote } from './go-format.ts'
import { formatGroupKind, formatGroupResource, type GroupKind, type GroupResource } from './group.ts'

/** The reasons that a Status gives for a failure (StatusReason of apimachinery's meta/v1). */
export type StatusReason =
  | 'Unknown'
  | 'Unauthorized'
  | 'Forbidden'
  | 'NotFound'
  | 'AlreadyExists'
  | 'Conflict'
  | 'Gone'
  | 'Invalid'
  | 'ServerTimeout'
  | 'Timeout'
  | 'TooManyRequests'
  | 'BadRequest'
  | 'MethodNotAllowed'
  | 'NotAcceptable'
  | 'RequestEntityTooLarge'
  | 'UnsupportedMediaType'
  | 'InternalError'
  | 'Expired'
  | 'ServiceUnavailable'

/** One cause of a failure; for validation: type, text without the field, field. */
export interface StatusCause {
  reason?: string
  message?: string
  field?: string
}

/** What a failure is about. `kind` holds the resource name, for `Invalid` the kind, as upstream. */
export interface StatusDetails {
  name?: string
  group?: string
  kind?: string
  uid?: string
  causes?: StatusCause[]
  retryAfterSeconds?: number
}

/** The `Status` object that the API answers with. `code` is the HTTP status. */
export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  metadata: { continue?: string }
  status: 'Success' | 'Failure'
  message?: string
  reason?: StatusReason
  details?: StatusDetails
  code: number
}

/** A failed request. `message` is the status' message, exactly as the API server words it. */
export class StatusError extends Error {
  override name = 'StatusError'
  readonly status: Status

  constructor(status: Status, options?: ErrorOptions) {
    super(status.message ?? '', options)
    this.status = status
  }
}

/** The detail of a conflict between two writers of one object. */
export const OBJECT_MODIFIED =
  'the object has been modified; please apply your changes to the latest version and try again'

function failure(
  code: number,
  reason: StatusReason,
  message: string,
  details?: StatusDetails,
  options?: ErrorOptions,
): StatusError {
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    ...(details && { details }),
    code,
  }
  return new StatusError(status, options)
}

/** Details in the order and with the omissions of the server: neither an empty name nor an empty group. */
function about(group: string, kind: string, name = ''): StatusDetails {
  return { ...(name !== '' && { name }), ...(group !== '' && { group }), ...(kind !== '' && { kind }) }
}

/** `pods "x" not found`. */
export function notFound(resource: GroupResource, name: string): StatusError {
  const message = `${formatGroupResource(resource)} ${quote(name)} not found`
  return failure(404, 'NotFound', message, about(resource.group, resource.resource, name))
}

/** The answer to a path that no API serves. */
export function noSuchResource(): StatusError {
  return failure(404, 'NotFound', 'the server could not find the requested resource', {})
}

/** `pods "x" already exists`. */
export function alreadyExists(resource: GroupResource, name: string): StatusError {
  const message = `${formatGroupResource(resource)} ${quote(name)} already exists`
  return failure(409, 'AlreadyExists', message, about(resource.group, resource.resource, name))
}

/** No free name was found for a generateName; the client may try again after so many seconds. */
export function generateNameConflict(
  resource: GroupResource,
  name: string,
  retryAfterSeconds: number,
): StatusError {
  const subject = `${formatGroupResource(resource)} ${quote(name)}`
  const message = `${subject} already exists, the server was not able to generate a unique name for the object`
  const details = { ...about(resource.group, resource.resource, name), retryAfterSeconds }
  return failure(409, 'AlreadyExists', message, details)
}

/** `Operation cannot be fulfilled on pods "x": …`; without a message, that somebody else changed the object. */
export function conflict(resource: GroupResource, name: string, message = OBJECT_MODIFIED): StatusError {
  const text = `Operation cannot be fulfilled on ${formatGroupResource(resource)} ${quote(name)}: ${message}`
  return failure(409, 'Conflict', text, about(resource.group, resource.resource, name))
}

/** Server-side apply met fields that others own; the causes name them. */
export function applyConflict(causes: StatusCause[], message: string): StatusError {
  return failure(409, 'Conflict', message, { causes })
}

/** `Deployment.apps "x" is invalid: …` with one cause for each field error. */
export function invalid(kind: GroupKind, name: string, errors: readonly FieldError[]): StatusError {
  const list = formatFieldErrors(errors)
  const message = `${formatGroupKind(kind)} ${quote(name)} is invalid${list === '' ? '' : `: ${list}`}`
  const causes = errors.map((error) => ({
    reason: error.type,
    message: fieldErrorBody(error),
    field: error.field,
  }))
  const details = about(kind.group, kind.kind, name)
  return failure(422, 'Invalid', message, causes.length === 0 ? details : { ...details, causes })
}

/** `pods "x" is forbidden: …`; the name is '' for requests about no one object. */
export function forbidden(resource: GroupResource, name: string, reason: string): StatusError {
  const { group, resource: plural } = resource
  const subject = `${formatGroupResource(resource)}${name === '' ? '' : ` ${quote(name)}`}`
  const message =
    group === '' && plural === '' ? `forbidden: ${reason}` : `${subject} is forbidden: ${reason}`
  return failure(403, 'Forbidden', message, about(group, plural, name))
}

/** A patch that does not fit its object. The server keeps the reason to itself; it is in the error's cause. */
export function unprocessable(options?: ErrorOptions): StatusError {
  const message = 'the server rejected our request due to an error in our request'
  return failure(422, 'Invalid', message, {}, options)
}

/** The request cannot be understood; the message says why. */
export function badRequest(message: string, options?: ErrorOptions): StatusError {
  return failure(400, 'BadRequest', message, undefined, options)
}

/** The client is not known. */
export function unauthorized(reason = ''): StatusError {
  return failure(401, 'Unauthorized', reason === '' ? 'not authorized' : reason)
}

/** The resource does not have this verb: `create is not supported on resources of kind "pods"`. */
export function methodNotSupported(resource: GroupResource, action: string): StatusError {
  const message = `${action} is not supported on resources of kind ${quote(formatGroupResource(resource))}`
  return failure(405, 'MethodNotAllowed', message, about(resource.group, resource.resource))
}

/** The path exists but not with this HTTP method, or not now. */
export function methodNotAllowed(
  message = 'the server does not allow this method on the requested resource',
): StatusError {
  return failure(405, 'MethodNotAllowed', message, {})
}

/** None of the media types that the client accepts can be served. */
export function notAcceptable(served: readonly string[]): StatusError {
  const message = `only the following media types are accepted: ${served.join(', ')}`
  return failure(406, 'NotAcceptable', message)
}

/** The body has a media type that is not read here. */
export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const list = accepted.join(', ')
  const message = `the body of the request was in an unknown format - accepted media types include: ${list}`
  return failure(415, 'UnsupportedMediaType', message)
}

/** What was asked for is no longer there. */
export function gone(message: string): StatusError {
  return failure(410, 'Gone', message)
}

/** History that the request needs has been compacted. A continue token lets a list go on, inconsistently. */
export function expired(message: string, continueToken?: string): StatusError {
  const error = failure(410, 'Expired', message)
  if (continueToken !== undefined) error.status.metadata.continue = continueToken
  return error
}

/** A list's continue token is older than the history kept; `freshToken` goes on with the newest state. */
export function expiredContinue(freshToken?: string): StatusError {
  const start =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter'
  if (freshToken === undefined) return expired(`${start}.`)
  const rest =
    ', or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'
  return expired(start + rest, freshToken)
}

/** A list asks for a resourceVersion older than the history kept. */
export function expiredList(): StatusError {
  return expired('The resourceVersion for the provided list is too old.')
}

/** A watch asks to start before the history kept. */
export function expiredWatch(resourceVersion: number, oldest: number): StatusError {
  return expired(`too old resource version: ${resourceVersion} (${oldest})`)
}

/** The body is larger than the API takes. */
export function tooLarge(message: string): StatusError {
  return failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`)
}

/** Not now: the client should come back after so many seconds. An eviction that a budget forbids is one, too. */
export function tooManyRequests(message: string, retryAfterSeconds = 0, causes?: StatusCause[]): StatusError {
  const details = { ...(causes && { causes }), ...(retryAfterSeconds > 0 && { retryAfterSeconds }) }
  return failure(429, 'TooManyRequests', message, details)
}

/** A fault of the server itself. The cause is kept. */
export function internalError(cause: unknown): StatusError {
  const message = messageOf(cause)
  const text = `Internal error occurred: ${message}`
  return failure(500, 'InternalError', text, { causes: [{ message }] }, { cause })
}

/** A failure that the server has no reason for. */
export function unknownFailure(message: string, code = 500): StatusError {
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    code,
  })
}

/** A passing fault: the same request may succeed later. */
export function serverTimeout(
  resource: GroupResource,
  operation: string,
  retryAfterSeconds: number,
): StatusError {
  const subject = formatGroupResource(resource)
  const message = `The ${operation} operation against ${subject} could not be completed at this time, please try again.`
  const details = { ...about(resource.group, resource.resource, operation), retryAfterSeconds }
  return failure(500, 'ServerTimeout', message, details)
}

/** The request took longer than it may. */
export function timedOut(message: string, retryAfterSeconds = 0): StatusError {
  const details = retryAfterSeconds > 0 ? { retryAfterSeconds } : {}
  return failure(504, 'Timeout', `Timeout: ${message}`, details)
}

/** A read asks for a resourceVersion that is not reached yet (storage.NewTooLargeResourceVersionError). */
export function resourceVersionTooLarge(wanted: number, current: number): StatusError {
  const message = 'Too large resource version'
  const text = `Timeout: ${message}: ${wanted}, current: ${current}`
  const causes = [{ reason: 'ResourceVersionTooLarge', message }]
  return failure(504, 'Timeout', text, { causes, retryAfterSeconds: 1 })
}

/** The server, or something that it needs, cannot answer. */
export function serviceUnavailable(message: string): StatusError {
  return failure(503, 'ServiceUnavailable', message)
}

/** The error itself if it is a StatusError; anything else becomes an internal error that keeps it as cause. */
export function toStatusError(error: unknown): StatusError {
  return error instanceof StatusError ? error : internalError(error)
}

/** The reason of a StatusError; undefined for any other value. */
export function reasonOf(error: unknown): StatusReason | undefined {
  return error instanceof StatusError ? error.status.reason : undefined
}

/** The cause of a StatusError that has this reason, if there is one. */
export function statusCause(error: unknown, reason: string): StatusCause | undefined {
  if (!(error instanceof StatusError)) return undefined
  return error.status.details?.causes?.find((cause) => cause.reason === reason)
}

/** Is it the failure of that name? False for anything that is not a StatusError. */
export const isNotFound = (error: unknown): boolean => reasonOf(error) === 'NotFound'
/** Does the object exist already? */
export const isAlreadyExists = (error: unknown): boolean => reasonOf(error) === 'AlreadyExists'
/** Did somebody else change the object, or own the applied field? */
export const isConflict = (error: unknown): boolean => reasonOf(error) === 'Conflict'
/** Did validation refuse the object? */
export const isInvalid = (error: unknown): boolean => reasonOf(error) === 'Invalid'
/** Did admission, authorization or a policy refuse the request? */
export const isForbidden = (error: unknown): boolean => reasonOf(error) === 'Forbidden'
/** Was the request not understood? */
export const isBadRequest = (error: unknown): boolean => reasonOf(error) === 'BadRequest'
/** Has the history that the request needs been compacted? */
export const isExpired = (error: unknown): boolean => reasonOf(error) === 'Expired'
/** Is it gone, or its history compacted (any HTTP 410)? */
export const isGone = (error: unknown): boolean => isExpired(error) || reasonOf(error) === 'Gone'
/** Should the client come back later? */
export const isTooManyRequests = (error: unknown): boolean => reasonOf(error) === 'TooManyRequests'
/** Is it a fault of the server? */
export const isInternalError = (error: unknown): boolean => reasonOf(error) === 'InternalError'
/** Does the resource lack the verb? */
export const isMethodNotSupported = (error: unknown): boolean => reasonOf(error) === 'MethodNotAllowed'
