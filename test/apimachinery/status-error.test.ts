/** Failures in the API server's words. */
import { describe, expect, test } from 'vitest'
import { invalidValue, required } from '../../src/apimachinery/field-error.ts'
import {
  alreadyExists,
  applyConflict,
  badRequest,
  conflict,
  expired,
  expiredContinue,
  expiredList,
  expiredWatch,
  forbidden,
  generateNameConflict,
  gone,
  internalError,
  invalid,
  isAlreadyExists,
  isBadRequest,
  isConflict,
  isExpired,
  isForbidden,
  isGone,
  isInternalError,
  isInvalid,
  isMethodNotSupported,
  isNotFound,
  isTooManyRequests,
  methodNotAllowed,
  methodNotSupported,
  noSuchResource,
  notAcceptable,
  notFound,
  reasonOf,
  type StatusError,
  serverTimeout,
  serviceUnavailable,
  statusCause,
  timedOut,
  tooLarge,
  tooManyRequests,
  toStatusError,
  unauthorized,
  unprocessable,
  unsupportedMediaType,
} from '../../src/apimachinery/status-error.ts'

const pods = { group: '', resource: 'pods' }
const deployments = { group: 'apps', resource: 'deployments' }
const deployment = { group: 'apps', kind: 'Deployment' }

describe('the text, code and reason of a failure', () => {
  const rows: [StatusError, number, string, string][] = [
    [notFound(pods, 'x'), 404, 'NotFound', 'pods "x" not found'],
    [noSuchResource(), 404, 'NotFound', 'the server could not find the requested resource'],
    [alreadyExists(deployments, 'x'), 409, 'AlreadyExists', 'deployments.apps "x" already exists'],
    [
      generateNameConflict(pods, 'x-', 1),
      409,
      'AlreadyExists',
      'pods "x-" already exists, the server was not able to generate a unique name for the object',
    ],
    [
      conflict(deployments, 'x'),
      409,
      'Conflict',
      'Operation cannot be fulfilled on deployments.apps "x": the object has been modified; please apply your changes to the latest version and try again',
    ],
    [applyConflict([], 'Apply failed'), 409, 'Conflict', 'Apply failed'],
    [
      invalid(deployment, 'x', [invalidValue('spec.replicas', -1, 'must be greater than or equal to 0')]),
      422,
      'Invalid',
      'Deployment.apps "x" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      invalid(deployment, 'x', [required('a'), required('b')]),
      422,
      'Invalid',
      'Deployment.apps "x" is invalid: [a: Required value, b: Required value]',
    ],
    [invalid({ group: '', kind: 'Pod' }, '', []), 422, 'Invalid', 'Pod "" is invalid'],
    [forbidden(pods, 'x', 'no'), 403, 'Forbidden', 'pods "x" is forbidden: no'],
    [forbidden(pods, '', 'no'), 403, 'Forbidden', 'pods is forbidden: no'],
    [forbidden({ group: '', resource: '' }, 'x', 'no'), 403, 'Forbidden', 'forbidden: no'],
    [badRequest('no'), 400, 'BadRequest', 'no'],
    [unauthorized(), 401, 'Unauthorized', 'not authorized'],
    [
      methodNotSupported(pods, 'create'),
      405,
      'MethodNotAllowed',
      'create is not supported on resources of kind "pods"',
    ],
    [
      methodNotAllowed(),
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
    ],
    [
      notAcceptable(['application/json']),
      406,
      'NotAcceptable',
      'only the following media types are accepted: application/json',
    ],
    [
      unsupportedMediaType(['application/json', 'application/yaml']),
      415,
      'UnsupportedMediaType',
      'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
    ],
    [gone('x'), 410, 'Gone', 'x'],
    [expiredList(), 410, 'Expired', 'The resourceVersion for the provided list is too old.'],
    [expiredWatch(3, 9), 410, 'Expired', 'too old resource version: 3 (9)'],
    [tooLarge('limit is 3'), 413, 'RequestEntityTooLarge', 'Request entity too large: limit is 3'],
    [tooManyRequests('later', 1), 429, 'TooManyRequests', 'later'],
    [internalError(new Error('x')), 500, 'InternalError', 'Internal error occurred: x'],
    [
      serverTimeout(pods, 'list', 1),
      500,
      'ServerTimeout',
      'The list operation against pods could not be completed at this time, please try again.',
    ],
    [timedOut('too slow'), 504, 'Timeout', 'Timeout: too slow'],
    [serviceUnavailable('x'), 503, 'ServiceUnavailable', 'x'],
    [unprocessable(), 422, 'Invalid', 'the server rejected our request due to an error in our request'],
  ]
  test.each(rows.map((row) => [row[3], row] as const))('%s', (_title, [error, code, reason, message]) => {
    expect(error.message).toBe(message)
    expect(error.status).toMatchObject({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code,
      reason,
      message,
    })
    expect(reasonOf(error)).toBe(reason)
  })
})

