/** Whether the rules of a schema can be asked: their texts, their messages, and whether they compile. */
import { type FieldError, invalidValue, notSupported, required } from '../../apimachinery/field-error.ts'
import type { JSONSchemaProps, ValidationRule } from '../../generated/types.ts'
import { itemsOf, valuesOf } from '../schema/custom-schema.ts'
import { compiledRules } from './compile-rules.ts'
import { followFieldPath } from './field-path.ts'
import { hasRules } from './has-rules.ts'

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']

/** The errors of all rules of a schema. Those that do not compile are told only where all texts are in order. */
export function validateRuleTexts(schema: JSONSchemaProps, path: string): FieldError[] {
  const texts = walk(schema, path, ({ node, at }) =>
    (node['x-kubernetes-validations'] ?? []).flatMap((rule, index) =>
      validateText(node, rule, `${at}.x-kubernetes-validations[${index}]`),
    ),
  )
  return texts.length > 0 ? texts : walk(schema, path, validateCompiled)
}

/** A part of a schema that has rules. */
interface Part {
  readonly node: JSONSchemaProps
  readonly at: string
  readonly isRoot: boolean
  /** Within which list an old item cannot be told; undefined where it can. */
  readonly uncorrelatable: string | undefined
}

function walk(schema: JSONSchemaProps, path: string, ask: (part: Part) => FieldError[]): FieldError[] {
  const visit = (part: Part): FieldError[] => {
    const { node, at, uncorrelatable } = part
    if (!hasRules(node)) return []
    const inner = (child: JSONSchemaProps, where: string, within = uncorrelatable) =>
      visit({ node: child, at: where, isRoot: false, uncorrelatable: within })
    const values = valuesOf(node)
    const items = itemsOf(node)
    const isKeyed = node['x-kubernetes-list-type'] === 'map'
    return [
      ...(values === undefined || values === true ? [] : inner(values, `${at}.additionalProperties`)),
      ...Object.entries(node.properties ?? {}).flatMap(([name, property]) =>
        inner(property, `${at}.properties[${name}]`),
      ),
      ...(items ? inner(items, `${at}.items`, isKeyed ? uncorrelatable : (uncorrelatable ?? at)) : []),
      ...((node['x-kubernetes-validations'] ?? []).length > 0 ? ask(part) : []),
    ]
  }
  return visit({ node: schema, at: path, isRoot: true, uncorrelatable: undefined })
}

function validateText(schema: JSONSchemaProps, rule: ValidationRule, path: string): FieldError[] {
  const { message = '', messageExpression = '', fieldPath = '', reason } = rule
  const errors = validateRule(rule.rule ?? '', message, path)
  if (messageExpression !== '' && messageExpression.trim() === '')
    errors.push(required(`${path}.messageExpression`, 'messageExpression must be non-empty if specified'))
  if (reason !== undefined && !REASONS.includes(reason))
    errors.push(notSupported(`${path}.reason`, reason, REASONS))
  if (fieldPath === '') return errors
  const at = `${path}.fieldPath`
  if (fieldPath.trim() === '')
    errors.push(invalidValue(at, fieldPath, 'fieldPath must be non-empty if specified'))
  if (hasLines(fieldPath)) errors.push(invalidValue(at, fieldPath, 'fieldPath must not contain line breaks'))
  if (!leadsSomewhere(schema, fieldPath))
    errors.push(invalidValue(at, fieldPath, 'fieldPath must be a valid path'))
  return errors
}

function validateRule(rule: string, message: string, path: string): FieldError[] {
  const at = `${path}.message`
  if (rule.trim() === '') return [required(`${path}.rule`, 'rule is not specified')]
  if (message !== '' && message.trim() === '')
    return [invalidValue(at, message, 'message must be non-empty if specified')]
  if (hasLines(message.trim())) return [invalidValue(at, message, 'message must not contain line breaks')]
  if (hasLines(rule.trim()) && message.trim() === '')
    return [required(at, 'message must be specified if rule contains line breaks')]
  return []
}

function hasLines(text: string): boolean {
  return /[\n\r]/.test(text)
}

function leadsSomewhere(schema: JSONSchemaProps, path: string): boolean {
  try {
    followFieldPath(schema, path)
    return true
  } catch {
    return false
  }
}

function validateCompiled({ node, at, isRoot, uncorrelatable }: Part): FieldError[] {
  return compiledRules(node, isRoot).flatMap(({ rule, error, messageError, usesOldSelf }, index) => {
    const path = `${at}.x-kubernetes-validations[${index}]`
    const errors: FieldError[] = []
    if (error !== undefined) errors.push(invalidValue(`${path}.rule`, shown(rule), error))
    if (messageError !== undefined)
      errors.push(invalidValue(`${path}.messageExpression`, shown(rule), messageError))
    if (usesOldSelf && uncorrelatable !== undefined) {
      const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`
      errors.push(invalidValue(`${path}.rule`, rule.rule, detail))
    }
    if (!usesOldSelf && error === undefined && rule.optionalOldSelf !== undefined) {
      const detail = 'may not be set if oldSelf is not used in rule'
      errors.push(invalidValue(`${path}.optionalOldSelf`, rule.optionalOldSelf, detail))
    }
    return errors
  })
}

/** A rule as the server's own type has it, which is how its errors show it. */
function shown(rule: ValidationRule): object {
  return {
    Rule: rule.rule,
    Message: rule.message ?? '',
    MessageExpression: rule.messageExpression ?? '',
    Reason: rule.reason ?? null,
    FieldPath: rule.fieldPath ?? '',
    OptionalOldSelf: rule.optionalOldSelf ?? null,
  }
}
