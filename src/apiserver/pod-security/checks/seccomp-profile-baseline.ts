/** Where a seccomp profile is set, it must be one that confines. */
import { allContainers } from '../../../api/kinds/core/pod/containers.ts'
import { quote } from '../../../apimachinery/go-format.ts'
import {
  containersWith,
  joinQuoted,
  type PodCheck,
  plural,
  type SecurityCheck,
  type Subject,
  setters,
  sorted,
  type Violation,
} from '../check.ts'

const POD_KEY = 'seccomp.security.alpha.kubernetes.io/pod'
const CONTAINER_KEY = 'container.seccomp.security.alpha.kubernetes.io/'

/** Whether a profile leaves a container unconfined. */
export function isUnconfined(profile: { type: string } | undefined): boolean {
  return profile !== undefined && !['Localhost', 'RuntimeDefault'].includes(profile.type)
}

/** Profiles that are set and must not be: `pod and container "a" must not set …`. */
export function forbiddenProfiles(subject: Subject): Violation | undefined {
  const pod = subject.spec.securityContext?.seccompProfile
  const bad = containersWith(subject, (each) => isUnconfined(each.securityContext?.seccompProfile))
  const who = setters(isUnconfined(pod), bad)
  if (who.length === 0) return undefined
  const all = [pod, ...allContainers(subject.spec).map((each) => each.securityContext?.seccompProfile)]
  const types = sorted(all.filter(isUnconfined).map((profile) => profile?.type ?? ''))
  const detail = `${who.join(' and ')} must not set securityContext.seccompProfile.type to ${joinQuoted(types)}`
  return { reason: 'seccompProfile', detail }
}

/** Before there were fields, profiles stood in annotations. */
const checkAnnotations: PodCheck = ({ metadata, spec }) => {
  const keys = [POD_KEY, ...allContainers(spec).map(({ name }) => CONTAINER_KEY + name)]
  const annotations = metadata?.annotations ?? {}
  const forbidden = sorted(
    keys
      .filter((key) => Object.hasOwn(annotations, key) && !isAllowed(annotations[key] ?? ''))
      .map((key) => `${key}=${quote(annotations[key] ?? '')}`),
  )
  if (forbidden.length === 0) return undefined
  const detail = `forbidden ${plural('annotation', forbidden)} ${forbidden.join(', ')}`
  return { reason: 'seccompProfile', detail }
}

function isAllowed(value: string): boolean {
  return ['runtime/default', 'docker/default'].includes(value) || value.startsWith('localhost/')
}

export const seccompProfileBaseline: SecurityCheck = {
  id: 'seccompProfile_baseline',
  level: 'baseline',
  versions: [
    [0, checkAnnotations],
    [19, forbiddenProfiles],
  ],
}
