/** `kubectl describe job`. */
import { formatSelector, selectorFromLabelSelector } from '../../../apimachinery/label-selector.ts'
import { humanDuration, parseTime } from '../../../apimachinery/time.ts'
import type { Job } from '../../../generated/types.ts'
import { writeEvents } from '../../describe/events.ts'
import { formatController, formatLongTime } from '../../describe/format.ts'
import { writeMetadata, writeNames } from '../../describe/metadata.ts'
import { writePodTemplate } from '../../describe/pod-template.ts'
import { createDescribeWriter, type DescribeWriter } from '../../describe/writer.ts'
import type { DescribeContext } from '../../describe-context.ts'

const INDEXES_SHOWN = 50

/** The description of a job with its events. */
export async function describe(object: Job, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  const controller = formatController(object)
  writeNames(writer, object)
  writer.line(0, `Selector:\t${formatSelector(selectorFromLabelSelector(object.spec?.selector))}`)
  writeMetadata(writer, object)
  if (controller !== undefined) writer.line(0, `Controlled By:\t${controller}`)
  writeWish(writer, object)
  writeProgress(writer, object)
  writePodTemplate(writer, object.spec?.template)
  await writeEvents(writer, context, object)
  return writer.toString()
}

function writeWish(writer: DescribeWriter, { spec }: Job): void {
  const rows: [name: string, value: string | number | boolean | undefined][] = [
    ['Parallelism', spec?.parallelism],
    ['Completions', spec?.completions ?? '<unset>'],
    ['Completion Mode', spec?.completionMode],
    ['Suspend', spec?.suspend],
    ['Backoff Limit', spec?.backoffLimit],
    ['TTL Seconds After Finished', spec?.ttlSecondsAfterFinished],
  ]
  for (const [name, value] of rows) if (value !== undefined) writer.line(0, `${name}:\t${value}`)
}

function writeProgress(writer: DescribeWriter, { spec, status = {} }: Job): void {
  const { startTime, completionTime, active = 0, succeeded = 0, failed = 0, ready } = status
  const [start, end] = [parseTime(startTime), parseTime(completionTime)]
  if (startTime !== undefined) writer.line(0, `Start Time:\t${formatLongTime(startTime)}`)
  if (completionTime !== undefined) writer.line(0, `Completed At:\t${formatLongTime(completionTime)}`)
  if (start !== undefined && end !== undefined) writer.line(0, `Duration:\t${humanDuration(end - start)}`)
  if (spec?.activeDeadlineSeconds !== undefined)
    writer.line(0, `Active Deadline Seconds:\t${spec.activeDeadlineSeconds}s`)
  const running = ready === undefined ? `${active} Active` : `${active} Active (${ready} Ready)`
  writer.line(0, `Pods Statuses:\t${running} / ${succeeded} Succeeded / ${failed} Failed`)
  if (spec?.completionMode === 'Indexed')
    writer.line(0, `Completed Indexes:\t${shortenIndexes(status.completedIndexes ?? '')}`)
}

/** A long list is cut after the first interval that ends beyond the limit. */
function shortenIndexes(indexes: string): string {
  if (indexes === '') return '<none>'
  const comma = indexes.indexOf(',', INDEXES_SHOWN)
  return comma < 0 ? indexes : `${indexes.slice(0, comma + 1)}...`
}
