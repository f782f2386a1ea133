/** What of a job may change (ValidateJobSpecUpdate). */
import { type FieldError, invalidValue } from '../../../../apimachinery/field-error.ts'
import { deepCopy, deepEqual } from '../../../../base/json.ts'
import type { Container, Job, JobSpec, PodTemplateSpec } from '../../../../generated/types.ts'
import { isJobConditionTrue } from '../job-conditions.ts'

const FIXED = [
  'completionMode',
  'podFailurePolicy',
  'backoffLimitPerIndex',
  'managedBy',
  'successPolicy',
] as const

/** The errors of the step from old to new. */
export function validateJobUpdate(object: Job, old: Job): FieldError[] {
  const [spec, before] = [object.spec ?? { template: {} }, old.spec ?? { template: {} }]
  return [
    ...validateCompletions(spec, before),
    ...immutable(spec.selector, before.selector, 'spec.selector'),
    ...validateTemplate(spec.template, before.template, isTemplateChangeable(old)),
    ...FIXED.flatMap((field) => immutable(spec[field], before[field], `spec.${field}`)),
  ]
}

function immutable(value: unknown, old: unknown, path: string): FieldError[] {
  return deepEqual(value, old) ? [] : [invalidValue(path, value ?? 'null', 'field is immutable')]
}

/** An indexed job may grow and shrink if its parallelism does with it. */
function validateCompletions(spec: JobSpec, old: JobSpec): FieldError[] {
  const path = 'spec.completions'
  if (spec.completionMode !== 'Indexed') return immutable(spec.completions, old.completions, path)
  const same = spec.completions === old.completions
  if (same || spec.completions === undefined || spec.completions === spec.parallelism) return []
  return [invalidValue(path, spec.completions, 'can only be modified in tandem with spec.parallelism')]
}

/**
 * While a job is suspended and nothing of it is at work, where its pods go may change, and what they request (KEP-5440,
 * strategy.go).
 */
function isTemplateChangeable(old: Job): boolean {
  const suspended = old.spec?.suspend === true
  const isEmpty = isJobConditionTrue(old, 'Suspended') && (old.status?.active ?? 0) === 0
  return suspended && (old.status?.startTime === undefined || isEmpty)
}

function validateTemplate(next: PodTemplateSpec, old: PodTemplateSpec, changeable: boolean): FieldError[] {
  return immutable(next, changeable ? withChangeable(old, next) : old, 'spec.template')
}

/** The old template with all that may change from the new one. */
function withChangeable(old: PodTemplateSpec, next: PodTemplateSpec): PodTemplateSpec {
  const result = deepCopy(old)
  const spec = { ...result.spec } as Record<string, unknown>
  const wished = { ...next.spec } as Record<string, unknown>
  for (const field of ['nodeSelector', 'tolerations', 'schedulingGates']) take(spec, wished, field)
  const affinity = { ...result.spec?.affinity } as Record<string, unknown>
  take(affinity, { ...next.spec?.affinity } as Record<string, unknown>, 'nodeAffinity')
  if (next.spec?.affinity !== undefined || Object.keys(affinity).length > 0) spec.affinity = affinity
  else delete spec.affinity
  for (const field of ['containers', 'initContainers'] as const)
    if (result.spec?.[field] !== undefined)
      spec[field] = withResources(result.spec[field], next.spec?.[field])
  const metadata = { ...result.metadata } as Record<string, unknown>
  for (const field of ['annotations', 'labels'])
    take(metadata, { ...next.metadata } as Record<string, unknown>, field)
  return { metadata, spec } as unknown as PodTemplateSpec
}

function withResources(old: readonly Container[], next: readonly Container[] | undefined): Container[] {
  return old.map((container, index) => {
    const changed: Record<string, unknown> = { ...container }
    take(changed, { ...next?.[index] }, 'resources')
    return changed as unknown as Container
  })
}

function take(target: Record<string, unknown>, source: Record<string, unknown>, field: string): void {
  if (source[field] === undefined) delete target[field]
  else target[field] = source[field]
}
