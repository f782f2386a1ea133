/** Lets all mutating webhooks change an object, one after another (webhook/mutating/dispatcher.go). */
import type { MutatingWebhook } from '../../generated/types.ts'
import type { KeyValue } from '../../store/store.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { createMemory } from '../admission/rounds.ts'
import { isExempt } from '../policies/match.ts'
import { applyAnswer } from './apply-answer.ts'
import { makeCall, prepareCall, refusalFor, rejection } from './call.ts'
import { hooksIn } from './hooks.ts'
import { type Invocation, invocationOf } from './invocation.ts'

const roundsOf = createMemory()

/** Changes the object of the request. Throws what a webhook refuses with. `stored` are all configurations with a URL. */
export async function callMutatingWebhooks(
  request: AdmissionRequest,
  stored: readonly KeyValue[],
): Promise<void> {
  if (isExempt(request)) return
  const rounds = roundsOf(request)
  rounds.begin(request)
  for (const hook of hooksIn<MutatingWebhook>(stored)) {
    if (!rounds.isDue(hook.id, request)) continue
    const invocation = await invocationOf(request, hook)
    if (invocation === undefined) continue
    const change = await ask(invocation)
    rounds.note(request, hook.id, { change, repeat: hook.webhook.reinvocationPolicy === 'IfNeeded' })
  }
  rounds.end(request)
}

/** Whether the webhook has changed the object. */
async function ask(invocation: Invocation): Promise<boolean> {
  try {
    const answer = await makeCall(prepareCall(invocation), true)
    for (const warning of answer.warnings) invocation.request.warn(warning)
    if (!answer.allowed) throw rejection(invocation.hook.webhook.name, answer)
    return await applyAnswer(invocation, answer)
  } catch (error) {
    const refusal = refusalFor(error, invocation)
    if (refusal !== undefined) throw refusal
    return false
  }
}
