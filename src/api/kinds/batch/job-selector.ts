/** The selector and labels that tie a job and its pods together (pkg/registry/batch/job/strategy.go). */
import type { Job } from '../../../generated/types.ts'

/** Labels with the job's name, old and new. */
export const JOB_NAME_LABELS = ['job-name', 'batch.kubernetes.io/job-name'] as const
/** Labels with the job's uid, old and new. */
export const CONTROLLER_UID_LABELS = ['controller-uid', 'batch.kubernetes.io/controller-uid'] as const

/**
 * Gives a new job its selector, and its template the labels that this selects. What the user has set stays, and is
 * refused by validation where it does not fit. With manualSelector nothing happens.
 */
export function generateSelector(object: Job): void {
  const { metadata, spec } = object
  if (spec === undefined || spec.manualSelector) return
  const { name = '', uid = '' } = metadata
  spec.template.metadata ??= {}
  const labels = { ...spec.template.metadata.labels }
  for (const label of JOB_NAME_LABELS) labels[label] ??= name
  for (const label of CONTROLLER_UID_LABELS) labels[label] ??= uid
  spec.template.metadata.labels = labels
  const [, label] = CONTROLLER_UID_LABELS
  spec.selector = { ...spec.selector, matchLabels: { [label]: uid, ...spec.selector?.matchLabels } }
  if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels }
}
