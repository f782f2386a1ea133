/** The rules of schemas (`x-kubernetes-validations`), compiled (schema/cel/compilation.go of apiextensions-apiserver). */
import { compile, type Program } from '../../cel/program.ts'
import { BOOL, optionalOf, STRING, type Type } from '../../cel/type.ts'
import type { JSONSchemaProps, ValidationRule } from '../../generated/types.ts'
import { celTypeOf } from './cel-type.ts'
import { followFieldPath } from './field-path.ts'

/** One rule. `program` is missing where it cannot be compiled; then `error` says why. */
export interface CompiledRule {
  readonly rule: ValidationRule
  readonly program?: Program
  readonly error?: string
  readonly usesOldSelf: boolean
  readonly message?: Program
  readonly messageError?: string
  /** Where the error of the rule is to stand, below the value: `.spec.x` as `spec.x`. */
  readonly fieldPath: string
}

const compiled = new WeakMap<JSONSchemaProps, readonly CompiledRule[]>()

/** The rules that a schema has at its own level. Compiled once for each schema. */
export function compiledRules(schema: JSONSchemaProps, isRoot: boolean): readonly CompiledRule[] {
  const known = compiled.get(schema)
  if (known) return known
  const self = celTypeOf(schema, 'self', isRoot)
  const rules = (schema['x-kubernetes-validations'] ?? []).map((rule) => compileRule(schema, rule, self))
  compiled.set(schema, rules)
  return rules
}

function compileRule(schema: JSONSchemaProps, rule: ValidationRule, self: Type | undefined): CompiledRule {
  const fieldPath = normalizedPath(schema, rule.fieldPath)
  if (self === undefined) {
    const error = `rule declared on schema that does not support validation rules type: '${schema.type ?? ''}' x-kubernetes-preserve-unknown-fields: '${schema['x-kubernetes-preserve-unknown-fields'] ?? false}'`
    return { rule, error, usesOldSelf: false, fieldPath }
  }
  const variables = new Map([
    ['self', self],
    ['oldSelf', rule.optionalOldSelf ? optionalOf(self) : self],
  ])
  const condition = attempt(
    () => compile(rule.rule, { variables, results: [BOOL] }),
    'cel expression must evaluate to a bool',
  )
  const text = rule.messageExpression?.trim()
  // Of a rule that does not compile, the message is not looked at.
  const message =
    text && condition.program
      ? attempt(
          () => compile(text, { variables, results: [STRING] }),
          'messageExpression must evaluate to a string',
          'messageExpression ',
        )
      : undefined
  return {
    rule,
    ...condition,
    usesOldSelf: condition.program?.uses('oldSelf') ?? false,
    ...(message?.program && { message: message.program }),
    ...(message?.error !== undefined && { messageError: message.error }),
    fieldPath,
  }
}

function attempt(run: () => Program, wrongType: string, prefix = ''): { program?: Program; error?: string } {
  try {
    return { program: run() }
  } catch (error) {
    const { name, message } = error as Error
    if (name === 'ResultTypeError') return { error: wrongType }
    if (name === 'CompileError') return { error: `${prefix}compilation failed: ${message}` }
    throw error
  }
}

function normalizedPath(schema: JSONSchemaProps, path: string | undefined): string {
  if (!path) return ''
  try {
    return followFieldPath(schema, path).path
  } catch {
    return ''
  }
}
