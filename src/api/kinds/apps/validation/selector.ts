/** Validation of workloads' selectors, and of the templates that they must select. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import {
  matchesLabels,
  type Selector,
  selectorFromLabelSelector,
  selectsEverything,
  validateLabelSelector,
} from '../../../../apimachinery/label-selector.ts'
import { deepEqual } from '../../../../base/json.ts'
import type { LabelSelector, PodTemplateSpec } from '../../../../generated/types.ts'
import { validatePodTemplate } from '../../core/pod/validation/template.ts'

/** The selector, or undefined for one that cannot be read. */
export function readSelector(selector: LabelSelector | undefined): Selector | undefined {
  try {
    return selectorFromLabelSelector(selector)
  } catch {
    return undefined
  }
}

/** Whether the selector selects everything because it says nothing. */
export function isEmptySelector({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length + matchExpressions.length === 0
}

/** The errors of a selector, which must be there and say something. */
export function validateSelector(
  selector: LabelSelector | undefined,
  empty: string,
  path = 'spec.selector',
): FieldError[] {
  if (selector === undefined) return [required(path)]
  const errors = validateLabelSelector(selector, path)
  return isEmptySelector(selector) ? [...errors, invalidValue(path, selector, empty)] : errors
}

/** The error of a template that its selector does not select. */
export function validateSelected(
  template: PodTemplateSpec | undefined,
  selector: Selector,
  path = 'spec.template',
): FieldError[] {
  const labels = template?.metadata?.labels
  if (selectsEverything(selector) || matchesLabels(selector, labels)) return []
  return [invalidValue(`${path}.metadata.labels`, labels, '`selector` does not match template `labels`')]
}

/** The errors of a template whose pods run for ever. `kind` is the kind that has it. */
export function validateEndless(template: PodTemplateSpec | undefined, kind: string): FieldError[] {
  const { restartPolicy, activeDeadlineSeconds } = template?.spec ?? {}
  const path = 'spec.template.spec'
  const errors: FieldError[] = []
  if (restartPolicy !== 'Always')
    errors.push(notSupported(`${path}.restartPolicy`, restartPolicy ?? '', ['Always']))
  if (activeDeadlineSeconds !== undefined)
    errors.push(
      forbiddenField(`${path}.activeDeadlineSeconds`, `activeDeadlineSeconds in ${kind} is not Supported`),
    )
  return errors
}

/** The errors of the selector and template of a replica set or deployment. */
export function validateReplicated(
  selector: LabelSelector | undefined,
  template: PodTemplateSpec | undefined,
): FieldError[] {
  const errors = validateSelector(selector, 'empty selector is invalid for deployment')
  const readable = readSelector(selector)
  if (readable === undefined)
    return [...errors, invalidValue('spec.selector', selector, 'invalid label selector')]
  return [
    ...errors,
    ...validateSelected(template, readable),
    ...validatePodTemplate(template ?? {}, 'spec.template'),
    ...validateEndless(template, 'ReplicaSet'),
  ]
}

/** The error of a selector that has changed. */
export function immutableSelector(
  selector: LabelSelector | undefined,
  old: LabelSelector | undefined,
  path = 'spec.selector',
): FieldError[] {
  return deepEqual(selector, old) ? [] : [invalidValue(path, selector, 'field is immutable')]
}
