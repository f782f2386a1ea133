/** Asks all validating webhooks about a request, side by side (webhook/validating/dispatcher.go). */
import type { ValidatingWebhook } from '../../generated/types.ts'
import type { KeyValue } from '../../store/store.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { isExempt } from '../policies/match.ts'
import { makeCall, prepareCall, refusalFor, rejection } from './call.ts'
import { hooksIn } from './hooks.ts'
import { type Invocation, invocationOf } from './invocation.ts'

/**
 * Throws what the first webhook says that refuses the request. `stored` are all configurations with a URL. The server takes
 * whichever refusal comes first in time; here it is the first in the order of the webhooks, every time.
 */
export async function callValidatingWebhooks(
  request: AdmissionRequest,
  stored: readonly KeyValue[],
): Promise<void> {
  if (isExempt(request)) return
  const invocations: Invocation[] = []
  for (const hook of hooksIn<ValidatingWebhook>(stored)) {
    const invocation = await invocationOf(request, hook)
    if (invocation !== undefined) invocations.push(invocation)
  }
  const outcomes = await Promise.all(invocations.map(ask))
  for (const { warnings } of outcomes) for (const warning of warnings) request.warn(warning)
  for (const { refusal } of outcomes) if (refusal !== undefined) throw refusal
}

interface Outcome {
  warnings: readonly string[]
  refusal?: unknown
}

/** Up to its first wait it runs at once: so the reviews are made in the order of the webhooks. */
async function ask(invocation: Invocation): Promise<Outcome> {
  try {
    const answer = await makeCall(prepareCall(invocation), false)
    const { warnings } = answer
    return answer.allowed
      ? { warnings }
      : { warnings, refusal: rejection(invocation.hook.webhook.name, answer) }
  } catch (error) {
    return { warnings: [], refusal: refusalFor(error, invocation) }
  }
}