test('the details name what the failure is about, without what is empty', () => {
  expect(notFound(pods, 'x').status.details).toEqual({ name: 'x', kind: 'pods' })
  expect(conflict(deployments, 'x').status.details).toEqual({ name: 'x', group: 'apps', kind: 'deployments' })
  expect(tooManyRequests('later', 7).status.details).toEqual({ retryAfterSeconds: 7 })
})

test('each field error is a cause of an invalid object', () => {
  const error = invalid(deployment, 'x', [required('spec.a', 'always'), invalidValue('spec.b', 1, 'bad')])
  expect(error.status.details).toEqual({
    name: 'x',
    group: 'apps',
    kind: 'Deployment',
    causes: [
      { reason: 'FieldValueRequired', message: 'Required value: always', field: 'spec.a' },
      { reason: 'FieldValueInvalid', message: 'Invalid value: 1: bad', field: 'spec.b' },
    ],
  })
  expect(statusCause(error, 'FieldValueInvalid')?.field).toBe('spec.b')
  expect(statusCause(new Error('x'), 'FieldValueInvalid')).toBeUndefined()
})

test('an expired continue token comes with a fresh one where the list can go on', () => {
  expect(expiredContinue('abc').status.metadata).toEqual({ continue: 'abc' })
  expect(expiredContinue('abc').message).toContain('inconsistent list')
  expect(expiredContinue().message).toMatch(/start a new list without the continue parameter\.$/)
  expect(expired('x').status.metadata).toEqual({})
})

test('predicates hold for their own failure only', () => {
  expect(isNotFound(notFound(pods, 'x'))).toBe(true)
  expect(isNotFound(alreadyExists(pods, 'x'))).toBe(false)
  expect(isAlreadyExists(alreadyExists(pods, 'x'))).toBe(true)
  expect(isConflict(conflict(pods, 'x'))).toBe(true)
  expect(isInvalid(invalid(deployment, 'x', []))).toBe(true)
  expect(isForbidden(forbidden(pods, 'x', 'no'))).toBe(true)
  expect([gone('x'), expiredList(), badRequest('x')].map(isGone)).toEqual([true, true, false])
  expect(isExpired(gone('x'))).toBe(false)
  const others = [
    badRequest('x'),
    tooManyRequests('x'),
    internalError('x'),
    methodNotSupported(pods, 'create'),
  ]
  const predicates = [isBadRequest, isTooManyRequests, isInternalError, isMethodNotSupported]
  for (const [index, is] of predicates.entries())
    expect(others.map(is)).toEqual(others.map((_, other) => other === index))
  expect(isNotFound(new Error('pods "x" not found'))).toBe(false)
  expect(isNotFound(undefined)).toBe(false)
})

test('anything thrown becomes a status, its cause kept', () => {
  const cause = new TypeError('x')
  const error = toStatusError(cause)
  expect([error.status.code, error.cause]).toEqual([500, cause])
  expect(toStatusError(error)).toBe(error)
  expect(toStatusError('text').message).toBe('Internal error occurred: text')
})
