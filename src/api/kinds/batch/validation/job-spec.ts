/** The rules of a job's spec, which also a cron job has. */
import {
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { checkDomainPrefixedPath } from '../../../../apimachinery/qualified-name.ts'
import type { JobSpec } from '../../../../generated/types.ts'
import { nonNegative, oneOf } from '../../core/pod/validation/fields.ts'
import { validatePodTemplate } from '../../core/pod/validation/template.ts'
import { validatePodFailurePolicy, validateSuccessPolicy } from './job-policies.ts'

const MAX_PARALLELISM = 100_000
const MAX_FAILED_INDEXES = 100_000
/** Above so many completions the other limits are tighter. */
const MANY_COMPLETIONS = 100_000
const MANY_LIMIT = 10_000
const MAX_MANAGED_BY = 63

/** All errors of a job's spec but those of its selector. */
export function validateJobSpec(spec: JobSpec, path: string): FieldError[] {
  return [
    ...validateNumbers(spec, path),
    ...validateManagedBy(spec.managedBy, `${path}.managedBy`),
    ...validateCompletionMode(spec, path),
    ...(spec.podFailurePolicy ? validatePodFailurePolicy(spec, `${path}.podFailurePolicy`) : []),
    ...validateSuccess(spec, `${path}.successPolicy`),
    ...validateReplacement(spec, `${path}.podReplacementPolicy`),
    ...validatePodTemplate(spec.template, `${path}.template`),
    ...validateRestartPolicy(spec, `${path}.template.spec.restartPolicy`),
  ]
}

function validateNumbers(spec: JobSpec, path: string): FieldError[] {
  const numbers = [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
    'backoffLimitPerIndex',
    'maxFailedIndexes',
  ] as const
  const alone = spec.maxFailedIndexes !== undefined && spec.backoffLimitPerIndex === undefined
  return [
    ...numbers.flatMap((name) => nonNegative(spec[name], `${path}.${name}`)),
    ...(alone ? [required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified')] : []),
  ]
}

function validateManagedBy(manager: string | undefined, path: string): FieldError[] {
  if (manager === undefined) return []
  const errors = checkDomainPrefixedPath(path, manager)
  if (manager.length > MAX_MANAGED_BY)
    errors.push({
      type: 'FieldValueTooLong',
      field: path,
      detail: `may not be more than ${MAX_MANAGED_BY} bytes`,
    })
  return errors
}

function validateCompletionMode(spec: JobSpec, path: string): FieldError[] {
  const { completionMode: mode = 'NonIndexed' } = spec
  const errors = oneOf(mode, ['NonIndexed', 'Indexed'], `${path}.completionMode`)
  if (mode === 'Indexed') return [...errors, ...validateIndexed(spec, path)]
  if (mode !== 'NonIndexed') return errors
  for (const name of ['backoffLimitPerIndex', 'maxFailedIndexes'] as const)
    if (spec[name] !== undefined)
      errors.push(invalidValue(`${path}.${name}`, spec[name], 'requires indexed completion mode'))
  return errors
}

function validateIndexed(spec: JobSpec, path: string): FieldError[] {
  const { completions, parallelism = 0, maxFailedIndexes: failed, backoffLimitPerIndex } = spec
  const most = 'must be less than or equal to'
  const errors: FieldError[] = []
  if (completions === undefined)
    errors.push(required(`${path}.completions`, 'when completion mode is Indexed'))
  if (parallelism > MAX_PARALLELISM)
    errors.push(
      invalidValue(
        `${path}.parallelism`,
        parallelism,
        `${most} ${MAX_PARALLELISM} when completion mode is Indexed`,
      ),
    )
  if (completions !== undefined && failed !== undefined && failed > completions)
    errors.push(invalidValue(`${path}.maxFailedIndexes`, failed, `${most} completions`))
  if (failed !== undefined && failed > MAX_FAILED_INDEXES)
    errors.push(invalidValue(`${path}.maxFailedIndexes`, failed, `${most} ${MAX_FAILED_INDEXES}`))
  const many = (completions ?? 0) > MANY_COMPLETIONS && backoffLimitPerIndex !== undefined
  return many ? [...errors, ...validateManyIndexes(parallelism, failed, path)] : errors
}

function validateManyIndexes(parallelism: number, failed: number | undefined, path: string): FieldError[] {
  const text = `must be less than or equal to ${MANY_LIMIT} when completions are above ${MANY_COMPLETIONS} and used with backoff limit per index`
  const at = `${path}.maxFailedIndexes`
  const errors: FieldError[] = []
  if (failed === undefined)
    errors.push(required(at, `must be specified when completions is above ${MANY_COMPLETIONS}`))
  if (parallelism > MANY_LIMIT) errors.push(invalidValue(`${path}.parallelism`, parallelism, text))
  if (failed !== undefined && failed > MANY_LIMIT) errors.push(invalidValue(at, failed, text))
  return errors
}

function validateSuccess(spec: JobSpec, path: string): FieldError[] {
  if (spec.successPolicy === undefined) return []
  if (spec.completionMode === 'Indexed') return validateSuccessPolicy(spec, path)
  return [invalidValue(path, spec.successPolicy, 'requires indexed completion mode')]
}

function validateReplacement(
  { podReplacementPolicy, podFailurePolicy }: JobSpec,
  path: string,
): FieldError[] {
  return oneOf(podReplacementPolicy, podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'], path)
}

/** Always is what a template gets that names none, so it counts as missing. */
function validateRestartPolicy({ template, podFailurePolicy }: JobSpec, path: string): FieldError[] {
  const { restartPolicy = '' } = template.spec ?? {}
  if (restartPolicy === '' || restartPolicy === 'Always')
    return [required(path, 'valid values: "OnFailure", "Never"')]
  if (restartPolicy !== 'OnFailure' && restartPolicy !== 'Never')
    return [notSupported(path, restartPolicy, ['OnFailure', 'Never'])]
  if (podFailurePolicy === undefined || restartPolicy === 'Never') return []
  return [invalidValue(path, restartPolicy, 'only "Never" is supported when podFailurePolicy is specified')]
}
