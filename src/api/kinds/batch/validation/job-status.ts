/** What of a job's status may change (ValidateJobStatusUpdate). */
import { type FieldError, invalidValue, required } from '../../../../apimachinery/field-error.ts'
import { parseTime } from '../../../../apimachinery/time.ts'
import type { Job } from '../../../../generated/types.ts'
import { nonNegativeCounts } from '../../apps/validation/numbers.ts'
import { isJobConditionTrue, isJobFinished } from '../job-conditions.ts'
import { countIndexes } from '../job-indexes.ts'

const COUNTS = ['active', 'succeeded', 'failed', 'ready', 'terminating']

/** Conditions that cannot be true together, or the second without the first. */
const TOGETHER: readonly [a: string, b: string, text: string][] = [
  ['Complete', 'Failed', 'cannot set Complete=True and Failed=true conditions'],
  ['Complete', 'FailureTarget', 'cannot set Complete=True and FailureTarget=true conditions'],
  ['SuccessCriteriaMet', 'Failed', 'cannot set SuccessCriteriaMet=True and Failed=true conditions'],
  [
    'SuccessCriteriaMet',
    'FailureTarget',
    'cannot set SuccessCriteriaMet=True and FailureTarget=true conditions',
  ],
]
const NEEDED: readonly [condition: string, needs: string, text: string][] = [
  ['Failed', 'FailureTarget', 'cannot set Failed=True condition without the FailureTarget=true condition'],
  [
    'Complete',
    'SuccessCriteriaMet',
    'cannot set Complete=True condition without the SuccessCriteriaMet=true condition',
  ],
]

/** The errors of the step from old to new. */
export function validateJobStatusUpdate(object: Job, old: Job): FieldError[] {
  const { status = {} } = object
  return [
    ...nonNegativeCounts({ ...status }, COUNTS, 'status'),
    ...validateConditions(object),
    ...validateTimes(object),
    ...validateFinished(object),
    ...validateIndexes(object),
    ...validateSteps(object, old),
  ]
}

function conditionError(text: string): FieldError {
  return { type: 'FieldValueInvalid', field: 'status.conditions', detail: text }
}

function validateConditions(object: Job): FieldError[] {
  const is = (type: string) => isJobConditionTrue(object, type)
  return [
    ...TOGETHER.filter(([a, b]) => is(a) && is(b)),
    ...NEEDED.filter(([condition, needs]) => is(condition) && !is(needs)),
  ].map(([, , text]) => conditionError(text))
}

function validateTimes(object: Job): FieldError[] {
  const { startTime, completionTime } = object.status ?? {}
  const complete = isJobConditionTrue(object, 'Complete')
  const path = 'status.completionTime'
  const errors: FieldError[] = []
  if (completionTime !== undefined && !complete)
    errors.push(
      invalidValue(
        path,
        completionTime,
        'cannot set completionTime when there is no Complete=True condition',
      ),
    )
  if (completionTime === undefined && complete)
    errors.push(required(path, 'completionTime is required for Complete jobs'))
  const [start, end] = [parseTime(startTime), parseTime(completionTime)]
  if (start !== undefined && end !== undefined && end < start)
    errors.push(invalidValue(path, completionTime, 'completionTime cannot be set before startTime'))
  return errors
}

function validateFinished(object: Job): FieldError[] {
  const { active = 0, terminating = 0, ready, startTime, uncountedTerminatedPods: pods } = object.status ?? {}
  const errors: FieldError[] = []
  if (ready !== undefined && ready > active)
    errors.push(invalidValue('status.ready', ready, 'cannot set more ready pods than active'))
  if (!isJobFinished(object)) return errors
  const uncounted = (pods?.failed ?? []).length + (pods?.succeeded ?? []).length
  if (active > 0) errors.push(invalidValue('status.active', active, 'active>0 is invalid for finished job'))
  if (startTime === undefined)
    errors.push(required('status.startTime', 'startTime is required for finished job'))
  if (uncounted > 0)
    errors.push(
      invalidValue(
        'status.uncountedTerminatedPods',
        pods,
        'uncountedTerminatedPods needs to be empty for finished job',
      ),
    )
  if (terminating > 0)
    errors.push(invalidValue('status.terminating', terminating, 'terminating>0 is invalid for finished job'))
  return errors
}

function validateIndexes({ spec, status }: Job): FieldError[] {
  const { completedIndexes = '', failedIndexes } = status ?? {}
  const errors: FieldError[] = []
  for (const name of ['completedIndexes', 'failedIndexes'] as const) {
    const counted = countIndexes(status?.[name] ?? '', spec?.completions ?? 0)
    if (spec?.completions !== undefined && typeof counted !== 'number')
      errors.push(invalidValue(`status.${name}`, status?.[name], `error parsing ${name}: ${counted.error}`))
  }
  const plain = 'cannot set non-empty completedIndexes when non-indexed completion mode'
  if (completedIndexes !== '' && spec?.completionMode !== 'Indexed')
    errors.push(invalidValue('status.completedIndexes', completedIndexes, plain))
  const unlimited = 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'
  if (failedIndexes !== undefined && spec?.backoffLimitPerIndex === undefined)
    errors.push(invalidValue('status.failedIndexes', failedIndexes, unlimited))
  return errors
}

/** What has ended stays so, and counters only grow. */
function validateSteps(object: Job, old: Job): FieldError[] {
  const errors = ['Failed', 'Complete', 'FailureTarget']
    .filter((type) => isJobConditionTrue(old, type) && !isJobConditionTrue(object, type))
    .map((type) => conditionError(`cannot disable the terminal ${type}=True condition`))
  for (const name of ['failed', 'succeeded'] as const) {
    const count = object.status?.[name] ?? 0
    if (count < (old.status?.[name] ?? 0))
      errors.push(invalidValue(`status.${name}`, count, `cannot decrease the ${name} counter`))
  }
  return errors
}
