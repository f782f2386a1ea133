/** Job: pods that run until enough of them have succeeded. */
import { formatLabelSelector } from '../../../apimachinery/label-selector.ts'
import { humanDuration, parseTime } from '../../../apimachinery/time.ts'
import type { Job } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn, wideColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { templateWarnings } from '../core/pod/warnings.ts'
import { templateColumns } from '../core/pod-template/columns.ts'
import { selectorEntry } from '../core/pod-template/selector-index.ts'
import { isJobConditionTrue } from './job-conditions.ts'
import { defaultJob } from './job-defaults.ts'
import { generateSelector } from './job-selector.ts'
import { validateJob } from './validation/job.ts'
import { validateJobStatusUpdate } from './validation/job-status.ts'
import { validateJobUpdate } from './validation/job-update.ts'

/** Job, `batch/v1`. */
export const job = defineKind<Job>({
  kind: 'Job',
  group: 'batch',
  generation: true,
  defaultPropagation: 'Orphan',
  defaults: defaultJob,
  prepareCreate(object) {
    object.status = {}
    generateSelector(object)
  },
  validate: validateJob,
  validateUpdate: validateJobUpdate,
  validateStatusUpdate: validateJobStatusUpdate,
  warnings: ({ spec }) => templateWarnings(spec?.template, 'spec.template'),
  columns: [
    nameColumn,
    column('Status', formatStatus, { description: 'Status of the job' }),
    column('Completions', formatCompletions),
    column('Duration', formatJobDuration, { description: 'Time required to complete the job.' }),
    ageColumn,
    ...templateColumns<Job>(({ spec }) => spec?.template),
    wideColumn('Selector', ({ spec }) => formatLabelSelector(spec?.selector)),
  ],
  describe: () => import('./job.describe.ts'),
  indexes: (object) => [selectorEntry(object, object.spec?.selector?.matchLabels)],
  selectableFields: { 'status.successful': ({ status }) => String(status?.succeeded ?? 0) },
  podTemplate: ({ spec }) => spec?.template,
})

/** Which condition says how a job is, the first that is true. */
const STATUSES = [
  ['Complete', 'Complete'],
  ['Failed', 'Failed'],
  ['', 'Terminating'],
  ['Suspended', 'Suspended'],
  ['FailureTarget', 'FailureTarget'],
  ['SuccessCriteriaMet', 'SuccessCriteriaMet'],
] as const

function formatStatus(object: Job): string {
  const found = STATUSES.find(([condition]) =>
    condition === ''
      ? object.metadata.deletionTimestamp !== undefined
      : isJobConditionTrue(object, condition),
  )
  return found?.[1] ?? 'Running'
}

/** `1/3`; where any one pod completes the job `0/1`, or `0/1 of 3` with several at work. */
function formatCompletions({ spec, status }: Job): string {
  const succeeded = status?.succeeded ?? 0
  if (spec?.completions !== undefined) return `${succeeded}/${spec.completions}`
  const parallelism = spec?.parallelism ?? 0
  return parallelism > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`
}

/** From the start to the completion, or to now; '' for a job that has not started. */
function formatJobDuration({ status }: Job, now: number): string {
  const start = parseTime(status?.startTime)
  return start === undefined ? '' : humanDuration((parseTime(status?.completionTime) ?? now) - start)
}
