/** What is wrong with an HTTP answer that is no success, in client-go's words (api/errors, NewGenericServerResponse). */
import { quote } from '../../apimachinery/go-format.ts'
import type { HttpAnswer } from './post-json.ts'

const MESSAGES: Readonly<Record<number, string>> = {
  400: 'the server rejected our request for an unknown reason',
  401: 'the server has asked for the client to provide credentials',
  404: 'the server could not find the requested resource',
  405: 'the server does not allow this method on the requested resource',
  409: 'the server reported a conflict',
  422: 'the server rejected our request due to an error in our request',
  429: 'the server has received too many requests and has asked us to try again later',
  503: 'the server is currently unable to handle the request',
  504: 'the server was unable to return a response in the time allotted, but may still be processing the request',
}

/** A body of text is told up to so many characters. */
const MAX_TOLD = 2048

/** Undefined for an answer that can be read. */
export function answerProblem(answer: HttpAnswer): string | undefined {
  const { status, contentType, body } = answer
  if (status >= 200 && status <= 206)
    return body.length > 0
      ? undefined
      : `0-length response with status code: ${status} and content type: ${contentType}`
  const told = toldBy(answer)
  const known = MESSAGES[status]
  if (known !== undefined) return known
  if (status === 403 || status === 415) return told
  if (status === 406)
    return told === 'unknown'
      ? 'the server was unable to respond with a content type that the client supports'
      : told
  if (status >= 500)
    return `an error on the server (${quote(told)}) has prevented the request from succeeding`
  return `the server responded with the status code ${status} but did not return more information`
}

function toldBy({ contentType, body }: HttpAnswer): string {
  if (contentType !== '' && !contentType.startsWith('text/')) return 'unknown'
  return body.toString().slice(0, MAX_TOLD).trim()
}
