/** Lets all mutating policies that are bound change an object, in place (policy/mutating/dispatcher.go). */
import { type Compiled, type CompiledPolicy, compilePolicy } from '../../api/policies/compile-policy.ts'
import { deepCopy, deepEqual, replaceContent } from '../../base/json.ts'
import { OutOfBudget } from '../../cel/errors.ts'
import type { KeyValue } from '../../store/store.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { createMemory } from '../admission/rounds.ts'
import { Answers } from './answers.ts'
import { type Bound, boundPolicies, reachOf } from './bound.ts'
import { Budget, CONDITION_BUDGET, VALIDATION_BUDGET } from './budget.ts'
import type { Subject } from './decide.ts'
import { denied } from './denial.ts'
import { evaluate } from './evaluate.ts'
import { isExempt } from './match.ts'
import { patchObject } from './patch-object.ts'
import { policyValues } from './values.ts'

type BoundMutation = Bound<'MutatingAdmissionPolicy'>

const roundsOf = createMemory()

/** Changes the object of the request. Throws where a policy that must not fail does. `stored` are all bindings. */
export async function applyPolicies(request: AdmissionRequest, stored: readonly KeyValue[]): Promise<void> {
  if (isExempt(request)) return
  const rounds = roundsOf(request)
  rounds.begin(request)
  for (const bound of await boundPolicies(request, 'MutatingAdmissionPolicy', stored)) {
    const { policy, binding } = bound
    const id = `${policy.metadata.name}/${binding.metadata.name}`
    if (!rounds.isDue(id, request)) continue
    const before = deepCopy(request.object)
    if (!(await apply(request, bound))) continue
    const change = !deepEqual(before, request.object)
    rounds.note(request, id, { change, repeat: policy.spec?.reinvocationPolicy === 'IfNeeded' })
  }
  rounds.end(request)
}

/** Whether the policy is about the request. */
async function apply(request: AdmissionRequest, bound: BoundMutation): Promise<boolean> {
  const { policy, binding } = bound
  const reach = await reachOf(request, bound)
  if (reach === undefined) return false
  const fail = (problem: string) => {
    if (policy.spec?.failurePolicy === 'Ignore') return
    const message = `policy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${problem}`
    throw denied(request, message, 'Invalid')
  }
  const { namespace, params } = reach
  if (typeof params === 'string') {
    fail(`failed to configure binding: ${params}`)
    return true
  }
  for (const param of params) {
    const problem = await problemOf(mutate(request, compilePolicy(policy.spec ?? {}), { param, namespace }))
    if (problem !== undefined) fail(problem)
  }
  return true
}

/** What went wrong: what is given, or that the expressions cost too much. */
async function problemOf(mutated: Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await mutated
  } catch (error) {
    if (error instanceof OutOfBudget) return error.message
    throw error
  }
}

/** Runs the mutations one after another, each over what the one before has made. Gives what went wrong. */
async function mutate(
  request: AdmissionRequest,
  policy: CompiledPolicy,
  subject: Subject,
): Promise<string | undefined> {
  const answers = new Answers(request)
  const run = (compiled: readonly Compiled[], amount: number) =>
    answers.settled(() => {
      const budget = new Budget(amount)
      const values = policyValues(request, policy, subject, { answers, budget })
      return compiled.map((expression) => evaluate(expression, values, budget))
    })
  const conditions = await run(policy.matchConditions, CONDITION_BUDGET)
  const failed = conditions.find((result) => result instanceof Error)
  if (failed instanceof Error) return failed.message
  if (conditions.some((result) => result !== true)) return undefined
  for (const mutation of policy.mutations) {
    const [patch = null] = await run([mutation], VALIDATION_BUDGET)
    if (patch instanceof Error) return patch.message
    try {
      replaceContent(request.object, await patchObject(request, mutation.patchType, patch))
      request.kind.definition.defaults?.(request.object)
    } catch (error) {
      return (error as Error).message
    }
  }
  return undefined
}
