/** The rules of a ReplicationController (pkg/apis/core/validation). */
import { type FieldError, required } from '../../../apimachinery/field-error.ts'
import { selectorFromLabels } from '../../../apimachinery/label-selector.ts'
import type { ReplicationController } from '../../../generated/types.ts'
import { validateEndless, validateSelected } from '../apps/validation/selector.ts'
import { nonNegative } from './pod/validation/fields.ts'
import { validatePodTemplate } from './pod/validation/template.ts'

/** All errors of a replication controller. */
export function validateReplicationController({ spec = {} }: ReplicationController): FieldError[] {
  const { selector = {}, template } = spec
  const empty = Object.keys(selector).length === 0
  return [
    ...nonNegative(spec.minReadySeconds, 'spec.minReadySeconds'),
    ...(empty ? [required('spec.selector')] : []),
    ...nonNegative(spec.replicas, 'spec.replicas'),
    ...(template === undefined
      ? [required('spec.template')]
      : [
          ...validateSelected(template, selectorFromLabels(selector)),
          ...validatePodTemplate(template, 'spec.template'),
          ...validateEndless(template, 'ReplicationController'),
        ]),
  ]
}
