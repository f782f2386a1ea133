/** The expressions of policies, checked with writes alone: CEL is not for readers. */
import type { FieldError } from '../../../apimachinery/field-error.ts'
import type { validateExpressions } from '../../policies/validate-expressions.ts'

let validate: typeof validateExpressions | undefined

/** Loads the language; a kind does so before its first write. */
export async function loadExpressionCheck(): Promise<void> {
  validate ??= (await import('../../policies/validate-expressions.ts')).validateExpressions
}

/** The errors of a policy's expressions. There are none to tell before the language is loaded. */
export function checkExpressions(...spec: Parameters<typeof validateExpressions>): FieldError[] {
  return validate?.(...spec) ?? []
}
