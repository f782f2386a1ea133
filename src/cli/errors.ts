/** The errors that commands end with; exit.ts gives them their final form. */
import { messageOf } from '../base/error-message.ts'

/**
 * A failure told in kubectl's words. `message` stands after `error: `, unless `bare` is set: then it is the
 * whole text. An empty bare message ends the command with exit code 1 and no text.
 */
export class CliError extends Error {
  override name = 'CliError'
  readonly bare: boolean
  /** Left out except where the program that is imitated tells by the code what went wrong. */
  readonly exitCode: number | undefined

  constructor(message: string, options: ErrorOptions & { bare?: boolean; exitCode?: number } = {}) {
    super(message, options)
    this.bare = options.bare ?? false
    this.exitCode = options.exitCode
  }
}

/** A mistake in how a command was called; points to its help, as kubectl's UsageErrorf does. */
export function usageError(commandPath: string, message: string): CliError {
  return new CliError(`${message}\nSee '${commandPath} -h' for help and examples`)
}

/** A flag that does not exist or has a bad value. */
export function flagError(commandPath: string, message: string): CliError {
  return new CliError(`${message}\nSee '${commandPath} --help' for usage.`)
}

/** One error out of several: the error itself if there is one only, undefined if there is none. */
export function aggregate(errors: readonly unknown[]): unknown {
  return errors.length < 2 ? errors[0] : new AggregateError(errors, aggregateMessage(errors))
}

/**
 * The same for commands that go on after a failure: even a lone failure of theirs is a list to kubectl, told without the
 * `error: ` of others (an aggregate within an aggregate, cmd/util's checkErr).
 */
export function aggregateListed(errors: readonly unknown[]): unknown {
  const [only] = errors
  if (errors.length !== 1 || !(only instanceof CliError) || only.bare) return aggregate(errors)
  const { message, exitCode } = only
  return new CliError(message, { bare: true, cause: only, ...(exitCode !== undefined && { exitCode }) })
}

/** Throws what `aggregate` gives, if anything. */
export function throwAggregate(errors: readonly unknown[]): void {
  if (errors.length > 0) throw aggregate(errors)
}

/** The single errors inside an error, at any depth. */
export function flattenError(error: unknown): unknown[] {
  return error instanceof AggregateError ? error.errors.flatMap(flattenError) : [error]
}

/** `[a, b]`: each text once. */
function aggregateMessage(errors: readonly unknown[]): string {
  const texts = [...new Set(errors.flatMap(flattenError).map(messageOf))]
  return texts.length === 1 ? texts[0]! : `[${texts.join(', ')}]`
}
