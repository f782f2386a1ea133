/** Starts one run of a cron job, as its concurrency policy allows. Source: cronjob_controllerv2.go, utils.go. */

import { controllerOf, type KubeObject } from '../../apimachinery/object.ts'
import { isAlreadyExists, statusCause } from '../../apimachinery/status-error.ts'
import { formatTime } from '../../apimachinery/time.ts'
import { zoneOffset } from '../../base/zone-offset.ts'
import type { CronJob, Job } from '../../generated/types.ts'
import { controllerReference } from '../ownership.ts'
import { deleteJob } from './history.ts'
import type { Round } from './round.ts'
import { tellOnce } from './told.ts'

const MINUTE = 60_000
const SCHEDULED_ANNOTATION = 'batch.kubernetes.io/cronjob-scheduled-timestamp'

/** Starts the run of a moment, unless that has been done or must not be. Throws what refuses it. */
export async function startJob(round: Round, time: number): Promise<void> {
  const { cronJob, status } = round
  const name = jobName(cronJob, time)
  const isDone = status.lastScheduleTime === formatTime(time)
  if (isDone || status.active.some((reference) => reference.name === name)) return
  const { concurrencyPolicy } = cronJob.spec
  if (concurrencyPolicy === 'Forbid' && status.active.length > 0) return tellAlreadyActive(round, time)
  if (concurrencyPolicy === 'Replace') await removeActive(round)
  const job = await createJob(round, jobFrom(cronJob, time))
  if (job === undefined) return
  status.active = [...status.active, referenceTo(job)]
  status.lastScheduleTime = formatTime(time)
}

/** A run has the same name whoever starts it: it cannot be started twice. */
function jobName({ metadata }: CronJob, time: number): string {
  return `${metadata.name}-${Math.floor(time / MINUTE)}`
}

function tellAlreadyActive({ context, cronJob }: Round, time: number): Promise<void> {
  return tellOnce(context, cronJob, {
    type: 'Normal',
    reason: 'JobAlreadyActive',
    message: 'Not starting job because prior execution is running and concurrency policy is Forbid',
    occasion: `${time}`,
  })
}

async function removeActive(round: Round): Promise<void> {
  const { client } = round.context
  for (const { namespace = '', name = '' } of round.status.active) {
    const job = await client.find('Job', { namespace, name })
    if (job === undefined) continue
    const failure = await deleteJob(round, job)
    if (failure !== undefined) throw failure
  }
}

function jobFrom(cronJob: CronJob, time: number): Job {
  const { metadata, spec } = cronJob.spec.jobTemplate
  const scheduled = formatInZone(time, cronJob.spec.timeZone ?? 'UTC')
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobName(cronJob, time),
      ...(cronJob.metadata.namespace && { namespace: cronJob.metadata.namespace }),
      ...(metadata?.labels && { labels: { ...metadata.labels } }),
      annotations: { ...metadata?.annotations, [SCHEDULED_ANNOTATION]: scheduled },
      ownerReferences: [controllerReference(cronJob)],
    },
    ...(spec && { spec }),
  }
}

/** A time of the API in the zone's own clock: `2026-07-01T09:00:00+02:00`. */
function formatInZone(time: number, zone: string): string {
  const offset = zoneOffset(zone, time)
  if (offset === 0) return formatTime(time)
  const minutes = Math.abs(offset) / MINUTE
  const digits = (number: number) => String(Math.floor(number)).padStart(2, '0')
  const sign = offset < 0 ? '-' : '+'
  return `${formatTime(time + offset).slice(0, -1)}${sign}${digits(minutes / 60)}:${digits(minutes % 60)}`
}

/** Undefined where nothing is to be noted: in a namespace that goes away, or if the name is another's. */
async function createJob({ context, cronJob }: Round, job: Job): Promise<Job | undefined> {
  const { client, recorder } = context
  try {
    const created = await client.create('Job', job)
    await recorder.event(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${created.metadata.name}`)
    return created
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (statusCause(error, 'NamespaceTerminating')) return undefined
    if (isAlreadyExists(error)) return existingJob(client, cronJob, job)
    await recorder.event(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${error.message}`)
    throw error
  }
}

/** The run that was started before, and not noted. */
async function existingJob(
  client: Round['context']['client'],
  cronJob: CronJob,
  { metadata }: Job,
): Promise<Job | undefined> {
  const { namespace = '', name = '' } = metadata
  const job = await client.find('Job', { namespace, name })
  return job !== undefined && controllerOf(job)?.uid === cronJob.metadata.uid ? job : undefined
}

function referenceTo({ apiVersion, kind, metadata }: KubeObject) {
  const { namespace = '', name = '', uid = '', resourceVersion = '' } = metadata
  return { apiVersion, kind, namespace, name, uid, resourceVersion }
}
