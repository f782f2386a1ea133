/** One call of a webhook: the review is sent, and the answer checked. */
import { quote } from '../../apimachinery/go-format.ts'
import { badRequest, internalError, type Status, StatusError } from '../../apimachinery/status-error.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Json } from '../../base/json.ts'
import { isDry } from '../admission/request-fields.ts'
import type { Invocation } from './invocation.ts'
import type { Post } from './post-json.ts'
import { type Answer, answerTo, type Review, reviewOf, versionProblem } from './review.ts'

/** A webhook that could not be asked, or gave no proper answer: its failurePolicy says what that means. */
export class CallFailure extends Error {
  constructor(name: string, reason: string) {
    super(`failed calling webhook ${quote(name)}: ${reason}`)
  }
}

/** A call that is made up but not made yet: the ids of reviews follow each other, whichever answer comes first. */
export interface Call {
  readonly invocation: Invocation
  readonly review: Review
}

/** Throws CallFailure, and BadRequest where a dry run is not possible. */
export function prepareCall(invocation: Invocation): Call {
  const { hook, request } = invocation
  const { name, sideEffects } = hook.webhook
  if (isDry(request) && sideEffects !== 'None' && sideEffects !== 'NoneOnDryRun')
    throw badRequest(`admission webhook ${quote(name)} does not support dry run`)
  try {
    return { invocation, review: reviewOf(invocation) }
  } catch (error) {
    throw new CallFailure(name, `could not create admission objects: ${messageOf(error)}`)
  }
}

/** The answer, be it yes or no. Throws CallFailure. */
export async function makeCall({ invocation, review }: Call, mayPatch: boolean): Promise<Answer> {
  const { url, webhook } = invocation.hook
  const { name, clientConfig, timeoutSeconds = 10 } = webhook
  const body = await send(name, { url, caBundle: clientConfig.caBundle, timeoutSeconds, content: review })
  const problem = versionProblem(review, body)
  if (problem !== undefined) throw new CallFailure(name, `failed to call webhook: ${problem}`)
  try {
    return answerTo(review, body, mayPatch)
  } catch (error) {
    throw new CallFailure(name, `received invalid webhook response: ${messageOf(error)}`)
  }
}

/** HTTPS takes its time to load, so it is loaded for the first call. */
async function send(name: string, post: Post): Promise<Json> {
  const { postJson } = await import('./post-json.ts')
  try {
    return await postJson(post)
  } catch (error) {
    throw new CallFailure(name, messageOf(error))
  }
}

/** How a request is refused that the webhook does not allow (webhook/errors/statuserror.go). */
export function rejection(name: string, { status = {} }: Answer): StatusError {
  const start = `admission webhook ${quote(name)} denied the request`
  const { message = '', reason = '', code = 0, details } = status
  const told = message || reason
  const refused: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: told === '' ? `${start} without explanation` : `${start}: ${told}`,
    ...(reason !== '' && { reason: reason as NonNullable<Status['reason']> }),
    ...(details !== undefined && { details }),
    code: code < 400 ? 400 : code,
  }
  return new StatusError(refused)
}

/** What is to be thrown for an error of a call; undefined where the webhook's failurePolicy lets the request pass. */
export function refusalFor(error: unknown, { hook }: Invocation): unknown {
  if (!(error instanceof CallFailure)) return error
  return hook.webhook.failurePolicy === 'Ignore' ? undefined : internalError(error)
}
