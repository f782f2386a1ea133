/** The values that a policy's expressions see (k8s.io/apiserver, plugin/cel/condition.go). */
import type { CompiledPolicy } from '../../api/policies/compile-policy.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { timestampOf } from '../../cel/arithmetic.ts'
import { EvaluationError } from '../../cel/errors.ts'
import { parseTimestamp } from '../../cel/functions/time-text.ts'
import { AuthorizerValue } from '../../cel/libraries/authorizer.ts'
import { fromJson } from '../../cel/values/from-json.ts'
import { EntriesMap, MapValue, type Value } from '../../cel/values/value.ts'
import type { Namespace } from '../../generated/types.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { requestFields } from '../admission/request-fields.ts'
import { shownObject, shownOld } from '../admission/shown.ts'
import type { Answers } from './answers.ts'
import type { Budget } from './budget.ts'
import type { Subject } from './decide.ts'

/** Variables by name. */
export type Values = (name: string) => Value | undefined

/** The values of one evaluation. Each is made when it is first asked for; what variables cost is paid from the budget. */
export function policyValues(
  request: AdmissionRequest,
  policy: CompiledPolicy,
  { param, namespace }: Subject,
  { answers, budget }: { answers: Answers; budget: Budget },
): Values {
  const authorizer = new AuthorizerValue((question) => answers.ask(question))
  const makers: Readonly<Record<string, () => Value>> = {
    object: () => shownValue(shownObject(request)),
    oldObject: () => shownValue(shownOld(request)),
    request: () => fromJson(requestFields(request)),
    params: () => (param ? fromJson(param) : null),
    namespaceObject: () => (namespace ? namespaceValue(namespace) : null),
    authorizer: () => authorizer,
    'authorizer.requestResource': () => authorizer.resourceCheck(resourceOf(request)),
    variables: () => new OwnVariables(policy, values, budget),
  }
  const known = new Map<string, Value>()
  const values: Values = (name) => {
    const before = known.get(name)
    if (before !== undefined || !Object.hasOwn(makers, name)) return before
    const value = makers[name]!()
    known.set(name, value)
    return value
  }
  return values
}

function shownValue(object: KubeObject | undefined): Value {
  return object === undefined ? null : fromJson(object)
}

/** Without what policies do not see, and with its times as times. */
function namespaceValue({ metadata, spec, status }: Namespace): Value {
  const { name, generateName, labels, annotations, uid, generation, resourceVersion, finalizers } = metadata
  const { creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = metadata
  const plain = {
    name,
    generateName,
    labels,
    annotations,
    UID: uid,
    generation,
    resourceVersion,
    finalizers,
    deletionGracePeriodSeconds,
  }
  const entries: [string, Value][] = Object.entries(plain)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, fromJson(value)])
  for (const [key, time] of Object.entries({ creationTimestamp, deletionTimestamp }))
    if (time) entries.push([key, timestampOf(parseTimestamp(time))])
  return new EntriesMap([
    ['metadata', new EntriesMap(entries)],
    ['spec', fromJson(spec ?? {})],
    ['status', fromJson(status ?? {})],
  ])
}

function resourceOf({ kind, namespace, name, subresource }: AdmissionRequest) {
  const { group, plural, namespaced } = kind.resource
  return {
    group,
    resource: plural,
    ...(subresource !== undefined && { subresource }),
    ...(namespaced && { namespace }),
    ...(name !== '' && { name }),
  }
}

/** The variables that a policy defines: each is evaluated once, when it is first used. */
class OwnVariables extends MapValue {
  override readonly typeName = 'kubernetes.variables'
  readonly #policy: CompiledPolicy
  readonly #values: Values
  readonly #budget: Budget
  readonly #known = new Map<string, Value | EvaluationError>()

  constructor(policy: CompiledPolicy, values: Values, budget: Budget) {
    super()
    this.#policy = policy
    this.#values = values
    this.#budget = budget
  }

  override get size(): number {
    return this.#policy.variables.length
  }

  override keys(): Value[] {
    return this.#policy.variables.map(({ name }) => name)
  }

  override get(key: Value): Value | undefined {
    const name = String(key)
    const value = this.#known.get(name) ?? this.#evaluate(name)
    if (value instanceof EvaluationError) throw value
    if (value !== undefined) this.#known.set(name, value)
    return value
  }

  #evaluate(name: string): Value | EvaluationError | undefined {
    const variable = this.#policy.variables.find((each) => each.name === name)
    if (!variable) return undefined
    try {
      if (variable.program) return this.#budget.evaluate(variable.program, this.#values)
      return new EvaluationError(`composited variable "${name}" fails to compile: ${variable.error}`)
    } catch (error) {
      if (!(error instanceof EvaluationError)) throw error
      return new EvaluationError(`composited variable "${name}" fails to evaluate: ${error.message}`)
    }
  }
}
