/** Failures of a build, in kustomize's words. */
import { messageOf } from '../base/error-message.ts'

/** Why a kustomization cannot be built. The message is whole, what led there included. */
export class KustomizeError extends Error {
  override name = 'KustomizeError'
  /** The file was no YAML: then there is no point in taking its path for a folder. */
  readonly malformed: boolean
  /** The path leads out of this machine: then it is no folder either. */
  readonly final: boolean

  constructor(message: string, options: ErrorOptions & { malformed?: boolean; final?: boolean } = {}) {
    super(message, options)
    this.malformed = options.malformed ?? false
    this.final = options.final ?? false
  }
}

/** The error with a text before it, as Go wraps errors: `accumulating resources: …`. */
export function wrapError(prefix: string, error: unknown): KustomizeError {
  return new KustomizeError(`${prefix}: ${messageOf(error)}`, { cause: error })
}

/** Runs the work; what it throws gets the prefix. */
export function wrapping<T>(prefix: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw wrapError(prefix, error)
  }
}
