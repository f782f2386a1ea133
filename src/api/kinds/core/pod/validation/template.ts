/** Validation of pod templates (ValidatePodTemplateSpec). */
import { type FieldError, forbiddenField } from '../../../../../apimachinery/field-error.ts'
import { validateAnnotations, validateLabels } from '../../../../../apimachinery/labels.ts'
import type { PodTemplateSpec } from '../../../../../generated/types.ts'
import { validateTemplateBehaviours } from '../../../../behaviour/pod.ts'
import { validatePodAnnotations, validateProfilesMatch } from './annotations.ts'
import { validatePodSpec } from './spec.ts'

/** The errors of a template's labels and annotations alone. */
export function validateTemplateMetadata({ metadata, spec }: PodTemplateSpec, path: string): FieldError[] {
  const { labels, annotations } = metadata ?? {}
  return [
    ...validateLabels(labels, `${path}.labels`),
    ...validateAnnotations(annotations, `${path}.annotations`),
    ...validatePodAnnotations(annotations, spec ?? { containers: [] }, `${path}.annotations`),
    ...validateTemplateBehaviours(annotations, spec ?? { containers: [] }, `${path}.metadata.annotations`),
  ]
}

/** All errors of a template. */
export function validatePodTemplate(template: PodTemplateSpec, path: string): FieldError[] {
  const spec = template.spec ?? { containers: [] }
  const ephemeral = (spec.ephemeralContainers ?? []).length > 0
  const text = 'ephemeral containers not allowed in pod template'
  return [
    ...validateTemplateMetadata(template, path),
    ...validatePodSpec(spec, `${path}.spec`),
    ...validateProfilesMatch(template.metadata?.annotations, spec, `${path}.spec`),
    ...(ephemeral ? [forbiddenField(`${path}.spec.ephemeralContainers`, text)] : []),
  ]
}
