/** Containers must not name root as their user. */
import { containersWith, hasUserNamespace, type PodCheck, type SecurityCheck, setters } from '../check.ts'

const check: PodCheck = (subject) => {
  const explicit = containersWith(subject, (each) => each.securityContext?.runAsUser === 0)
  const bad = setters(subject.spec.securityContext?.runAsUser === 0, explicit)
  if (bad.length === 0) return undefined
  return { reason: 'runAsUser=0', detail: `${bad.join(' and ')} must not set runAsUser=0` }
}

export const runAsUser: SecurityCheck = {
  id: 'runAsUser',
  level: 'restricted',
  versions: [
    [23, check],
    [35, (subject) => (hasUserNamespace(subject) ? undefined : check(subject))],
  ],
}
