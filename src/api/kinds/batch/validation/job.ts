/** The rules of a Job (pkg/apis/batch/validation). */
import { type FieldError, invalidValue, required } from '../../../../apimachinery/field-error.ts'
import { matchesLabels, validateLabelSelector } from '../../../../apimachinery/label-selector.ts'
import { checkDns1123Label } from '../../../../apimachinery/names.ts'
import type { Job, JobSpec, PodTemplateSpec } from '../../../../generated/types.ts'
import { readSelector } from '../../apps/validation/selector.ts'
import { CONTROLLER_UID_LABELS, JOB_NAME_LABELS } from '../job-selector.ts'
import { validateJobSpec } from './job-spec.ts'

/** All errors of a job. */
export function validateJob(object: Job): FieldError[] {
  const spec = object.spec ?? { template: {} }
  return [
    ...validateGenerated(object, spec),
    ...validateJobSpec(spec, 'spec'),
    ...validateSelector(spec),
    ...validatePodNames(object, spec),
  ]
}

/** A generated selector must fit the job's uid, and the template have the labels that go with it. */
function validateGenerated({ metadata }: Job, { selector, manualSelector, template }: JobSpec): FieldError[] {
  if (manualSelector || selector === undefined) return []
  const { name = '', uid = '' } = metadata
  const [oldUid, newUid] = CONTROLLER_UID_LABELS
  const [oldName, newName] = JOB_NAME_LABELS
  const expected = { [oldUid]: uid, [oldName]: name, [newUid]: uid, [newName]: name }
  const errors = Object.entries(expected).flatMap(([label, value]) => validateLabel(template, label, value))
  const readable = readSelector(selector)
  if (readable && !matchesLabels(readable, expected))
    errors.push(invalidValue('spec.selector', selector, '`selector` not auto-generated'))
  return errors
}

function validateLabel({ metadata }: PodTemplateSpec, label: string, value: string): FieldError[] {
  const labels = metadata?.labels ?? {}
  const path = `spec.template.metadata.labels[${label}]`
  if (labels[label] === undefined) return [required(path, `must be '${value}'`)]
  return labels[label] === value ? [] : [invalidValue(path, labels, `must be '${value}'`)]
}

function validateSelector({ selector, template }: JobSpec): FieldError[] {
  const errors =
    selector === undefined ? [required('spec.selector')] : validateLabelSelector(selector, 'spec.selector')
  const readable = readSelector(selector)
  const labels = template.metadata?.labels
  if (readable === undefined || matchesLabels(readable, labels)) return errors
  const path = 'spec.template.metadata.labels'
  return [...errors, invalidValue(path, labels, '`selector` does not match template `labels`')]
}

/** The pods of an indexed job have host names that end in their index. */
function validatePodNames({ metadata }: Job, { completionMode, completions = 0 }: JobSpec): FieldError[] {
  if (completionMode !== 'Indexed' || completions <= 0) return []
  const name = metadata.name ?? ''
  const longest = `${name}-${completions - 1}`
  if (checkDns1123Label(longest).length === 0) return []
  const text = `will not able to create pod with invalid DNS label: ${longest}`
  return [invalidValue('metadata.name', name, text)]
}
