/** A seccomp profile must be set, and be one that confines. */
import {
  containersWith,
  containerWords,
  exceptOnWindows,
  type PodCheck,
  type SecurityCheck,
} from '../check.ts'
import { forbiddenProfiles, isUnconfined } from './seccomp-profile-baseline.ts'

const check: PodCheck = (subject) => {
  const forbidden = forbiddenProfiles(subject)
  if (forbidden) return forbidden
  const pod = subject.spec.securityContext?.seccompProfile
  const silent = containersWith(subject, (each) => each.securityContext?.seccompProfile === undefined)
  if (silent.length === 0 || (pod !== undefined && !isUnconfined(pod))) return undefined
  const detail = `pod or ${containerWords(silent)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"`
  return { reason: 'seccompProfile', detail }
}

export const seccompProfileRestricted: SecurityCheck = {
  id: 'seccompProfile_restricted',
  level: 'restricted',
  overrides: ['seccompProfile_baseline'],
  versions: [
    [19, check],
    [25, exceptOnWindows(check)],
  ],
}
