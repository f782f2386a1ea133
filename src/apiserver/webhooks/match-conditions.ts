/** The matchConditions of a webhook: loaded with the first that has some, for they bring the language with them. */
import { compilePolicy } from '../../api/policies/compile-policy.ts'
import { forbidden } from '../../apimachinery/status-error.ts'
import { OutOfBudget } from '../../cel/errors.ts'
import type { Value } from '../../cel/values/value.ts'
import { shownName } from '../admission/shown.ts'
import { Answers } from '../policies/answers.ts'
import { Budget, CONDITION_BUDGET } from '../policies/budget.ts'
import { evaluate } from '../policies/evaluate.ts'
import { policyValues } from '../policies/values.ts'
import type { Invocation } from './invocation.ts'

/**
 * Whether all conditions hold (webhook/matchconditions, Match): one that does not counts more than one that cannot be
 * evaluated. Throws Forbidden for the latter, unless the failurePolicy is Ignore: then the webhook is not asked.
 */
export async function conditionsHold({ hook, request }: Invocation): Promise<boolean> {
  const answers = new Answers(request)
  const results = await answers.settled(() => evaluateAll(hook.webhook, request, answers))
  if (results.includes(false)) return false
  const errors = results.filter((result) => result instanceof Error)
  if (errors.length === 0) return true
  if (hook.webhook.failurePolicy === 'Ignore') return false
  const { group, plural } = request.kind.resource
  throw forbidden({ group, resource: plural }, shownName(request), aggregated(errors))
}

function evaluateAll(
  webhook: Invocation['hook']['webhook'],
  request: Invocation['request'],
  answers: Answers,
): (Value | Error)[] {
  const compiled = compilePolicy(webhook)
  const budget = new Budget(CONDITION_BUDGET)
  // Webhooks are told nothing of the namespace but its name.
  const values = policyValues(
    request,
    compiled,
    { param: undefined, namespace: undefined },
    { answers, budget },
  )
  try {
    return compiled.matchConditions.map((condition) => evaluate(condition, values, budget))
  } catch (error) {
    if (error instanceof OutOfBudget) return [error]
    throw error
  }
}

/** As k8s.io/apimachinery's Aggregate tells several errors. */
function aggregated(errors: readonly Error[]): string {
  const messages = [...new Set(errors.map(({ message }) => message))]
  return messages.length === 1 ? messages[0]! : `[${messages.join(', ')}]`
}
