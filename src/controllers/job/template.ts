/** The template of a job's pods, and what is particular to the pod of an index. Source: indexed_job_utils.go. */
import type { Container, Job, Pod, PodTemplateSpec } from '../../generated/types.ts'
import { judgeFailure } from './pod-failure-policy.ts'
import {
  earlierFailures,
  FAILURES_ANNOTATION,
  hasIndexLimits,
  IGNORED_FAILURES_ANNOTATION,
  INDEX_ANNOTATION,
  TRACKING_FINALIZER,
} from './pods.ts'

const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX'
/** What fits before the random end of a pod's name. */
const MAX_PREFIX = 58

/** The template with the finalizer that holds each pod until it is counted. */
export function trackedTemplate({ spec }: Job): PodTemplateSpec {
  const template = spec?.template ?? {}
  const finalizers = template.metadata?.finalizers?.filter((name) => name !== TRACKING_FINALIZER) ?? []
  return { ...template, metadata: { ...template.metadata, finalizers: [...finalizers, TRACKING_FINALIZER] } }
}

/**
 * The template for the pod of an index.
 * @param replaced the failed pod whose place it takes
 */
export function indexedTemplate(
  job: Job,
  { metadata, spec }: PodTemplateSpec,
  index: number,
  replaced: Pod | undefined,
): PodTemplateSpec {
  return {
    metadata: {
      ...metadata,
      labels: { ...metadata?.labels, [INDEX_ANNOTATION]: `${index}` },
      annotations: {
        ...metadata?.annotations,
        [INDEX_ANNOTATION]: `${index}`,
        ...failureCounts(job, replaced),
      },
    },
    spec: {
      ...spec,
      hostname: `${job.metadata.name}-${index}`,
      containers: (spec?.containers ?? []).map(withIndex),
      ...(spec?.initContainers && { initContainers: spec.initContainers.map(withIndex) }),
    },
  }
}

/** The beginning of the name of an index's pods. */
export function indexedPrefix({ metadata }: Job, index: number): string {
  const end = `-${index}-`
  return `${metadata.name?.slice(0, MAX_PREFIX - end.length)}${end}`
}

function withIndex(container: Container): Container {
  const env = container.env ?? []
  if (env.some(({ name }) => name === INDEX_VARIABLE)) return container
  const fieldRef = { fieldPath: `metadata.labels['${INDEX_ANNOTATION}']` }
  return { ...container, env: [...env, { name: INDEX_VARIABLE, valueFrom: { fieldRef } }] }
}

/** The failures of the index so far, that of the replaced pod included; only where each index has a limit. */
function failureCounts(job: Job, replaced: Pod | undefined): Record<string, string> {
  if (!hasIndexLimits(job)) return {}
  const { counted, ignored } = replaced ? earlierFailures(replaced) : { counted: 0, ignored: 0 }
  const counts = replaced !== undefined && judgeFailure(job, replaced).counts
  const nowIgnored = ignored + Number(replaced !== undefined && !counts)
  return {
    [FAILURES_ANNOTATION]: `${counted + Number(counts)}`,
    ...(nowIgnored > 0 && { [IGNORED_FAILURES_ANNOTATION]: `${nowIgnored}` }),
  }
}
