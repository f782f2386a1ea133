/** `kubectl describe cronjob`. */
import { formatSelector, selectorFromLabelSelector } from '../../../apimachinery/label-selector.ts'
import type { CronJob, CronJobSpec } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { formatLongTime, formatOptionalBoolean, textOrNone } from '../../describe/format.ts'
import { writeMetadata, writeNames } from '../../describe/metadata.ts'
import { writePodTemplate } from '../../describe/pod-template.ts'
import { createDescribeWriter, type DescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

/** The description of a cron job with its events. */
export async function describe(object: CronJob, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  const { spec = { schedule: '', jobTemplate: {} }, status } = object
  const last = status?.lastScheduleTime
  writeNames(writer, object)
  writeMetadata(writer, object)
  writeWish(writer, spec)
  writeJobTemplate(writer, spec)
  writer.line(0, `Last Schedule Time:\t${last === undefined ? '<unset>' : formatLongTime(last)}`)
  writer.line(0, `Active Jobs:\t${textOrNone((status?.active ?? []).map(({ name }) => name).join(', '))}`)
  await writeEvents(writer, context, object)
  return writer.toString()
}

function writeWish(writer: DescribeWriter, spec: CronJobSpec): void {
  const deadline = spec.startingDeadlineSeconds
  writer.line(0, `Schedule:\t${spec.schedule}`)
  writer.line(0, `Concurrency Policy:\t${spec.concurrencyPolicy ?? ''}`)
  writer.line(0, `Suspend:\t${formatOptionalBoolean(spec.suspend)}`)
  writer.line(0, `Successful Job History Limit:\t${spec.successfulJobsHistoryLimit ?? '<unset>'}`)
  writer.line(0, `Failed Job History Limit:\t${spec.failedJobsHistoryLimit ?? '<unset>'}`)
  writer.line(0, `Starting Deadline Seconds:\t${deadline === undefined ? '<unset>' : `${deadline}s`}`)
}

function writeJobTemplate(writer: DescribeWriter, { jobTemplate }: CronJobSpec): void {
  const job = jobTemplate.spec
  const selector = job?.selector
  const text = selector === undefined ? '<unset>' : formatSelector(selectorFromLabelSelector(selector))
  writer.line(0, `Selector:\t${text}`)
  writer.line(0, `Parallelism:\t${job?.parallelism ?? '<unset>'}`)
  writer.line(0, `Completions:\t${job?.completions ?? '<unset>'}`)
  if (job?.activeDeadlineSeconds !== undefined)
    writer.line(0, `Active Deadline Seconds:\t${job.activeDeadlineSeconds}s`)
  writePodTemplate(writer, job?.template)
}
