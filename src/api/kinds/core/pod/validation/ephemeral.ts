/** Validation of volumes that bring a claim of their own. */
import { type FieldError, forbiddenField, required } from '../../../../../apimachinery/field-error.ts'
import { validateAnnotations, validateLabels } from '../../../../../apimachinery/labels.ts'
import type { ObjectMeta, Volume } from '../../../../../generated/types.ts'
import { validateClaimSpec } from '../../persistent-volume-claim/validation.ts'

/** The errors of an ephemeral volume: of the claim's template. */
export function validateEphemeral(
  { volumeClaimTemplate: template }: NonNullable<Volume['ephemeral']>,
  path: string,
): FieldError[] {
  const at = `${path}.volumeClaimTemplate`
  if (template === undefined) return [required(at)]
  const spec = validateClaimSpec(template.spec ?? {})
  return [
    ...validateTemplateMeta(template.metadata, `${at}.metadata`),
    ...spec.map((error) => ({ ...error, field: `${at}.${error.field}` })),
  ]
}

/** Only labels and annotations are taken over from a template. */
function validateTemplateMeta(metadata: ObjectMeta = {}, path: string): FieldError[] {
  const others = Object.entries(metadata).filter(
    ([key, value]) => key !== 'labels' && key !== 'annotations' && value !== undefined && value !== null,
  )
  return [
    ...validateAnnotations(metadata.annotations, `${path}.annotations`),
    ...validateLabels(metadata.labels, `${path}.labels`),
    ...others.map(([key]) => forbiddenField(`${path}.${key}`, 'cannot be set')),
  ]
}
