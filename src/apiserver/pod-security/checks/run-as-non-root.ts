/** Containers must not run as root. */
import {
  containersWith,
  containerWords,
  hasUserNamespace,
  type PodCheck,
  type SecurityCheck,
  setters,
} from '../check.ts'

const REASON = 'runAsNonRoot != true'

const check: PodCheck = (subject) => {
  const pod = subject.spec.securityContext?.runAsNonRoot
  const explicit = containersWith(subject, (each) => each.securityContext?.runAsNonRoot === false)
  const bad = setters(pod === false, explicit)
  if (bad.length > 0)
    return { reason: REASON, detail: `${bad.join(' and ')} must not set securityContext.runAsNonRoot=false` }
  const silent = containersWith(subject, (each) => each.securityContext?.runAsNonRoot === undefined)
  if (pod === true || silent.length === 0) return undefined
  const detail = `pod or ${containerWords(silent)} must set securityContext.runAsNonRoot=true`
  return { reason: REASON, detail }
}

export const runAsNonRoot: SecurityCheck = {
  id: 'runAsNonRoot',
  level: 'restricted',
  versions: [
    [0, check],
    [35, (subject) => (hasUserNamespace(subject) ? undefined : check(subject))],
  ],
}
