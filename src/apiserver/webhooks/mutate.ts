/** Lets all mutating webhooks change an object, one after another (webhook/mutating/dispatcher.go). */
import type { KubeObject } from '../../apimachinery/object.ts'
import { deepCopy, deepEqual } from '../../base/json.ts'
import type { MutatingWebhook } from '../../generated/types.ts'
import type { KeyValue } from '../../store/store.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { isExempt } from '../policies/match.ts'
import { applyAnswer } from './apply-answer.ts'
import { makeCall, prepareCall, refusalFor, rejection } from './call.ts'
import { type Hook, hooksIn } from './hooks.ts'
import { type Invocation, invocationOf } from './invocation.ts'

/** What is remembered of a request between its two rounds (mutating/reinvocationcontext.go). */
interface Memory {
  /** Webhooks that want to see what others changed after them, and have been asked since the last change. */
  waiting: Set<string>
  /** Those to be asked again. */
  again: Set<string>
  /** The object as the webhooks left it. */
  left?: KubeObject
}

const memories = new WeakMap<AdmissionRequest, Memory>()

function memoryOf(request: AdmissionRequest): Memory {
  const known = memories.get(request) ?? { waiting: new Set(), again: new Set() }
  memories.set(request, known)
  return known
}

/** Changes the object of the request. Throws what a webhook refuses with. `stored` are all configurations with a URL. */
export async function callMutatingWebhooks(
  request: AdmissionRequest,
  stored: readonly KeyValue[],
): Promise<void> {
  if (isExempt(request)) return
  const { isSecond } = request.reinvocation
  const memory = memoryOf(request)
  if (isSecond && !deepEqual(memory.left, request.object)) askAgain(memory)
  for (const hook of hooksIn<MutatingWebhook>(stored)) {
    // Who was not asked the first time is not asked the second.
    if (isSecond && !memory.again.has(hook.id)) continue
    const invocation = await invocationOf(request, hook)
    if (invocation === undefined) continue
    if (await ask(invocation)) {
      askAgain(memory)
      request.reinvocation.isWanted = true
    }
    if (isRepeated(hook)) memory.waiting.add(hook.id)
  }
  memory.left = deepCopy(request.object)
}

function isRepeated({ webhook }: Hook<MutatingWebhook>): boolean {
  return webhook.reinvocationPolicy === 'IfNeeded'
}

function askAgain(memory: Memory): void {
  for (const id of memory.waiting) memory.again.add(id)
  memory.waiting.clear()
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
