/** The rules of a CronJob (pkg/apis/batch/validation). */
import {
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import type { CronJob, CronJobSpec, JobTemplateSpec } from '../../../../generated/types.ts'
import { nonNegative, requiredOneOf } from '../../core/pod/validation/fields.ts'
import { parseSchedule } from '../schedule.ts'
import { timeZoneProblem } from '../time-zone.ts'
import { validateJobSpec } from './job-spec.ts'

/** Jobs get the cron job's name, a dash and ten digits, and their names have at most 63 characters. */
const MAX_NAME_LENGTH = 52

/** All errors of a cron job but those of a zone in the schedule, which old ones may keep. */
export function validateCronJob({ spec = { schedule: '', jobTemplate: {} } }: CronJob): FieldError[] {
  return [
    ...validateSchedule(spec.schedule),
    ...nonNegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
    ...validateTimeZone(spec.timeZone),
    ...requiredOneOf(spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace'], 'spec.concurrencyPolicy'),
    ...validateJobTemplate(spec.jobTemplate, 'spec.jobTemplate.spec'),
    ...nonNegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    ...nonNegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
  ]
}

/** The errors of a new cron job. */
export function validateCronJobCreate({ metadata, spec }: CronJob): FieldError[] {
  const { name = '' } = metadata
  const long = name.length > MAX_NAME_LENGTH
  const text = `must be no more than ${MAX_NAME_LENGTH} characters`
  return [
    ...validateZoneInSchedule(spec, false),
    ...(long ? [invalidValue('metadata.name', name, text)] : []),
  ]
}

/** The errors of the step from old to new. */
export function validateCronJobUpdate({ spec }: CronJob, old: CronJob): FieldError[] {
  return validateZoneInSchedule(spec, old.spec?.schedule?.includes('TZ') === true)
}

function validateSchedule(schedule = ''): FieldError[] {
  if (schedule === '') return [required('spec.schedule')]
  const parsed = parseSchedule(schedule)
  return 'error' in parsed ? [invalidValue('spec.schedule', schedule, parsed.error)] : []
}

function validateZoneInSchedule(spec: CronJobSpec | undefined, allowed: boolean): FieldError[] {
  const { schedule = '', timeZone } = spec ?? {}
  if (!schedule.includes('TZ')) return []
  const both = 'cannot use both timeZone field and TZ or CRON_TZ in schedule'
  if (allowed) return timeZone === undefined ? [] : [invalidValue('spec.schedule', schedule, both)]
  return [
    invalidValue(
      'spec.schedule',
      schedule,
      'cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
    ),
  ]
}

function validateTimeZone(zone: string | undefined): FieldError[] {
  const problem = zone === undefined ? undefined : timeZoneProblem(zone)
  return problem === undefined ? [] : [invalidValue('spec.timeZone', zone, problem)]
}

function validateJobTemplate({ spec = { template: {} } }: JobTemplateSpec = {}, path: string): FieldError[] {
  const errors = validateJobSpec(spec, path)
  if (spec.selector !== undefined)
    errors.push(invalidValue(`${path}.selector`, spec.selector, '`selector` will be auto-generated'))
  if (spec.manualSelector)
    errors.push(notSupported(`${path}.manualSelector`, true as unknown as string, ['nil', 'false']))
  return errors
}
