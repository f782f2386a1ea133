/** Asks the rules of a schema about an object (schema/cel/validation.go of apiextensions-apiserver). */
import { type FieldError, forbiddenField, invalidValue, required } from '../../apimachinery/field-error.ts'
import { isJsonObject } from '../../base/json.ts'
import { CALL_LIMIT, Meter } from '../../cel/cost.ts'
import { CostLimitError, EvaluationError, OutOfBudget } from '../../cel/errors.ts'
import type { Program } from '../../cel/program.ts'
import { NONE, Optional, type Value } from '../../cel/values/value.ts'
import type { JSONSchemaProps, ValidationRule } from '../../generated/types.ts'
import { itemsOf, valuesOf } from '../schema/custom-schema.ts'
import { celValueOf } from './cel-value.ts'
import { type CompiledRule, compiledRules } from './compile-rules.ts'
import { correlated } from './correlate.ts'
import { hasRules } from './has-rules.ts'

/** What all rules together may cost for one object (celconfig.RuntimeCELCostBudget). */
const BUDGET = 10_000_000
const MAX_MESSAGE_BYTES = 5 * 1024

/** A value with what it was before; `undefined` where there is nothing that it could be compared to. */
interface Subject {
  readonly schema: JSONSchemaProps
  readonly value: unknown
  readonly old: unknown
  readonly path: string
  readonly isRoot: boolean
  /** The value, or one that it is part of, is what it was before. */
  readonly unchanged: boolean
}

/** The errors of an object by the rules of its schema, at every level; `old` is what it was before. */
export function validateRules(schema: JSONSchemaProps, object: unknown, old?: unknown): FieldError[] {
  if (!hasRules(schema)) return []
  const errors: FieldError[] = []
  const walk = new Walk(errors)
  walk.visit({ schema, value: object, old, path: '', isRoot: true, unchanged: false })
  return errors
}

/** The errors of a value that stands for itself, such as a default. */
export function validateValueRules(
  schema: JSONSchemaProps,
  value: unknown,
  old: unknown,
  path: string,
): FieldError[] {
  if (!hasRules(schema)) return []
  const errors: FieldError[] = []
  new Walk(errors).visit({ schema, value, old, path, isRoot: false, unchanged: false })
  return errors
}

class Walk {
  readonly #errors: FieldError[]
  #budget = BUDGET

  constructor(errors: FieldError[]) {
    this.#errors = errors
  }

  /** The value's own rules, then those of its parts. Ends when the budget is used up. */
  visit(subject: Subject): void {
    const { schema, value } = subject
    if (this.#budget < 0 || value === null || value === undefined || !hasRules(schema)) return
    this.#ownRules(subject)
    if (Array.isArray(value)) this.#items(subject, value)
    else if (isJsonObject(value)) this.#entries(subject, value)
  }

  #items({ schema, old, path, unchanged }: Subject, list: readonly unknown[]): void {
    const items = itemsOf(schema)
    if (items === undefined) return
    const before = correlated(schema, old)
    list.forEach((value, index) => {
      const part = before.item(value)
      this.visit({
        schema: items,
        value,
        old: part,
        path: `${path}[${index}]`,
        isRoot: false,
        unchanged: unchanged || before.isSame(part, value),
      })
    })
  }

