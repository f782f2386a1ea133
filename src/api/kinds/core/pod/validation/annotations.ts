/** Validation of annotations that mean something for pods, and of what they have in common with fields. */
import { type FieldError, forbiddenField, invalidValue } from '../../../../../apimachinery/field-error.ts'
import { quote } from '../../../../../apimachinery/go-format.ts'
import type { AppArmorProfile, PodSpec, SeccompProfile } from '../../../../../generated/types.ts'
import { allContainers, placedContainers } from '../containers.ts'
import { MIRROR_ANNOTATION } from '../mirror.ts'
import { descendingPath } from './paths.ts'

type Annotations = Readonly<Record<string, string>>

const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod'
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/'
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/'
const LOCALHOST = 'localhost/'

/** The errors of the annotations of a pod or of a template. */
export function validatePodAnnotations(
  annotations: Annotations = {},
  spec: PodSpec,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  const mirror = annotations[MIRROR_ANNOTATION]
  if (mirror !== undefined && !spec.nodeName)
    errors.push(
      invalidValue(
        `${path}[${MIRROR_ANNOTATION}]`,
        mirror,
        'must set spec.nodeName if mirror pod annotation is set',
      ),
    )
  const cost = annotations[DELETION_COST]
  if (cost !== undefined && !isDeletionCost(cost))
    errors.push(invalidValue(`${path}[${DELETION_COST}]`, cost, 'must be a 32bit integer'))
  for (const [key, value] of Object.entries(annotations)) {
    if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER))
      errors.push(...validateSeccompAnnotation(value, `${path}.${key}`))
    if (key.startsWith(APP_ARMOR))
      errors.push(...validateAppArmorAnnotation(key, value, spec, `${path}[${key}]`))
  }
  return errors
}

/** Go's ParseInt, but neither a sign before zeros nor leading zeros. */
function isDeletionCost(text: string): boolean {
  if (!/^(0|-?[1-9]\d*)$/.test(text)) return false
  const number = Number(text)
  return number >= -(2 ** 31) && number < 2 ** 31
}

function validateSeccompAnnotation(profile: string, path: string): FieldError[] {
  if (['runtime/default', 'docker/default', 'unconfined'].includes(profile)) return []
  if (profile.startsWith(LOCALHOST)) return descendingPath(profile.slice(LOCALHOST.length), path)
  return [invalidValue(path, profile, 'must be a valid seccomp profile')]
}

function validateAppArmorAnnotation(key: string, profile: string, spec: PodSpec, path: string): FieldError[] {
  const container = key.slice(APP_ARMOR.length)
  const errors: FieldError[] = []
  if (!allContainers(spec).some(({ name }) => name === container))
    errors.push(invalidValue(path, container, 'container not found'))
  const known = ['', 'runtime/default', 'unconfined'].includes(profile) || profile.startsWith(LOCALHOST)
  if (!known) errors.push(invalidValue(path, profile, `invalid AppArmor profile name: ${quote(profile)}`))
  return errors
}

/** The errors of annotations that contradict the fields which took their place. */
export function validateProfilesMatch(
  annotations: Annotations = {},
  spec: PodSpec,
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  const pod = spec.securityContext
  if (pod?.seccompProfile && annotations[SECCOMP_POD] !== undefined)
    errors.push(...matchSeccomp(annotations[SECCOMP_POD], pod.seccompProfile, `${path}.securityContext`))
  for (const { container, path: at } of placedContainers(spec, path)) {
    const profile = container.securityContext?.seccompProfile
    const annotation = annotations[SECCOMP_CONTAINER + container.name]
    if (profile && annotation !== undefined)
      errors.push(...matchSeccomp(annotation, profile, `${at}.securityContext`))
  }
  if (spec.os?.name === 'windows') return errors
  for (const { container, path: at } of placedContainers(spec, path)) {
    const profile = container.securityContext?.appArmorProfile ?? pod?.appArmorProfile
    const annotation = annotations[APP_ARMOR + container.name]
    if (profile && annotation !== undefined)
      errors.push(...matchAppArmor(annotation, profile, `${at}.securityContext`))
  }
  return errors
}

function matchSeccomp(
  annotation: string,
  { type, localhostProfile }: SeccompProfile,
  path: string,
): FieldError[] {
  const at = `${path}.seccompProfile`
  const names: Record<string, string[]> = {
    Unconfined: ['unconfined'],
    RuntimeDefault: ['runtime/default', 'docker/default'],
  }
  const same = 'in annotation and field must match'
  if (type === 'Localhost' && annotation.startsWith(LOCALHOST))
    return annotation.slice(LOCALHOST.length) === localhostProfile
      ? []
      : [forbiddenField(`${at}.localhostProfile`, `seccomp profile ${same}`)]
  const fits = type !== 'Localhost' && (names[type]?.includes(annotation) ?? true)
  return fits ? [] : [forbiddenField(`${at}.type`, `seccomp type ${same}`)]
}

function matchAppArmor(
  annotation: string,
  { type, localhostProfile }: AppArmorProfile,
  path: string,
): FieldError[] {
  const at = `${path}.appArmorProfile`
  const names: Record<string, string> = { Unconfined: 'unconfined', RuntimeDefault: 'runtime/default' }
  const same = 'in annotation and field must match'
  if (type === 'Localhost' && annotation.startsWith(LOCALHOST))
    return annotation.slice(LOCALHOST.length) === localhostProfile
      ? []
      : [forbiddenField(`${at}.localhostProfile`, `apparmor profile ${same}`)]
  const fits = type !== 'Localhost' && (names[type] ?? annotation) === annotation
  return fits ? [] : [forbiddenField(`${at}.type`, `apparmor type ${same}`)]
}

/** The errors of an update of annotations that must not change. */
export function validateAnnotationsUpdate(
  next: Annotations = {},
  old: Annotations = {},
  path: string,
): FieldError[] {
  const fixed = (key: string) => key === MIRROR_ANNOTATION || key.startsWith(APP_ARMOR)
  const what = (key: string) => (key === MIRROR_ANNOTATION ? 'mirror pod annotation' : 'AppArmor annotations')
  const gone = Object.keys(old).filter((key) => fixed(key) && next[key] !== old[key])
  const added = Object.keys(next).filter((key) => fixed(key) && old[key] === undefined)
  return [
    ...gone.map((key) => forbiddenField(`${path}[${key}]`, `may not remove or update ${what(key)}`)),
    ...added.map((key) => forbiddenField(`${path}[${key}]`, `may not add ${what(key)}`)),
  ]
}
