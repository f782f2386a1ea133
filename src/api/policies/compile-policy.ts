/** The expressions of admission policies, compiled. */
import { compile, type Program } from '../../cel/program.ts'
import { BOOL, DYN, NULL, type ObjectType, STRING, type Type } from '../../cel/type.ts'
import type { MutatingAdmissionPolicySpec, ValidatingAdmissionPolicySpec } from '../../generated/types.ts'
import { PATCH_RESULTS, patchStruct } from './patch-types.ts'
import { type PolicyTypes, policyVariables } from './variables.ts'

/** What policies of both kinds have. */
export type PolicySpec = ValidatingAdmissionPolicySpec & MutatingAdmissionPolicySpec

/** An expression: compiled, or with what is wrong with it. */
export interface Compiled {
  readonly source: string
  readonly program?: Program
  readonly error?: string
}

/** All expressions of a policy, in the policy's order. */
export interface CompiledPolicy {
  readonly variables: readonly (Compiled & { readonly name: string })[]
  readonly matchConditions: readonly (Compiled & { readonly name: string })[]
  readonly validations: readonly { readonly condition: Compiled; readonly message?: Compiled }[]
  readonly auditAnnotations: readonly Compiled[]
  readonly mutations: readonly (Compiled & { readonly patchType: string })[]
}

const compiledBefore = new WeakMap<object, CompiledPolicy>()

/** Compiles a policy. Frozen ones, as the store gives them, are compiled once. */
export function compilePolicy(spec: PolicySpec): CompiledPolicy {
  const before = compiledBefore.get(spec)
  if (before) return before
  const compiled = compileSpec(spec)
  if (Object.isFrozen(spec)) compiledBefore.set(spec, compiled)
  return compiled
}

/** Compiles a policy for objects of known types: errors then tell what those do not have. */
export function compileSpec(spec: PolicySpec, types: PolicyTypes = {}): CompiledPolicy {
  const known = { hasParams: spec.paramKind !== undefined, types }
  const own = new Map<string, Type>()
  const variables = (spec.variables ?? []).map(({ name, expression }) => {
    // A variable sees those before it.
    const result = attempt(expression, policyVariables({ ...known, hasAuthorizer: true, own: new Map(own) }))
    own.set(name, result.program?.type ?? DYN)
    return { name, ...result }
  })
  const all = policyVariables({ ...known, hasAuthorizer: true, own })
  const conditions = policyVariables({ ...known, hasAuthorizer: true, own: new Map() })
  const messages = policyVariables({ ...known, hasAuthorizer: false, own })
  return {
    variables,
    matchConditions: (spec.matchConditions ?? []).map(({ name, expression }) => ({
      name,
      ...attempt(expression, conditions, [BOOL]),
    })),
    validations: (spec.validations ?? []).map(({ expression, messageExpression }) => ({
      condition: attempt(expression, all, [BOOL]),
      ...(messageExpression?.trim() && { message: attempt(messageExpression, messages, [STRING]) }),
    })),
    auditAnnotations: (spec.auditAnnotations ?? []).map(({ valueExpression }) =>
      attempt(valueExpression, all, [STRING, NULL]),
    ),
    mutations: (spec.mutations ?? []).map(({ patchType = '', applyConfiguration, jsonPatch }) => {
      const { expression = '' } = (patchType === 'JSONPatch' ? jsonPatch : applyConfiguration) ?? {}
      const result = PATCH_RESULTS[patchType] ?? DYN
      return { patchType, ...attempt(expression, all, [result], patchStruct) }
    }),
  }
}

function attempt(
  source: string,
  variables: ReadonlyMap<string, Type>,
  results?: readonly Type[],
  structs?: (name: string) => ObjectType | undefined,
): Compiled {
  try {
    const options = { variables, ...(results && { results }), ...(structs && { structs }) }
    return { source, program: compile(source ?? '', options) }
  } catch (error) {
    const { name, message } = error as Error
    if (name === 'CompileError') return { source, error: `compilation failed: ${message}` }
    if (name === 'ResultTypeError') return { source, error: message }
    throw error
  }
}
