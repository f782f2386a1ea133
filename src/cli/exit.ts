/** From an error to the text on stderr and the exit code: the only place that decides either. */

import { quote } from '../apimachinery/go-format.ts'
import { type Status, type StatusCause, StatusError } from '../apimachinery/status-error.ts'
import { messageOf } from '../base/error-message.ts'
import { CliError } from './errors.ts'

/** How a command ended. The text has its line end; it is empty after success. */
export interface Outcome {
  text: string
  exitCode: number
}

/** The outcome of a command that threw. Never holds a stack trace, unless `debug` asks for it. */
export function describeFailure(error: unknown, debug = false): Outcome {
  const exitCode = (error instanceof CliError ? error.exitCode : undefined) ?? 1
  return { text: withLineEnd(failureText(error)) + (debug ? stacksOf(error) : ''), exitCode }
}

/** The error with this exit code instead of 1; one that has a code of its own keeps it. */
export function withExitCode(error: unknown, exitCode: number): unknown {
  if (error instanceof CliError && error.exitCode !== undefined) return error
  return new CliError(failureText(error), { bare: true, exitCode, cause: error })
}

/** The stack traces of an error and of what caused it. */
function stacksOf(error: unknown): string {
  return error instanceof Error ? `${error.stack}\n${stacksOf(error.cause)}` : ''
}

/** As kubectl's CheckErr: an aggregate is told line by line, each line without the `error: ` of a lone error. */
function failureText(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length === 1) return failureText(error.errors[0])
  if (error instanceof AggregateError) return error.errors.map((each) => withLineEnd(lineOf(each))).join('')
  if (error instanceof StatusError && error.status.reason === 'Invalid') return invalidText(error.status)
  if (error instanceof StatusError) return serverText(error.status)
  if (error instanceof CliError && error.bare) return error.message
  const message = error instanceof CliError ? error.message : oneLine(messageOf(error))
  return message.startsWith('error: ') ? message : `error: ${message}`
}

function lineOf(error: unknown): string {
  return error instanceof StatusError ? serverText(error.status) : messageOf(error)
}

function serverText({ reason, message = '' }: Status): string {
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message})`
  return reason === undefined ? `Error from server: ${message}` : `Error from server (${reason}): ${message}`
}

/** `The Pod "x" is invalid: …`: one cause on the same line, several below each other. */
function invalidText({ details, message = '' }: Status): string {
  if (details === undefined) return `The request is invalid: ${message}`
  const causes = distinctTexts(details.causes ?? [])
  const subject = details.kind || details.name ? `The ${details.kind ?? ''} ${quote(details.name ?? '')}` : ''
  const start = subject === '' ? 'The request is invalid' : `${subject} is invalid`
  if (causes.length === 0) return subject === '' ? `${start}: ${message}` : start
  if (causes.length === 1) return `${start}: ${causes[0]}`
  return `${start}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`
}

function distinctTexts(causes: readonly StatusCause[]): string[] {
  return [...new Set(causes.map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))]
}

function oneLine(text: string): string {
  return text.split('\n', 1)[0]!
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
