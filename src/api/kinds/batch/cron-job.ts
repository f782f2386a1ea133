/** CronJob: a job at each time of a schedule. */
import { formatLabelSelector } from '../../../apimachinery/label-selector.ts'
import { humanAge } from '../../../apimachinery/time.ts'
import type { CronJob } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { formatOptionalBoolean } from '../../describe/format.ts'
import { templateWarnings } from '../core/pod/warnings.ts'
import { templateColumns } from '../core/pod-template/columns.ts'
import { defaultJobTemplate } from './job-defaults.ts'
import { validateCronJob, validateCronJobCreate, validateCronJobUpdate } from './validation/cron-job.ts'

/** CronJob, `batch/v1`. */
export const cronJob = defineKind<CronJob>({
  kind: 'CronJob',
  group: 'batch',
  generation: true,
  defaults,
  prepareCreate(object) {
    object.status = {}
  },
  validate: validateCronJob,
  validateCreate: validateCronJobCreate,
  validateUpdate: validateCronJobUpdate,
  warnings: ({ spec }) =>
    templateWarnings(spec?.jobTemplate.spec?.template, 'spec.jobTemplate.spec.template'),
  columns: [
    nameColumn,
    column('Schedule', ({ spec }) => spec?.schedule ?? ''),
    column('Timezone', ({ spec }) => spec?.timeZone ?? '<none>'),
    column('Suspend', ({ spec }) => formatOptionalBoolean(spec?.suspend), { type: 'boolean' }),
    column('Active', ({ status }) => (status?.active ?? []).length, { type: 'integer' }),
    column('Last Schedule', ({ status }, now) =>
      status?.lastScheduleTime === undefined ? '<none>' : humanAge(status.lastScheduleTime, now),
    ),
    ageColumn,
    ...templateColumns<CronJob>(({ spec }) => spec?.jobTemplate.spec?.template),
    wideColumn('Selector', ({ spec }) => formatLabelSelector(spec?.jobTemplate.spec?.selector)),
  ],
  describe: () => import('./cron-job.describe.ts'),
  podTemplate: ({ spec }) => spec?.jobTemplate.spec?.template,
})

function defaults(object: CronJob): void {
  object.spec ??= { schedule: '', jobTemplate: {} }
  const { spec } = object
  spec.jobTemplate ??= {}
  spec.jobTemplate.metadata ??= {}
  spec.jobTemplate.spec ??= { template: {} }
  defaultJobTemplate(spec.jobTemplate.spec)
  spec.concurrencyPolicy ||= 'Allow'
  spec.suspend ??= false
  spec.successfulJobsHistoryLimit ??= 3
  spec.failedJobsHistoryLimit ??= 1
}
