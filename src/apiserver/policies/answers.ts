/** Who may do what, for expressions that ask: answers are looked up between two evaluations, for those do not wait. */
import type { AuthorizationAnswer, AuthorizationQuestion } from '../../cel/libraries/authorizer.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { type Action, authorize } from '../authorization/authorizer.ts'
import { isTrusted } from '../context.ts'

/** A question that has no answer yet. */
class Unanswered extends Error {
  readonly question: AuthorizationQuestion

  constructor(question: AuthorizationQuestion) {
    super('the answer is not there yet')
    this.question = question
  }
}

/** The answers that are known. */
export class Answers {
  readonly #request: AdmissionRequest
  readonly #known = new Map<string, AuthorizationAnswer>()

  constructor(request: AdmissionRequest) {
    this.#request = request
  }

  /** The answer. Throws what `settled` waits for where it is not known. */
  ask(question: AuthorizationQuestion): AuthorizationAnswer {
    const answer = this.#known.get(JSON.stringify(question))
    if (answer) return answer
    throw new Unanswered(question)
  }

  /** Runs until nothing is asked that is not known. */
  async settled<T>(run: () => T): Promise<T> {
    for (;;)
      try {
        return run()
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error
        this.#known.set(JSON.stringify(error.question), await this.#lookUp(error.question))
      }
  }

  async #lookUp(question: AuthorizationQuestion): Promise<AuthorizationAnswer> {
    const { identity, client } = this.#request
    const { serviceAccount } = question
    if (serviceAccount === undefined && isTrusted(identity)) return { allowed: true, reason: '' }
    const user = serviceAccount
      ? {
          name: `system:serviceaccount:${serviceAccount.namespace}:${serviceAccount.name}`,
          groups: [
            'system:serviceaccounts',
            `system:serviceaccounts:${serviceAccount.namespace}`,
            'system:authenticated',
          ],
        }
      : identity
    return authorize(client, user, actionOf(question))
  }
}

function actionOf({ verb, path, ...about }: AuthorizationQuestion): Action {
  if (path !== undefined) return { verb, path }
  const { group = '', resource = '', subresource = '', namespace = '', name = '' } = about
  return { verb, group, resource, subresource, namespace, name }
}
