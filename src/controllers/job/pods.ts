/** What a job needs to know of a pod: its index, whether it is counted yet, whether and when it failed. */
import { getCondition } from '../../api/kinds/core/pod/conditions.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Job, Pod } from '../../generated/types.ts'

/** Holds a pod until its job has counted it. */
export const TRACKING_FINALIZER = 'batch.kubernetes.io/job-tracking'
/** Annotation and label with the completion index. */
export const INDEX_ANNOTATION = 'batch.kubernetes.io/job-completion-index'
/** Failures of the index before this pod that count against its limit. */
export const FAILURES_ANNOTATION = 'batch.kubernetes.io/job-index-failure-count'
/** Failures of the index before this pod that a failure policy ignored. */
export const IGNORED_FAILURES_ANNOTATION = 'batch.kubernetes.io/job-index-ignored-failure-count'

/** Whether the job has still to count the pod. */
export function isTracked({ metadata }: Pod): boolean {
  return metadata.finalizers?.includes(TRACKING_FINALIZER) === true
}

/** Whether each pod works at an index of its own. */
export function isIndexed({ spec }: Job): boolean {
  return spec?.completionMode === 'Indexed'
}

/** Whether each index has a limit of failures, and its own back-off. */
export function hasIndexLimits({ spec }: Job): boolean {
  return spec?.backoffLimitPerIndex !== undefined
}

/** The pod's completion index; undefined where it has none. */
export function indexOf({ metadata }: Pod): number | undefined {
  const text = metadata.annotations?.[INDEX_ANNOTATION]
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined
}

/** The pod's index if the job has such a one. */
export function validIndexOf(pod: Pod, { spec }: Job): number | undefined {
  const index = indexOf(pod)
  return index !== undefined && index < (spec?.completions ?? 0) ? index : undefined
}

/** How often the pod's index failed before: those failures that count, and those that were ignored. */
export function earlierFailures({ metadata }: Pod): { counted: number; ignored: number } {
  const read = (name: string) => {
    const text = metadata.annotations?.[name] ?? '0'
    const number = /^\d+$/.test(text) ? Number(text) : 0
    return number < 2 ** 31 ? number : 0
  }
  return { counted: read(FAILURES_ANNOTATION), ignored: read(IGNORED_FAILURES_ANNOTATION) }
}

/** Whether a pod that is deleted is replaced only once it has come to its end. */
export function replacesOnlyFailed({ spec }: Job): boolean {
  return spec?.podReplacementPolicy === 'Failed' || spec?.podFailurePolicy !== undefined
}

/** Whether the pod counts as a failure: a deleted one does too, for it may never get to tell. */
export function hasFailed({ metadata, status }: Pod, job: Job): boolean {
  if (status?.phase === 'Failed') return true
  if (replacesOnlyFailed(job)) return false
  return metadata.deletionTimestamp !== undefined && status?.phase !== 'Succeeded'
}

/**
 * When the pod came to its end (ms): the end of its last container; else since when it is not ready; else when its
 * deletion began. Source: backoff_utils.go, getFinishedTime.
 */
export function finishedAt(pod: Pod): number {
  const { metadata, status } = pod
  const ends = status?.containerStatuses?.map(({ state }) => parseTime(state?.terminated?.finishedAt)) ?? []
  if (ends.length > 0 && ends.every((end) => end !== undefined)) return Math.max(...(ends as number[]))
  const ready = getCondition(pod, 'Ready')
  const unready = ready?.status === 'False' ? parseTime(ready.lastTransitionTime) : undefined
  if (unready !== undefined) return unready
  const deleted = parseTime(metadata.deletionTimestamp)
  if (deleted !== undefined) return deleted - (metadata.deletionGracePeriodSeconds ?? 0) * 1000
  return parseTime(metadata.creationTimestamp) ?? 0
}
