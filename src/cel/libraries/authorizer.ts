/** Kubernetes' authorizer library (k8s.io/apiserver, pkg/cel/library/authz.go): asks whether a user may do something. */
import { EvaluationError } from '../errors.ts'
import type { FunctionTable } from '../functions/overload.ts'
import { Opaque, type Value } from '../values/value.ts'

/** What is asked for: a path, or a resource. */
export interface AuthorizationQuestion {
  /** Another user than that of the request. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string }
  readonly verb: string
  readonly path?: string
  readonly group?: string
  readonly resource?: string
  readonly subresource?: string
  readonly namespace?: string
  readonly name?: string
}

/** What is answered. */
export interface AuthorizationAnswer {
  readonly allowed: boolean
  readonly reason: string
}

/**
 * Answers questions. An answer that takes time is fetched by throwing something that is no EvaluationError: it ends the
 * evaluation, which is begun anew once the answer is there.
 */
export type Ask = (question: AuthorizationQuestion) => AuthorizationAnswer

/** The user of the request, or a service account. */
export class AuthorizerValue extends Opaque {
  override readonly typeName = 'kubernetes.authorization.Authorizer'
  readonly ask: Ask
  readonly about: Partial<AuthorizationQuestion>

  constructor(ask: Ask, about: Partial<AuthorizationQuestion> = {}) {
    super()
    this.ask = ask
    this.about = about
  }

  override equals(other: AuthorizerValue): boolean {
    return this === other
  }

  /** A question about a resource that is already told in part. */
  resourceCheck(about: Partial<AuthorizationQuestion>): Value {
    return new CheckValue('ResourceCheck', this.ask, { ...this.about, ...about })
  }
}

/** A question in the making. */
class CheckValue extends Opaque {
  override readonly typeName: string
  readonly ask: Ask
  readonly about: Partial<AuthorizationQuestion>

  constructor(
    kind: 'GroupCheck' | 'PathCheck' | 'ResourceCheck',
    ask: Ask,
    about: Partial<AuthorizationQuestion>,
  ) {
    super()
    this.typeName = `kubernetes.authorization.${kind}`
    this.ask = ask
    this.about = about
  }

  override equals(other: CheckValue): boolean {
    return this === other
  }

  /** The same question, about something more particular. */
  with(about: Partial<AuthorizationQuestion>): CheckValue {
    return new CheckValue('ResourceCheck', this.ask, { ...this.about, ...about })
  }

  decide(verb: string): DecisionValue {
    return new DecisionValue(this.ask({ ...this.about, verb }))
  }
}

class DecisionValue extends Opaque {
  override readonly typeName = 'kubernetes.authorization.Decision'
  readonly answer: AuthorizationAnswer

  constructor(answer: AuthorizationAnswer) {
    super()
    this.answer = answer
  }

  override equals(other: DecisionValue): boolean {
    return this === other
  }
}

/** The library of what may be done, by the signatures of its functions. */
export const authorizer: FunctionTable = {
  'Authorizer.path(string): PathCheck': ({ ask, about }: AuthorizerValue, path: string) => {
    if (path === '') throw new EvaluationError('path must not be empty')
    return new CheckValue('PathCheck', ask, { ...about, path })
  },
  'Authorizer.group(string): GroupCheck': ({ ask, about }: AuthorizerValue, group: string) =>
    new CheckValue('GroupCheck', ask, { ...about, group }),
  'Authorizer.serviceAccount(string, string): Authorizer': (
    { ask, about }: AuthorizerValue,
    namespace: string,
    name: string,
  ) => new AuthorizerValue(ask, { ...about, serviceAccount: { namespace, name } }),
  'GroupCheck.resource(string): ResourceCheck': (check: CheckValue, resource: string) =>
    check.with({ resource }),
  'ResourceCheck.subresource(string): ResourceCheck': (check: CheckValue, subresource: string) =>
    check.with({ subresource }),
  'ResourceCheck.namespace(string): ResourceCheck': (check: CheckValue, namespace: string) =>
    check.with({ namespace }),
  'ResourceCheck.name(string): ResourceCheck': (check: CheckValue, name: string) => check.with({ name }),
  // Roles know no selectors, so that what is asked with one is what is asked without.
  'ResourceCheck.fieldSelector(string): ResourceCheck': (check: CheckValue) => check,
  'ResourceCheck.labelSelector(string): ResourceCheck': (check: CheckValue) => check,
  'ResourceCheck.check(string): Decision': (check: CheckValue, verb: string) => check.decide(verb),
  'PathCheck.check(string): Decision': (check: CheckValue, verb: string) => check.decide(verb),
  'Decision.allowed(): bool': ({ answer }: DecisionValue) => answer.allowed,
  'Decision.reason(): string': ({ answer }: DecisionValue) => answer.reason,
  'Decision.errored(): bool': () => false,
  'Decision.error(): string': () => '',
}
