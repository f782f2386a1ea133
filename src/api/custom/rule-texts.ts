/** Whether the rules of a schema can be asked: their texts, their messages, and whether they compile. */
import { type FieldError, invalidValue, notSupported, required } from '../../apimachinery/field-error.ts'
import type { JSONSchemaProps, ValidationRule } from '../../generated/types.ts'
import { itemsOf, valuesOf } from '../schema/custom-schema.ts'
import { type CompiledRule, compiledRules } from './compile-rules.ts'
import { mostInRequest, sizesWithin } from './declared-sizes.ts'
import { followFieldPath } from './field-path.ts'
import { hasRules } from './has-rules.ts'
import { mostCost, mostParts, RuleCosts } from './rule-costs.ts'

const REASONS = ['FieldValueDuplicate', 'FieldValueForbidden', 'FieldValueInvalid', 'FieldValueRequired']

/**
 * The errors of all rules of a schema. Those that do not compile or cost too much are told only where all texts are in
 * order. In a schema that `isUnchanged`, an expression may cost as much as it did.
 */
export function validateRuleTexts(
  schema: JSONSchemaProps,
  path: string,
  { isUnchanged }: { isUnchanged: boolean },
): FieldError[] {
  const texts = walk(schema, path, ({ node, at }) =>
    (node['x-kubernetes-validations'] ?? []).flatMap((rule, index) =>
      validateText(node, rule, `${at}.x-kubernetes-validations[${index}]`),
    ),
  )
  if (texts.length > 0) return texts
  const costs = new RuleCosts(!isUnchanged)
  const errors = walk(schema, path, (part) => validateCompiled(part, costs))
  return [...errors, ...costs.errors(path)]
}

/** A part of a schema that has rules. */
interface Part {
  readonly node: JSONSchemaProps
  readonly at: string
  readonly isRoot: boolean
  /** Within which list an old item cannot be told; undefined where it can. */
  readonly uncorrelatable: string | undefined
  /** How often it can be there in one object; infinite where the schema sets no limit. */
  readonly most: number
}

function walk(schema: JSONSchemaProps, path: string, ask: (part: Part) => FieldError[]): FieldError[] {
  const visit = (part: Part): FieldError[] => {
    const { node, at, uncorrelatable } = part
    if (!hasRules(node)) return []
    const most = part.most * mostParts(node)
    const inner = (child: JSONSchemaProps, where: string, within = uncorrelatable) =>
      visit({ node: child, at: where, isRoot: false, uncorrelatable: within, most })
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
  return visit({ node: schema, at: path, isRoot: true, uncorrelatable: undefined, most: 1 })
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

function validateCompiled({ node, at, isRoot, uncorrelatable, most }: Part, costs: RuleCosts): FieldError[] {
  const isObject = isRoot || node['x-kubernetes-embedded-resource'] === true
  const sizeAt = sizesWithin(node, isObject)
  const times = Number.isFinite(most) ? most : mostInRequest(node, isObject)
  return compiledRules(node, isRoot).flatMap((compiled, index) => {
    const path = `${at}.x-kubernetes-validations[${index}]`
    const { rule, program, error, message, messageError } = compiled
    const errors: FieldError[] = []
    if (program) errors.push(...costs.observe('rule', `${path}.rule`, mostCost(program, sizeAt) * times))
    if (error !== undefined) errors.push(invalidValue(`${path}.rule`, shown(rule), error))
    if (messageError !== undefined)
      errors.push(invalidValue(`${path}.messageExpression`, shown(rule), messageError))
    if (message)
      errors.push(
        ...costs.observe('messageExpression', `${path}.messageExpression`, mostCost(message, sizeAt)),
      )
    return [...errors, ...validateOldSelf(compiled, path, uncorrelatable)]
  })
}

function validateOldSelf(
  { rule, error, usesOldSelf }: CompiledRule,
  path: string,
  uncorrelatable: string | undefined,
): FieldError[] {
  if (usesOldSelf) {
    if (uncorrelatable === undefined) return []
    const detail = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`
    return [invalidValue(`${path}.rule`, rule.rule, detail)]
  }
  if (error !== undefined || rule.optionalOldSelf === undefined) return []
  const detail = 'may not be set if oldSelf is not used in rule'
  return [invalidValue(`${path}.optionalOldSelf`, rule.optionalOldSelf, detail)]
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
