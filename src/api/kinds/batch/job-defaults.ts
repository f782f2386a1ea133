/** Defaults of jobs (pkg/apis/batch/v1/defaults.go). */
import type { Job, JobSpec } from '../../../generated/types.ts'
import { defaultPodTemplate } from '../core/pod/defaults.ts'

/** No limit where a limit per index is in force. */
const UNLIMITED = 2 ** 31 - 1

/** Fills in a job. */
export function defaultJob(object: Job): void {
  object.spec ??= { template: {} }
  const { spec } = object
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1
  spec.parallelism ??= 1
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : UNLIMITED
  spec.completionMode ??= 'NonIndexed'
  spec.suspend ??= false
  spec.manualSelector ??= false
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed'
  defaultJobTemplate(spec)
  const labels = spec.template.metadata?.labels
  if (labels && Object.keys(object.metadata.labels ?? {}).length === 0) object.metadata.labels = { ...labels }
}

/** What is filled in also where the job is only a template, inside of a cron job. */
export function defaultJobTemplate(spec: JobSpec): void {
  spec.template = defaultPodTemplate(spec.template)
  for (const { onPodConditions = [] } of spec.podFailurePolicy?.rules ?? [])
    for (const pattern of onPodConditions) pattern.status ||= 'True'
}