  #entries({ schema, old, path, unchanged }: Subject, object: Readonly<Record<string, unknown>>): void {
    const values = valuesOf(schema)
    const before = correlated(schema, old)
    for (const key of Object.keys(object)) {
      const property = schema.properties?.[key]
      const inner = property ?? (values === true ? undefined : values)
      if (inner === undefined) continue
      const part = before.entry(key)
      this.visit({
        schema: inner,
        value: object[key],
        old: part,
        path: property ? (path === '' ? key : `${path}.${key}`) : `${path}[${key}]`,
        isRoot: false,
        unchanged: unchanged || before.isSame(part, object[key]),
      })
    }
  }

  #ownRules(subject: Subject): void {
    const { schema, isRoot, value, old } = subject
    const rules = compiledRules(schema, isRoot)
    if (rules.length === 0) return
    const self = celValueOf(schema, value, isRoot)
    // A value that its schema does not allow is told of by the schema.
    if (self === undefined) return
    const oldSelf = old === undefined || old === null ? undefined : celValueOf(schema, old, isRoot)
    for (const rule of rules) {
      if (this.#budget < 0) return
      const error = this.#ask(rule, subject, self, oldSelf)
      if (error && (rule.usesOldSelf || !subject.unchanged)) this.#errors.push(error)
    }
  }

  #ask(
    compiled: CompiledRule,
    subject: Subject,
    self: Value,
    oldSelf: Value | undefined,
  ): FieldError | undefined {
    const { rule, program, usesOldSelf } = compiled
    const { path, schema } = subject
    if (program === undefined) return invalidValue(path, schema.type, `rule compile error: ${compiled.error}`)
    // A rule about a transition needs something to come from.
    if (usesOldSelf && oldSelf === undefined && !rule.optionalOldSelf) return undefined
    const variables = variablesOf(rule, self, oldSelf)
    const result = this.#evaluate(program, variables)
    if (result instanceof Error) return failure(result, path, schema.type, rule)
    if (result === true) return undefined
    const detail =
      this.#message(compiled, variables) ?? (rule.message?.trim() || `failed rule: ${rule.rule.trim()}`)
    const where =
      compiled.fieldPath === '' ? path : path === '' ? compiled.fieldPath : `${path}.${compiled.fieldPath}`
    return errorFor(rule, where, shownValue(subject), detail)
  }

  #evaluate(program: Program, variables: (name: string) => Value | undefined): Value | Error {
    const isLast = this.#budget < CALL_LIMIT
    const meter = new Meter(Math.min(CALL_LIMIT, this.#budget))
    try {
      return program.evaluate(variables, meter)
    } catch (error) {
      if (error instanceof CostLimitError) {
        this.#budget = -1
        return isLast ? new OutOfBudget() : error
      }
      if (error instanceof EvaluationError) return error
      throw error
    } finally {
      this.#budget -= meter.cost
    }
  }

  /** What the message expression says, unless it fails or says nothing that fits on a line. */
  #message({ message }: CompiledRule, variables: (name: string) => Value | undefined): string | undefined {
    const text = message && this.#evaluate(message, variables)
    if (typeof text !== 'string') return undefined
    const trimmed = text.trim()
    const isUsable =
      trimmed !== '' && !trimmed.includes('\n') && Buffer.byteLength(trimmed) <= MAX_MESSAGE_BYTES
    return isUsable ? trimmed : undefined
  }
}

/** The value as errors show it. Objects and lists are not shown. */
function shownValue({ schema, value }: Subject): { badValue?: unknown } {
  return schema.type === 'object' || schema.type === 'array' ? {} : { badValue: value }
}

function variablesOf(
  { optionalOldSelf }: ValidationRule,
  self: Value,
  oldSelf: Value | undefined,
): (name: string) => Value | undefined {
  return (name) => {
    if (name === 'self') return self
    if (name !== 'oldSelf') return undefined
    if (!optionalOldSelf) return oldSelf
    return oldSelf === undefined ? NONE : new Optional(oldSelf)
  }
}

function failure(error: Error, path: string, type: string | undefined, rule: ValidationRule): FieldError {
  const shown = (rule.message || rule.rule).trim()
  if (error instanceof OutOfBudget) return invalidValue(path, type, error.message)
  if (error instanceof CostLimitError) {
    const detail = `'${error.message}': no further validation rules will be run due to call cost exceeds limit for rule: ${shown}`
    return invalidValue(path, type, detail)
  }
  if (error.message === 'no such overload')
    return invalidValue(
      path,
      type,
      `'no such overload': call arguments did not match a supported operator, function or macro signature for rule: ${shown}`,
    )
  return invalidValue(path, type, `${error.message} evaluating rule: ${shown}`)
}

function errorFor(
  { reason }: ValidationRule,
  field: string,
  shown: { badValue?: unknown },
  detail: string,
): FieldError {
  if (reason === 'FieldValueForbidden') return forbiddenField(field, detail)
  if (reason === 'FieldValueRequired') return required(field, detail)
  if (reason === 'FieldValueDuplicate') return { type: reason, field, ...shown, detail: '' }
  return { type: 'FieldValueInvalid', field, ...shown, detail }
}
