/** Validation of pods as a whole, at creation and later (ValidatePodCreate, validatePodMetadataAndSpec). */
import { type FieldError, forbiddenField } from '../../../../../apimachinery/field-error.ts'
import type { Pod, PodSpec } from '../../../../../generated/types.ts'
import { validatePodBehaviours } from '../../../../behaviour/pod.ts'
import { validatePodAnnotations, validateProfilesMatch } from './annotations.ts'
import { validateImageSpaces } from './containers.ts'
import { validatePodSpec } from './spec.ts'

/** The errors of a pod, new or changed. */
export function validatePod({ metadata, spec = { containers: [] } }: Pod): FieldError[] {
  return [
    ...validatePodAnnotations(metadata.annotations, spec, 'metadata.annotations'),
    ...validatePodBehaviours(metadata.annotations, spec, 'metadata.annotations'),
    ...validatePodSpec(spec, 'spec', { name: metadata.name ?? '' }),
    ...validateTokens(spec),
    ...spec.containers.flatMap((each, index) => validateImageSpaces(each, `spec.containers[${index}]`)),
    ...(spec.initContainers ?? []).flatMap((each, index) =>
      validateImageSpaces(each, `spec.initContainers[${index}]`),
    ),
  ]
}

/** A token is one of the pod's service account. */
function validateTokens({ serviceAccountName, volumes = [] }: PodSpec): FieldError[] {
  if (serviceAccountName) return []
  const text = 'must not be specified when serviceAccountName is not set'
  return volumes.flatMap(({ projected }, volume) =>
    (projected?.sources ?? []).flatMap(({ serviceAccountToken }, source) => {
      const path = `spec.volumes[${volume}].projected.sources[${source}].serviceAccountToken`
      return serviceAccountToken ? [forbiddenField(path, text)] : []
    }),
  )
}

/** The errors of a new pod that it may have later. */
export function validatePodCreate({ metadata, spec = { containers: [] } }: Pod): FieldError[] {
  const errors: FieldError[] = []
  if (spec.ephemeralContainers?.length)
    errors.push(forbiddenField('spec.ephemeralContainers', 'cannot be set on create'))
  if (spec.nodeName && spec.schedulingGates?.length)
    errors.push(forbiddenField('spec.nodeName', 'cannot be set until all schedulingGates have been cleared'))
  return [...errors, ...validateProfilesMatch(metadata.annotations, spec, 'spec')]
}
