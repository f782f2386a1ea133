/** Applies the patch of a webhook's answer to the object of the request. */
import { quote } from '../../apimachinery/go-format.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import {
  applyJsonPatch,
  type JsonPatchOperation,
  parseJsonPatch,
} from '../../apimachinery/patch/json-patch.ts'
import { internalError, StatusError } from '../../apimachinery/status-error.ts'
import { messageOf } from '../../base/error-message.ts'
import { deepCopy, deepEqual, type JsonObject, replaceContent } from '../../base/json.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { shownObject } from '../admission/shown.ts'
import { decodeObject } from '../decode-object.ts'
import { CallFailure } from './call.ts'
import type { Invocation } from './invocation.ts'
import { parseJson } from './parse-json.ts'
import type { Answer } from './review.ts'

/** Whether it changes anything. Throws CallFailure for a patch that is none, InternalError for one that does not apply. */
export async function applyAnswer({ hook, request }: Invocation, answer: Answer): Promise<boolean> {
  const { name } = hook.webhook
  const operations = operationsIn(name, answer)
  if (operations.length === 0) return false
  const shown = shownObject(request)
  if (shown === undefined)
    throw internalError(
      `admission webhook ${quote(name)} attempted to modify the object, which is not supported for this operation`,
    )
  if (answer.patchType !== 'JSONPatch')
    throw new CallFailure(name, `unsupported patch type ${quote(answer.patchType)}`)
  const target = request.body ?? request.object
  const before = deepCopy(target)
  replaceContent(target, await patched(request, shown, operations))
  return !deepEqual(before, target)
}

function operationsIn(name: string, { patch }: Answer): JsonPatchOperation[] {
  if (patch.length === 0) return []
  try {
    return parseJsonPatch(parseJson(patch.toString()))
  } catch (error) {
    throw new CallFailure(name, `received undecodable patch in webhook response: ${messageOf(error)}`)
  }
}

async function patched(
  request: AdmissionRequest,
  shown: KubeObject,
  operations: readonly JsonPatchOperation[],
): Promise<KubeObject> {
  try {
    const json = applyJsonPatch(deepCopy(shown) as unknown as JsonObject, operations)
    const object = json as unknown as KubeObject
    const isOwnKind = object.kind === request.kind.resource.kind
    // What the webhook sends is read like a client's object, as to types and defaults; fields of no schema are dropped.
    return isOwnKind ? await decodeObject(request, object, { fieldValidation: 'Ignore' }) : object
  } catch (error) {
    throw internalError(error instanceof StatusError ? new Error(plainProblem(error.message)) : error)
  }
}

/** The decoder's own words, without the ones with which a client's object is refused. */
function plainProblem(message: string): string {
  return message.replace(/^.* cannot be handled as a \w+: /, '')
}
