/** The rules of a job's podFailurePolicy and successPolicy. */
import {
  duplicate,
  type FieldError,
  invalidValue,
  notSupported,
  required,
  tooMany,
} from '../../../../apimachinery/field-error.ts'
import type {
  JobSpec,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyOnPodConditionsPattern,
  PodFailurePolicyRule,
  SuccessPolicyRule,
} from '../../../../generated/types.ts'
import { nonNegative, oneOf, qualifiedName } from '../../core/pod/validation/fields.ts'
import { countIndexes } from '../job-indexes.ts'

const MAX_RULES = 20
const MAX_EXIT_CODES = 255
const MAX_CONDITIONS = 20
const MAX_INDEXES_LENGTH = 64 * 1024
const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore']
const OPERATORS = ['In', 'NotIn']
const STATUSES = ['False', 'True', 'Unknown']

/** An error about a value that is too large to show. */
function invalidAt(field: string, detail: string): FieldError {
  return { type: 'FieldValueInvalid', field, detail }
}

function goList(values: readonly string[]): string {
  return `[${values.map((value) => `"${value}"`).join(' ')}]`
}

/** The errors of a podFailurePolicy, which is there. */
export function validatePodFailurePolicy(spec: JobSpec, path: string): FieldError[] {
  const rules = spec.podFailurePolicy?.rules ?? []
  const { containers = [], initContainers = [] } = spec.template.spec ?? {}
  const names = new Set([...containers, ...initContainers].map(({ name }) => name))
  return [
    ...(rules.length > MAX_RULES ? [tooMany(`${path}.rules`, rules.length, MAX_RULES)] : []),
    ...rules.flatMap((rule, index) => validateRule(rule, spec, names, `${path}.rules[${index}]`)),
  ]
}

function validateRule(
  { action = '', onExitCodes, onPodConditions = [] }: Partial<PodFailurePolicyRule>,
  spec: JobSpec,
  containers: ReadonlySet<string>,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  if (action === '') errors.push(required(`${path}.action`, `valid values: ${goList(ACTIONS)}`))
  else if (action === 'FailIndex' && spec.backoffLimitPerIndex === undefined)
    errors.push(invalidValue(`${path}.action`, action, 'requires the backoffLimitPerIndex to be set'))
  else errors.push(...oneOf(action, ACTIONS, `${path}.action`))
  if (onExitCodes) errors.push(...validateExitCodes(onExitCodes, containers, `${path}.onExitCodes`))
  errors.push(...validateConditions(onPodConditions, `${path}.onPodConditions`))
  if (onExitCodes && onPodConditions.length > 0)
    errors.push(invalidAt(path, 'specifying both OnExitCodes and OnPodConditions is not supported'))
  if (!onExitCodes && onPodConditions.length === 0)
    errors.push(invalidAt(path, 'specifying one of OnExitCodes and OnPodConditions is required'))
  return errors
}

function validateConditions(
  patterns: readonly PodFailurePolicyOnPodConditionsPattern[],
  path: string,
): FieldError[] {
  return [
    ...(patterns.length > MAX_CONDITIONS ? [tooMany(path, patterns.length, MAX_CONDITIONS)] : []),
    ...patterns.flatMap(({ type, status = '' }, index) => {
      const at = `${path}[${index}].status`
      const statuses =
        status === '' ? [required(at, `valid values: ${goList(STATUSES)}`)] : oneOf(status, STATUSES, at)
      return [...qualifiedName(type, `${path}[${index}].type`), ...statuses]
    }),
  ]
}

function validateExitCodes(
  { operator = '', containerName, values = [] }: Partial<PodFailurePolicyOnExitCodesRequirement>,
  containers: ReadonlySet<string>,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  const at = `${path}.operator`
  if (operator === '') errors.push(required(at, `valid values: ${goList(OPERATORS)}`))
  else if (!OPERATORS.includes(operator)) errors.push(notSupported(at, operator, OPERATORS))
  const unknown = 'must be one of the container or initContainer names in the pod template'
  if (containerName !== undefined && !containers.has(containerName))
    errors.push(invalidValue(`${path}.containerName`, containerName, unknown))
  return [...errors, ...validateCodes(values, operator, `${path}.values`)]
}

function validateCodes(values: readonly number[], operator: string, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (values.length === 0) errors.push(invalidValue(path, values, 'at least one value is required'))
  if (values.length > MAX_EXIT_CODES) errors.push(tooMany(path, values.length, MAX_EXIT_CODES))
  const seen = new Set<number>()
  for (const [index, value] of values.entries()) {
    const at = `${path}[${index}]`
    if (operator === 'In' && value === 0)
      errors.push(invalidValue(at, value, 'must not be 0 for the In operator'))
    if (seen.has(value)) errors.push(duplicate(at, value))
    seen.add(value)
  }
  const ordered = values.every((value, index) => index === 0 || (values[index - 1] ?? 0) <= value)
  return ordered ? errors : [...errors, invalidValue(path, values, 'must be ordered')]
}

/** The errors of a successPolicy, which is there, of an indexed job. */
export function validateSuccessPolicy(
  { successPolicy, completions = 0 }: JobSpec,
  path: string,
): FieldError[] {
  const rules = successPolicy?.rules ?? []
  const at = `${path}.rules`
  const none = 'at least one rules must be specified when the successPolicy is specified'
  return [
    ...(rules.length === 0 ? [required(at, none)] : []),
    ...(rules.length > MAX_RULES ? [tooMany(at, rules.length, MAX_RULES)] : []),
    ...rules.flatMap((rule, index) => validateSuccessRule(rule, completions, `${at}[${index}]`)),
  ]
}

function validateSuccessRule(
  { succeededCount: count, succeededIndexes: indexes }: SuccessPolicyRule,
  completions: number,
  path: string,
): FieldError[] {
  const none = 'at least one of succeededCount or succeededIndexes must be specified'
  const errors = count === undefined && indexes === undefined ? [required(path, none)] : []
  let total = 0
  if (indexes !== undefined) {
    const at = `${path}.succeededIndexes`
    if (indexes.length > MAX_INDEXES_LENGTH)
      errors.push({
        type: 'FieldValueTooLong',
        field: at,
        detail: `may not be more than ${MAX_INDEXES_LENGTH} bytes`,
      })
    const counted = countIndexes(indexes, completions)
    if (typeof counted === 'number') total = counted
    else errors.push(invalidValue(at, indexes, `error parsing succeededIndexes: ${counted.error}`))
  }
  if (count === undefined) return errors
  const at = `${path}.succeededCount`
  const most = 'must be less than or equal to'
  errors.push(...nonNegative(count, at))
  if (count > completions)
    errors.push(invalidValue(at, count, `${most} ${completions} (the number of specified completions)`))
  if (indexes !== undefined && count > total)
    errors.push(
      invalidValue(
        at,
        count,
        `${most} ${total} (the number of indexes in the specified succeededIndexes field)`,
      ),
    )
  return errors
}
