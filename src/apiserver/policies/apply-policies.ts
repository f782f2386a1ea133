/** Lets all mutating policies that are bound change an object, in place (policy/mutating/dispatcher.go). */
import { type CompiledPolicy, compilePolicy } from '../../api/policies/compile-policy.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { forbidden, StatusError } from '../../apimachinery/status-error.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import { deepEqual } from '../../base/json.ts'
import type { MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding } from '../../generated/types.ts'
import type { KeyValue } from '../../store/store.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { objectOf } from '../stored-object.ts'
import { Answers } from './answers.ts'
import type { Subject } from './decide.ts'
import { evaluate } from './evaluate.ts'
import { isExempt, matchesRequest, namespaceOf } from './match.ts'
import { paramsOf } from './params.ts'
import { patchObject } from './patch-object.ts'
import { policyValues } from './values.ts'

/** A policy by way of one of its bindings. */
interface Bound {
  readonly policy: MutatingAdmissionPolicy
  readonly binding: MutatingAdmissionPolicyBinding
}

/** Changes the object of the request. Throws where a policy that must not fail does. `stored` are all bindings. */
export async function applyPolicies(request: AdmissionRequest, stored: readonly KeyValue[]): Promise<void> {
  if (isExempt(request)) return
  const again: { bound: Bound; left: KubeObject }[] = []
  for (const bound of await boundPolicies(request, stored)) {
    await apply(request, bound)
    again.push({ bound, left: structuredClone(request.object) })
  }
  // What others have changed since is looked at once more by those that ask for it.
  for (const { bound, left } of again)
    if (bound.policy.spec?.reinvocationPolicy === 'IfNeeded' && !deepEqual(left, request.object))
      await apply(request, bound)
}

async function boundPolicies(request: AdmissionRequest, stored: readonly KeyValue[]): Promise<Bound[]> {
  const bindings = stored
    .map((kv) => objectOf(kv) as MutatingAdmissionPolicyBinding)
    .sort((a, b) => compareStrings(a.spec?.policyName ?? '', b.spec?.policyName ?? ''))
  const found: Bound[] = []
  for (const binding of bindings) {
    const name = binding.spec?.policyName ?? ''
    const policy = await request.client.find('MutatingAdmissionPolicy', { namespace: '', name })
    if (policy) found.push({ policy, binding })
  }
  return found
}

async function apply(request: AdmissionRequest, { policy, binding }: Bound): Promise<void> {
  const namespace = await namespaceOf(request)
  const { matchConstraints, failurePolicy, paramKind } = policy.spec ?? {}
  if (!matchConstraints || !matchesRequest(matchConstraints, request, namespace)) return
  const { matchResources, paramRef } = binding.spec ?? {}
  if (matchResources && !matchesRequest(matchResources, request, namespace)) return
  const fail = (message: string) => {
    if (failurePolicy !== 'Ignore') throw refusal(request, policy, binding, message)
  }
  const params = await paramsOf(request, { paramKind, paramRef })
  if (typeof params === 'string') {
    fail(`failed to configure binding: ${params}`)
    return
  }
  for (const param of params) {
    const problem = await mutate(request, compilePolicy(policy.spec ?? {}), { param, namespace })
    if (problem !== undefined) fail(problem)
  }
}

/** Runs the mutations one after another, each over what the one before has made. Gives what went wrong. */
async function mutate(
  request: AdmissionRequest,
  policy: CompiledPolicy,
  subject: Subject,
): Promise<string | undefined> {
  const answers = new Answers(request)
  const valuesNow = () => policyValues(request, policy, subject, answers)
  const conditions = await answers.settled(() => {
    const values = valuesNow()
    return policy.matchConditions.map((condition) => evaluate(condition, values))
  })
  const failed = conditions.find((result) => result instanceof Error)
  if (failed instanceof Error) return failed.message
  if (conditions.some((result) => result !== true)) return undefined
  for (const mutation of policy.mutations) {
    const patch = await answers.settled(() => evaluate(mutation, valuesNow()))
    if (patch instanceof Error) return patch.message
    try {
      replaceContent(request, await patchObject(request, mutation.patchType, patch))
    } catch (error) {
      return (error as Error).message
    }
  }
  return undefined
}

/** The object that goes through the pipeline stays the same one. */
function replaceContent({ object, kind }: AdmissionRequest, next: KubeObject): void {
  const target = object as unknown as Record<string, unknown>
  for (const key of Object.keys(target)) delete target[key]
  Object.assign(target, next)
  kind.definition.defaults?.(object)
}

function refusal(
  { kind, name }: AdmissionRequest,
  policy: MutatingAdmissionPolicy,
  binding: MutatingAdmissionPolicyBinding,
  problem: string,
): StatusError {
  const { group, plural } = kind.resource
  const message = `policy '${policy.metadata.name}' with binding '${binding.metadata.name}' denied request: ${problem}`
  const { status } = forbidden({ group, resource: plural }, name, message)
  return new StatusError({
    ...status,
    reason: 'Invalid',
    code: 422,
    details: { ...status.details, causes: [{ message }] },
  })
}
