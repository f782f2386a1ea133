/** What is wrong with a policy for the kinds that it is about (policy/validating/typechecking.go). */
import type { Type } from '../../cel/type.ts'
import type { ExpressionWarning, ValidatingAdmissionPolicySpec } from '../../generated/types.ts'
import type { GroupVersionKind } from '../resource.ts'
import { type Compiled, compileSpec } from './compile-policy.ts'

/** A kind that a policy is about. */
export interface TypedKind {
  readonly gvk: GroupVersionKind
  readonly type: Type
}

/** The warnings, in the order of the expressions; each tells of all kinds at which it fails. */
export function typeWarnings(
  spec: ValidatingAdmissionPolicySpec,
  kinds: readonly TypedKind[],
  params: Type | undefined,
): ExpressionWarning[] {
  const byKind = kinds.map(({ gvk, type }) => {
    const { validations } = compileSpec(spec, { object: type, ...(params && { params }) })
    return { name: `${gvk.group}/${gvk.version}, Kind=${gvk.kind}`, validations }
  })
  const warnings: ExpressionWarning[] = []
  const tell = (fieldRef: string, compiled: readonly (Compiled | undefined)[]) => {
    const texts = compiled.flatMap((result, index) =>
      result?.error === undefined ? [] : [`${byKind[index]!.name}: ${result.error}\n`],
    )
    if (texts.length > 0) warnings.push({ fieldRef, warning: texts.join('\n') })
  }
  for (const index of (spec.validations ?? []).keys()) {
    const results = byKind.map(({ validations }) => validations[index]!)
    const path = `spec.validations[${index}]`
    tell(
      `${path}.expression`,
      results.map(({ condition }) => condition),
    )
    tell(
      `${path}.messageExpression`,
      results.map(({ message }) => message),
    )
  }
  return warnings
}
